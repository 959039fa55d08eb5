// Reading and writing single objects. Invariant: an object's header is read before the object, so that nothing
// larger than its limit is ever expanded in memory.
import Clibgit2

extension Repository {
  /// The limit of a blob unless a caller names another: 32 MiB.
  public static var blobLimit: Int { 32 << 20 }

  /// Returns an object's kind and size without reading its content.
  public func header(of id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int) {
    if let staged = pack?.header(of: id) { return staged }
    if isPacked(id) { return try unsafe Self.header(of: id, in: packs.pointer) }
    if let loose = try LooseObject.header(objectsDirectory, id) { return (loose.kind, loose.size) }
    return try unsafe Self.header(of: id, in: database.pointer)
  }

  /// Tells whether an object exists.
  public func contains(_ id: ObjectID) -> Bool {
    if pack?.header(of: id) != nil { return true }
    var oid = id.oid
    return unsafe git_odb_exists(database.pointer, &oid) == 1
  }

  /// Lends a blob's bytes for the length of the call; throws `.tooLarge` when it has more than `limit`.
  public func withBlob<R>(
    _ id: ObjectID, limit: Int = Repository.blobLimit, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    try withObject(id, .blob, limit: limit, body)
  }

  /// Copies a blob's bytes; throws `.tooLarge` when it has more than `limit`.
  public func blob(_ id: ObjectID, limit: Int = Repository.blobLimit) throws(GitError) -> [UInt8] {
    try withObject(id, .blob, limit: limit) { Array(copying: $0) }
  }

  /// Writes a blob and returns its id.
  @discardableResult
  public func writeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    try writeObject(.blob, bytes.span)
  }

  /// Writes a blob and returns its id.
  @discardableResult
  public func writeBlob(_ bytes: Span<UInt8>) throws(GitError) -> ObjectID {
    try writeObject(.blob, bytes)
  }

  /// Looks again for packs and objects that another process has written or moved.
  public func refresh() throws(GitError) {
    try check("refresh object database") { unsafe git_odb_refresh(database.pointer) }
    try check("refresh object database") { unsafe git_odb_refresh(packs.pointer) }
  }
}

extension Repository {
  func withObject<R>(
    _ id: ObjectID, _ kind: ObjectKind, limit: Int, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    if let staged = try pack?.content(of: id), let header = pack?.header(of: id) {
      try Self.require(id, header, kind, limit)
      return try body(staged.span)
    }
    if !isPacked(id), let loose = try loose(id, limit) {
      try Self.require(id, (loose.object.kind, loose.object.size), kind, limit)
      objectReads += 1
      return try body(loose.bytes.span)
    }
    if !isPacked(id) { _ = unsafe git_odb_refresh(packs.pointer) }
    let pointer = unsafe isPacked(id) ? packs.pointer : database.pointer
    try unsafe Self.require(id, Self.header(of: id, in: pointer), kind, limit)
    objectReads += 1
    return try unsafe Self.read(id, kind, from: pointer, body)
  }

  private var objectsDirectory: String { gitDirectory + "objects/" }

  private func loose(_ id: ObjectID, _ limit: Int) throws(GitError) -> (object: LooseObject, bytes: [UInt8])? {
    try LooseObject.content(objectsDirectory, id, limit: limit, verify: Library.verifiesHashes)
  }

  /// Asks the known packs alone: a miss must not read the directory of packs again for each loose object.
  func isPacked(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return unsafe git_odb_exists_ext(packs.pointer, &oid, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
  }

  private static func header(
    of id: ObjectID, in database: OpaquePointer
  ) throws(GitError) -> (kind: ObjectKind, size: Int) {
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    try check("read object header") { unsafe git_odb_read_header(&size, &type, database, &oid) }
    guard let kind = ObjectKind(type) else { throw GitError(.corrupt, "read object header", "unknown kind of object") }
    return (kind, size)
  }

  private static func require(
    _ id: ObjectID, _ header: (kind: ObjectKind, size: Int), _ kind: ObjectKind, _ limit: Int
  ) throws(GitError) {
    guard header.kind == kind else {
      throw GitError(.invalid, "read \(kind.rawValue)", "\(id) is a \(header.kind.rawValue)")
    }
    guard header.size <= limit else {
      throw GitError(.tooLarge, "read \(kind.rawValue)", "\(id) has \(header.size) bytes, the limit is \(limit)")
    }
  }

  private static func read<R>(
    _ id: ObjectID, _ kind: ObjectKind, from database: OpaquePointer, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    var oid = id.oid
    let object = try unsafe Handle<DatabaseObjectKind>("read \(kind.rawValue)") { made in
      unsafe git_odb_read(&made, database, &oid)
    }
    let count = unsafe git_odb_object_size(object.pointer)
    guard count > 0, let start = unsafe git_odb_object_data(object.pointer) else {
      return try body(Span())
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self)
    return try unsafe body(bytes.span)
  }

  func writeObject(_ kind: ObjectKind, _ bytes: Span<UInt8>) throws(GitError) -> ObjectID {
    if let pack { return try pack.add(kind, bytes, unless: { self.isStored($0) }) }
    var oid = git_oid()
    let pointer = unsafe database.pointer
    wroteLooseObjects = true
    try check("write \(kind.rawValue)") {
      unsafe bytes.withUnsafeBytes { raw in
        unsafe git_odb_write(&oid, pointer, raw.baseAddress, raw.count, kind.type)
      }
    }
    return ObjectID(oid)
  }

  /// Asks the open database alone: a miss must not rescan the pack directory for each new object.
  func isStored(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return unsafe git_odb_exists_ext(database.pointer, &oid, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
  }

  /// Throws unless an object of this kind exists.
  func require(_ id: ObjectID, _ kind: ObjectKind, _ doing: String) throws(GitError) {
    let found = try header(of: id).kind
    guard found == kind else { throw GitError(.invalid, doing, "\(id) is a \(found.rawValue), not a \(kind.rawValue)") }
  }
}
