// Makes one commit in the repository that is named, as a pack if a second argument says so, and prints how it went:
// `moved`, or the kind of error. For `faults.sh`.
import Git

func write(_ repository: Repository, _ parent: ObjectID?) throws(GitError) -> ObjectID {
  let author = Signature(name: "Lin", email: "lin@test", seconds: 1_700_000_000, offsetMinutes: 480)
  let blob = try repository.writeBlob(Array("follows \(parent ?? .zero)".utf8))
  let base: ObjectID? = if let parent { try repository.commit(parent).tree } else { nil }
  let tree = try repository.writeTree(base: base, changes: ["a/b/c": blob])
  let parents = parent.map { [$0] } ?? []
  return try repository.writeCommit(tree: tree, parents: parents, author: author, committer: author, message: "m\n")
}

func run() throws(GitError) {
  let repository = try Repository(opening: CommandLine.arguments[1])
  let head = try repository.head()
  let body = { () throws(GitError) in try write(repository, head.id) }
  let commit = CommandLine.arguments.count > 2 ? try repository.withPack(body).get() : try body()
  try repository.compareAndSwap(head.name, from: head.id, to: commit, message: "commit")
}

do throws(GitError) {
  try run()
  print("moved")
} catch {
  print(error.code)
}
