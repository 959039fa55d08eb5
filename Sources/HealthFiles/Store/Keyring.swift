// The keyring of a store: wrapped keys in a bare repository beside the store's own, under one reference that names a
// commit without parents, so that what is taken out of it is gone (docs/Trust.md, section 5).

internal import Git
internal import JSONSchema

/// The wrapped keys of a store.
///
/// Reading sees the state of one moment; every change is one commit, moved by compare-and-swap.
final class Keyring: Sendable {
  static let reference = "refs/hfile/keyring"
  private static let marker = "keyring.json"
  /// Where the repository lies, from the folder of the store's own.
  static let folder = "hfile/keyring"
  private static let fresh = folder + ".new"
  private static let old = folder + ".old"
  /// Where a hub's keyring lies while it is looked at.
  static let incoming = folder + ".incoming"
  /// Where a backup with its keys is restored while it is held against this store.
  static let verifying = "hfile/verifying"
  /// The largest wrapped key: some hundred bytes, and room.
  static let entryLimit = 4 << 10

  let path: String
  private let repository: RepositoryBox

  private init(path: String, _ repository: RepositoryBox) {
    self.path = path
    self.repository = repository
  }

  /// Opens a keyring that lies elsewhere.
  convenience init(at path: String) throws(StoreError) {
    let box = try git { () throws(GitError) in RepositoryBox(try Repository(opening: path, bare: true)) }
    self.init(path: path, box)
  }

  /// Opens the keyring below a `.git` folder; nil when there is none.
  static func open(in gitDirectory: String) throws(StoreError) -> Keyring? {
    let disk = Disk(root: gitDirectory)
    if try disk.kind(of: folder) == nil {
      // Stopped between the two renames of `replace`: the new one is complete.
      guard try disk.kind(of: fresh) != nil, try disk.kind(of: old) != nil else { return nil }
      try disk.move(fresh, to: folder)
    }
    return try Keyring(at: gitDirectory + "/" + folder)
  }

  /// Folders that a replacement, an exchange or a check of a backup that was stopped left behind; they may hold keys
  /// that are to be gone.
  static func leftovers(in gitDirectory: String) throws(StoreError) -> [String] {
    // Opening finishes a replacement that was stopped between its renames.
    guard try open(in: gitDirectory) != nil else { return [] }
    let disk = Disk(root: gitDirectory)
    var found: [String] = []
    for path in [fresh, old, incoming, verifying] where try disk.kind(of: path) != nil { found.append(path) }
    return found
  }

  /// Makes a keyring of some wrapped keys, in place of any that was there.
  ///
  /// The new repository is complete and durable under another name before it takes the place of the old one, and then
  /// the old one is removed: of keys that are not among the new ones no object is left.
  @discardableResult
  static func replace(
    in gitDirectory: String, with entries: [KeyringEntry: [UInt8]], store: String, time: Signature
  ) throws(StoreError) -> Keyring {
    let disk = Disk(root: gitDirectory)
    try disk.removeTree(fresh)
    try disk.makeFolder("hfile")
    try git { () throws(GitError) in
      let repository = try Repository.initialize(at: gitDirectory + "/" + fresh, bare: true)
      try write(repository, base: nil, files: Self.files(entries, store: store), time: time)
    }
    try disk.synchronizeTree(fresh)
    try disk.removeTree(old)
    try disk.move(folder, to: old)
    try disk.move(fresh, to: folder)
    try disk.removeTree(old)
    guard let keyring = try open(in: gitDirectory) else { throw .notFound(kind: .file, name: folder, near: []) }
    return keyring
  }

