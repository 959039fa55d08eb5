// A guard for people who commit with stock git: hfile itself seals what it commits, git does not.

public import Git
internal import JSONSchema

extension Store {
  /// Where git looks for it, from the repository's folder.
  static let hookPath = "hooks/pre-commit"

  /// `git write-tree` names what is about to be committed, also with `git commit -a` and `git commit PATH`.
  private static let hook = """
    #!/bin/sh
    # Written by hfile: nothing that is to be sealed is committed in the clear.
    tree=$(git write-tree) || exit 1
    if ! command -v hfile >/dev/null 2>&1; then
      echo 'hfile is not in the PATH, and without it nobody can tell whether all is sealed.' >&2
      echo '找不到 hfile，无法确认应密封的内容均已密封。' >&2
      echo '找不到 hfile，無法確認應密封的內容均已密封。' >&2
      exit 1
    fi
    exec hfile check --staged "$tree"

    """

  /// Puts the guard in place; a hook that is there stays.
  func placeHook() throws(StoreError) {
    let disk = Disk(root: gitDirectory)
    guard try disk.kind(of: Self.hookPath) == nil else { return }
    try disk.write(Array(Self.hook.utf8), to: Self.hookPath, mode: 0o755)
  }

  /// What a tree would bring into history in the clear that is to be sealed; nothing in a store that is not trusted.
  public func problems(ofStaged tree: ObjectID) throws(StoreError) -> [Problem] {
    let base = try snapshot()
    guard base.seals != nil else { return [] }
    let head = try head()
    let changes = try repository().use { repository throws(GitError) in
      let before = try head.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: before, to: tree)
    }
    var problems: [Problem] = []
    for change in changes {
      guard let entry = change.new, let type = type(ofFile: change.path, in: base), let sealed = type.sealed else {
        continue
      }
      let bytes = try blob(entry.id)
      let file = RecordFile(bytes, path: change.path, type: type)
      problems += file.problems
      for record in file.entries.map(\.record) {
        for member in sealed.compartments.flatMap(\.members) where record.value[member] != nil {
          var place = Place(file: change.path, record: record.id, pointer: JSONPointer([member]))
          place.position = file.position(of: place, in: bytes)
          problems.append(Problem(.inTheClear, at: place))
        }
      }
    }
    return problems
  }

  private func type(ofFile path: String, in state: Snapshot) -> RecordType? {
    switch Layout.content(of: path, in: state.catalogue) {
    case .document(let name, _), .daily(let name): state.catalogue.types[name]
    default: nil
    }
  }
}
