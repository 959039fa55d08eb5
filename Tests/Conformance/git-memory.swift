// A small program that uses every door of Git, failing calls too, for `valgrind.sh`. It runs without the concurrency
// runtime, under which valgrind 3.19 itself crashes.
import Git

/// Calls what must throw; a success is a fault of this program.
func expect(_ code: GitError.Code, _ body: () throws(GitError) -> Void) throws(GitError) {
  do throws(GitError) {
    try body()
  } catch {
    guard error.code != code else { return }
    throw error
  }
  throw GitError(.invalid, "exercise", "no error where \(code) was expected")
}

func exercise(_ path: String, bare: Bool) throws(GitError) {
  let repository = try Repository.initialize(at: path, bare: bare)
  let author = Signature(name: "Lin", email: "lin@test", seconds: 1_700_000_000, offsetMinutes: 480)
  var parents: [ObjectID] = []
  for number in 0..<20 {
    let write = { () throws(GitError) -> ObjectID in
      let blob = try repository.writeBlob(Array("\(number)".utf8))
      let base: ObjectID? = if let parent = parents.first { try repository.commit(parent).tree } else { nil }
      let tree = try repository.writeTree(base: base, changes: ["a/\(number)/b": blob, "last": blob])
      return try repository.writeCommit(
        tree: tree, parents: parents, author: author, committer: author, message: "m\n")
    }
    let commit = number % 2 == 0 ? try write() : try repository.withPack(write).get()
    try repository.compareAndSwap("refs/heads/main", from: parents.first, to: commit, message: "m")
    parents = [commit]
  }
  try read(repository, parents[0])
  try fail(repository, parents[0])
  if !bare {
    let blob = try repository.writeBlob([1])
    try repository.updateIndex(set: [("x", blob)])
    try repository.updateIndex(set: [], remove: ["x"])
  }
}

func read(_ repository: Repository, _ head: ObjectID) throws(GitError) {
  try repository.refresh()
  let tree = try repository.commit(head).tree
  try repository.walkTree(tree) { _, entry throws(GitError) in
    if entry.mode == .file { try repository.withBlob(entry.id) { _ in } }
    return .continue
  }
  try repository.history(from: head) { commit throws(GitError) in
    _ = try repository.treeChanges(from: commit.tree, to: tree)
    return true
  }
  _ = try repository.head()
  _ = try repository.references()
  _ = try repository.signedCommit(head)
}

func fail(_ repository: Repository, _ head: ObjectID) throws(GitError) {
  let missing = try ObjectID.blob(hashing: [9, 9, 9])
  try expect(.notFound) { () throws(GitError) in _ = try repository.blob(missing) }
  try expect(.notFound) { () throws(GitError) in _ = try repository.header(of: missing) }
  try expect(.invalid) { () throws(GitError) in _ = try repository.blob(head) }
  try expect(.invalid) { () throws(GitError) in _ = try repository.reference("no name") }
  try expect(.modified) { () throws(GitError) in
    try repository.compareAndSwap("refs/heads/main", from: nil, to: head, message: "m")
  }
  try expect(.notRepository) { () throws(GitError) in _ = try Repository(opening: "/") }
  let failed = try repository.withPack { () throws(GitError) in
    try repository.writeBlob([7])
    throw GitError(.invalid, "exercise", "on purpose")
  }
  try expect(.invalid) { () throws(GitError) in try failed.get() }
}

for bare in [false, true] { try exercise(CommandLine.arguments[1] + (bare ? "/bare" : "/plain"), bare: bare) }