  private static func files(_ entries: [KeyringEntry: [UInt8]], store: String) -> [String: [UInt8]] {
    var files = Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $1) })
    files[marker] = RecordFile.document(["format": 1, "store": .string(store)], order: nil)
    return files
  }

  // MARK: reading

  /// The commit that holds all of it; the same for keyrings of the same keys.
  func head() throws(StoreError) -> ObjectID? {
    try repository.use { repository throws(GitError) in try repository.reference(Self.reference) }
  }

  /// The id of the store that it says it is of.
  func store() throws(StoreError) -> String? {
    let bytes = try repository.use { repository throws(GitError) -> [UInt8]? in
      guard let head = try repository.reference(Self.reference),
        let entry = try repository.entry(at: Self.marker, in: try repository.commit(head).tree)
      else { return nil }
      return try repository.blob(entry.id, limit: Self.entryLimit)
    }
    return bytes.flatMap { try? JSON(parsing: $0, limits: .record) }?["store"]?.stringValue
  }

  /// The bytes of some of its wrapped keys.
  func bytes(of wanted: Set<KeyringEntry>) throws(StoreError) -> [KeyringEntry: [UInt8]] {
    let reader = try reader()
    var found: [KeyringEntry: [UInt8]] = [:]
    for (entry, blob) in try entries() where wanted.contains(entry) { found[entry] = try KeyChain.read(blob, reader) }
    return found
  }

  /// The wrapped keys of a folder of the keyring.
  func entries(under folder: String = "") throws(StoreError) -> [(entry: KeyringEntry, blob: ObjectID)] {
    try repository.use { repository throws(GitError) in
      guard let head = try repository.reference(Self.reference) else { return [] }
      var found: [(entry: KeyringEntry, blob: ObjectID)] = []
      let tree = try repository.commit(head).tree
      try repository.walkTree(tree, under: folder) { path, entry in
        if entry.mode == .file, let named = KeyringEntry(path: path) { found.append((named, entry.id)) }
        return .continue
      }
      return found
    }
  }

  /// The folders of a folder of the keyring, for those who share the work of reading it.
  func folders(under folder: String) throws(StoreError) -> [Folder] {
    try repository.use { repository throws(GitError) in
      guard let head = try repository.reference(Self.reference),
        let entry = try repository.entry(at: folder, in: try repository.commit(head).tree)
      else { return [] }
      return try repository.tree(entry.id).filter { $0.mode == .tree }.map {
        Folder(path: "\(folder)/\($0.name)", tree: $0.id)
      }
    }
  }

  /// One folder of the keyring.
  struct Folder {
    let path: String
    let tree: ObjectID
  }

  /// The wrapped keys of one folder, read by one thread.
  func entries(
    in folder: Folder, _ reader: BlobReader
  ) throws(StoreError) -> [(entry: KeyringEntry, blob: ObjectID)] {
    try git { () throws(GitError) in try reader.tree(folder.tree) }.compactMap { entry in
      guard entry.mode == .file, let named = KeyringEntry(path: "\(folder.path)/\(entry.name)") else { return nil }
      return (named, entry.id)
    }
  }

  /// The bytes of a wrapped key.
  func bytes(_ blob: ObjectID) throws(StoreError) -> [UInt8] {
    try repository.use { repository throws(GitError) in try repository.blob(blob, limit: Self.entryLimit) }
  }

  /// A reader of wrapped keys for one thread.
  func reader() throws(StoreError) -> BlobReader {
    try git { () throws(GitError) in try BlobReader(try Repository(opening: path, bare: true)) }
  }

  // MARK: writing

  /// Adds wrapped keys, durably; what is to go needs `replace`, which leaves no old object behind.
  func add(_ entries: [KeyringEntry: [UInt8]], time: Signature) throws(StoreError) {
    let files = Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $1) })
    try repository.use { repository throws(GitError) in
      try Self.write(repository, base: try repository.reference(Self.reference), files: files, time: time)
    }
  }

  private static func write(
    _ repository: Repository, base: ObjectID?, files: [String: [UInt8]], time: Signature
  ) throws(GitError) {
    let paths = files.keys.sorted()
    let commit = try repository.withPack { () throws(GitError) in
      var blobs: [String: ObjectID?] = [:]
      for path in paths { blobs[path] = try repository.writeBlob(files[path] ?? []) }
      let tree = try base.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.writeCommit(
        tree: try repository.writeTree(base: tree, changes: blobs), parents: [], author: time, committer: time,
        message: "keyring\n")
    }.get()
    try repository.compareAndSwap(reference, from: base, to: commit, message: "hfile: keyring")
  }
}
