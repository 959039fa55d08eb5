// Reading and writing single objects. Invariant: an object's header is read before the object, so that nothing
// larger than its limit is ever expanded in memory.
import Clibgit2

extension Repository {
  /// The limit of a blob unless a caller names another: 32 MiB.
  public static var blobLimit: Int { 32 << 20 }

  /// Returns an object's kind and size without reading its content.
  public func header(of id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int) {
    if let staged = pack?.header(of: id) { return staged }
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    let pointer = unsafe database.pointer
    try check("read object header") { unsafe git_odb_read_header(&size, &type, pointer, &oid) }
    guard let kind = ObjectKind(type) else { throw GitError(.corrupt, "read object header", "unknown kind of object") }
    return (kind, size)
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
    let pointer = unsafe database.pointer
    try check("refresh object database") { unsafe git_odb_refresh(pointer) }
  }
}

extension Repository {
  func withObject<R>(
    _ id: ObjectID, _ kind: ObjectKind, limit: Int, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    let doing = "read \(kind)"
    let header = try header(of: id)
    guard header.kind == kind else { throw GitError(.invalid, doing, "\(id) is a \(header.kind)") }
    guard header.size <= limit else {
      throw GitError(.tooLarge, doing, "\(id) has \(header.size) bytes, the limit is \(limit)")
    }
    objectReads += 1
    if let staged = try pack?.content(of: id) { return try body(staged.span) }
    var oid = id.oid
    let pointer = unsafe database.pointer
    let object = try unsafe Handle<DatabaseObjectKind>(doing) { made in unsafe git_odb_read(&made, pointer, &oid) }
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
    try check("write \(kind)") {
      unsafe bytes.withUnsafeBytes { raw in
        unsafe git_odb_write(&oid, pointer, raw.baseAddress, raw.count, kind.type)
      }
    }
    return ObjectID(oid)
  }

  /// Asks the open database alone: a miss must not rescan the pack directory for each new object.
  private func isStored(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return unsafe git_odb_exists_ext(database.pointer, &oid, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
  }

  /// Throws unless an object of this kind exists.
  func require(_ id: ObjectID, _ kind: ObjectKind, _ doing: String) throws(GitError) {
    let found = try header(of: id).kind
    guard found == kind else { throw GitError(.invalid, doing, "\(id) is a \(found), not a \(kind)") }
  }
}
