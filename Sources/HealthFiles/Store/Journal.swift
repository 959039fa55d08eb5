internal import Git

/// The commit whose working files are being brought forward: `.git/hfile/journal`, two ids.
///
/// A crash between moving the branch and writing the last working file leaves it behind; the next writer, or
/// `hfile doctor`, finishes from it. Without it old working files would look like edits that undo the commit.
struct Journal: Sendable, Hashable {
  static let path = ".git/hfile/journal"

  let old: ObjectID?
  let new: ObjectID

  var bytes: [UInt8] { Array("\(old ?? .zero) \(new)\n".utf8) }

  init(old: ObjectID?, new: ObjectID) {
    self.old = old
    self.new = new
  }

  init?(_ bytes: [UInt8]) {
    let parts = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard parts.count == 2, let old = ObjectID(hex: parts[0]), let new = ObjectID(hex: parts[1]) else { return nil }
    self.old = old == .zero ? nil : old
    self.new = new
  }
}

extension Store {
  /// Finishes what an interrupted commit left; the lock must be held.
  ///
  /// - Returns: whether anything was left.
  @discardableResult
  func finishInterruptedCommit() throws(StoreError) -> Bool {
    guard let bytes = try disk.read(Journal.path) else { return false }
    if let journal = Journal(bytes), try head() == journal.new {
      let catalogue = try snapshot(at: journal.new).catalogue
      try materialize(from: journal.old, to: journal.new, catalogue: catalogue)
    }
    try disk.remove(Journal.path)
    return true
  }
}
