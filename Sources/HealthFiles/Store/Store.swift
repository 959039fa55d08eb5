// A store on disk: working files for people, and the repository whose commits are the truth. Store.swift opens it;
// reading is in Snapshot, writing in Transaction. libgit2 is started only when the repository is really needed.

public import Git
internal import JSONSchema
internal import Synchronization

/// A store: its working files and its repository.
public final class Store: Sendable {
  /// The newest on-disk format this version reads and writes.
  public static let format = 1
  /// Folder of the store; of the repository when it is bare.
  public let root: String
  /// Whether there are no working files.
  public let isBare: Bool
  let environment: Environment
  let disk: Disk
  private let opened = Mutex<RepositoryBox?>(nil)
  private let frames = Mutex<FrameCache?>(nil)
  private let keepsReaders = Mutex(false)
  let unlocked = Mutex<Unlocked>(Unlocked())

  /// Finds the store that a folder lies in and checks that this version can read it.
  ///
  /// - Throws: `StoreError.noStore`, `.newerStore`, or `.unusable` when `hfile.json` is wrong.
  public init(containing folder: String, environment: Environment) throws(StoreError) {
    guard let found = try Store.find(from: folder) else { throw .noStore(start: folder) }
    root = found.root
    isBare = found.isBare
    self.environment = environment
    disk = Disk(root: found.root)
    guard let marker = isBare ? try headBytes(Layout.marker) : try disk.read(Layout.marker) else {
      throw .noStore(start: folder)
    }
    try Store.checkMarker(marker)
  }

  static func find(from folder: String) throws(StoreError) -> (root: String, isBare: Bool)? {
    var current = folder
    while true {
      let disk = Disk(root: current.isEmpty ? "/" : current)
      if try disk.kind(of: Layout.marker) != nil { return (current, false) }
      if try disk.kind(of: "HEAD") != nil, try disk.kind(of: "objects") == .folder { return (current, true) }
      guard let slash = current.lastIndex(of: "/"), current != "/" else { return nil }
      current = String(current[..<slash])
    }
  }

  static func checkMarker(_ bytes: [UInt8]) throws(StoreError) {
    let marker: JSON
    do throws(JSONError) {
      marker = try JSON(parsing: bytes, limits: .record)
    } catch {
      let place = Place(file: Layout.marker, position: error.position)
      throw .unusable([Problem(.unreadable(error.reason), at: place)])
    }
    guard let format = marker["format"]?.integerValue else {
      let place = Place(file: Layout.marker, pointer: JSONPointer(["format"]))
      let found = marker["format"].map(\.plainText)
      throw .unusable([Problem(.schema(.type(expected: ["integer"], found: "null"), found: found), at: place)])
    }
    guard format <= Int64(Store.format) else { throw .newerStore(found: String(format)) }
  }

  /// The folder of the repository.
  public var gitDirectory: String { isBare ? root : root + "/.git" }

  /// The repository, opened on first use.
  func repository() throws(StoreError) -> RepositoryBox {
    try opened.withLock { (box: inout RepositoryBox?) throws(StoreError) -> RepositoryBox in
      if let box { return box }
      let fresh = try git { () throws(GitError) in RepositoryBox(try Repository(opening: root, bare: isBare)) }
      box = fresh
      return fresh
    }
  }

  // MARK: states

  /// The commit that HEAD names; nil before the first commit.
  public func head() throws(StoreError) -> ObjectID? {
    try repository().use { repository throws(GitError) in try repository.head().id }
  }

  /// The state of the working files.
  public func workingSnapshot() throws(StoreError) -> Snapshot {
    guard !isBare else { throw .bareRepository }
    return try Snapshot(
      origin: .workingFiles, source: WorkingSource(disk: disk), environment: environment, seals: try seals())
  }

  /// The state of a commit; of HEAD when none is named.
  public func snapshot(at commit: ObjectID? = nil) throws(StoreError) -> Snapshot {
    let named = if let commit { commit } else { try head() }
    let (source, origin) = try files(at: named)
    return try Snapshot(
      origin: origin, source: source, environment: environment, frames: frames.withLock { $0 },
      seals: try seals())
  }

  /// Keeps the columns that snapshots of commits read from now on, for a process that asks again and again.
  ///
  /// After a commit only what lies in folders that changed is read again.
  public func keepFrames() { frames.withLock { $0 = $0 ?? FrameCache() } }

  /// Keeps packs open for snapshots that are made from now on, for a process that reads single records again and again.
  public func keepReaders() { keepsReaders.withLock { $0 = true } }

  /// The files of a commit; none before the first.
  func files(at commit: ObjectID?) throws(StoreError) -> (source: any FileSource, origin: Snapshot.Origin) {
    guard let commit else { return (EmptySource(), .nothing) }
    let repository = try repository()
    let tree = try repository.use { repository throws(GitError) in try repository.commit(commit).tree }
    return (CommitSource(repository: repository, tree: tree, readers: try readers()), .commit(commit))
  }

  private func readers() throws(StoreError) -> BlobReaders? {
    guard keepsReaders.withLock({ $0 }) else { return nil }
    return try git { () throws(GitError) in try BlobReaders(root, isBare: isBare) }
  }

  func headBytes(_ path: String) throws(StoreError) -> [UInt8]? {
    guard let id = try head() else { return nil }
    let repository = try repository()
    return try repository.use { repository throws(GitError) in
      guard let entry = try repository.entry(at: path, in: try repository.commit(id).tree) else { return nil }
      return try repository.blob(entry.id, limit: 1 << 20)
    }
  }

  /// The code of the device whose facts are written here: two of `[a-z0-9]`.
  ///
  /// - Throws: `StoreError.noDevice` in a clone that was not given a code of its own.
  public func device() throws(StoreError) -> String {
    guard let bytes = try disk.read(Store.devicePath) else { throw .noDevice }
    return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// Gives this copy of the store its device code, so that no two copies write the same file.
  ///
  /// - Throws: `StoreError.invalid` when the code is not two of `[a-z0-9]`, or is that of imports.
  public func setDevice(_ code: String) throws(StoreError) {
    try Self.checkDevice(code)
    try disk.write(Array((code + "\n").utf8), to: Store.devicePath)
  }

  /// Throws unless a word can be the code of a copy.
  static func checkDevice(_ code: String) throws(StoreError) {
    guard RecordID.isDevice(code), code != Store.importDevice else {
      throw .invalid([
        Problem(.idMalformed(found: code, form: "[a-z0-9]{2}"), at: Place(pointer: JSONPointer(["device"])))
      ])
    }
  }

  static let devicePath = ".git/hfile/device"
  /// Device code of imports and of stores that name no device of their own.
  static let importDevice = "00"
}
