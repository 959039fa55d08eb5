// One immutable state of a store: a commit, or the working files. Every face reads through snapshots only.

internal import Crypto
public import Git
public import JSONSchema

/// One state of a store.
public struct Snapshot: Sendable {
  /// Where the state was taken from.
  public enum Origin: Sendable, Hashable {
    /// The working files as they are now.
    case workingFiles
    /// A commit.
    case commit(ObjectID)
    /// The state before the first commit.
    case nothing
  }

  /// Where the state was taken from.
  public let origin: Origin
  /// The record types of this state.
  public let catalogue: Catalogue
  /// The store's profile in this state.
  public let profile: StoreProfile
  let source: any FileSource
  /// Segments that are kept from one snapshot to the next; nil where they are not.
  let frames: FrameCache?
  /// Opens and seals records; nil in a store that is not trusted.
  let seals: Seals?

  init(
    origin: Origin, source: any FileSource, environment: Environment, frames: FrameCache? = nil, seals: Seals?
  ) throws(StoreError) {
    self.origin = origin
    self.frames = frames
    self.source = source
    let bytes = try source.bytes(at: "store.json")
    profile = StoreProfile(bytes.flatMap { try? JSON(parsing: $0, limits: .record) }, environment: environment)
    catalogue = try Snapshot.catalogue(source, currency: profile.currency)
    var own = seals
    own?.store = profile.id
    self.seals = own
  }

  private init(
    _ other: Snapshot, source: any FileSource, origin: Origin, frames: FrameCache? = nil, seals: Seals?
  ) {
    self.origin = origin
    catalogue = other.catalogue
    profile = other.profile
    self.frames = frames
    self.seals = seals
    self.source = source
  }

  /// Returns this state with some files changed, read by the same schemas.
  func laying(_ changes: [String: [UInt8]?]) -> Snapshot {
    Snapshot(self, source: OverlaySource(base: source, changes: changes), origin: origin, seals: seals)
  }

  /// Returns another state whose schemas and profile are known to be those of this one.
  func sharingRules(with source: any FileSource, origin: Origin) -> Snapshot {
    Snapshot(self, source: source, origin: origin, seals: seals)
  }

  /// The same state, which keeps small files in memory once they were read: for who asks for the same ones again and
  /// again.
  func keepingFiles() -> Snapshot {
    Snapshot(self, source: KeptSource(base: source), origin: origin, frames: frames, seals: seals)
  }

  static func catalogue(_ source: any FileSource, currency: Currency?) throws(StoreError) -> Catalogue {
    var files: [(path: String, bytes: [UInt8])] = []
    var disk = (source as? WorkingSource).map { DiskReader($0.disk) }
    var buffer = ReadBuffer()
    for folder in [Catalogue.recordFolder, Catalogue.policyFolder] {
      for file in try source.files(under: folder) {
        if let known = BuiltInBlobs.bytes(of: file) {
          files.append((file.path, known))
        } else if try disk?.read(file, into: &buffer) == true {
          files.append((file.path, Array(buffer.bytes[0..<buffer.count])))
        } else if disk == nil, let bytes = try source.bytes(at: file.path) {
          files.append((file.path, bytes))
        }
      }
    }
    return Catalogue(files: files, currency: currency)
  }

  // MARK: reading

  /// Returns the record of an id, open as far as keys are at hand; nil when there is none.
  ///
  /// Reads one file.
  ///
  /// - Throws: `StoreError` when the file cannot be read.
  public func record(_ id: String) throws(StoreError) -> Record? {
    try storedRecord(id).map { record throws(StoreError) in try opened(record).record }
  }

  /// Returns the record of an id as it lies in its file, sealed where it is sealed.
  public func storedRecord(_ id: String) throws(StoreError) -> Record? {
    guard let type = catalogue.type(ofID: id), let path = Layout.path(of: id, in: type) else { return nil }
    guard let bytes = try source.bytes(at: path) else { return nil }
    if let record = RecordFile.line(of: id, in: bytes, type: type) { return record }
    let file = RecordFile(bytes, path: path, type: type)
    if let record = file.byID[type.layout == .singleton ? type.name : id] { return record }
    guard file.problems.isEmpty else { throw .invalid(file.problems) }
    return nil
  }

  /// Returns the path of a record's file, whether or not it exists.
  public func path(of id: String) -> String? {
    catalogue.type(ofID: id).flatMap { Layout.path(of: id, in: $0) }
  }

  /// The same state, in which what is sealed by keys of earlier epochs is sealed anew when it is written.
  func renewing() -> Snapshot {
    var seals = seals
    seals?.renews = true
    return Snapshot(self, source: source, origin: origin, seals: seals)
  }

  /// Whether sealed fields are open to who reads: the store is trusted, and keys are at hand.
  public var isOpen: Bool { seals?.find() != nil }

  /// Returns changes with sealed members open, as far as keys are at hand for both sides.
  public func opened(_ changes: [RecordChange]) throws(StoreError) -> [RecordChange] {
    try changes.map { change throws(StoreError) in
      let sides = try opened([change.old, change.new], of: change)
      return RecordChange(type: change.type, id: change.id, path: change.path, old: sides[0], new: sides[1])
    }
  }

  /// Returns versions of a changed record with sealed members open, as far as keys are at hand for all of them.
  ///
  /// What stays sealed in one stays so in the others: all one can say of it is whether it changed.
  func opened(_ stored: [JSON?], of change: RecordChange) throws(StoreError) -> [JSON?] {
    let sides = try opened(stored, of: change, only: nil)
    let closed = Set(sides.flatMap(Self.compartments))
    let isUneven = zip(stored, sides).contains { stored, side in
      !closed.isDisjoint(with: Self.compartments(stored).subtracting(Self.compartments(side)))
    }
    guard isUneven else { return sides }
    return try opened(stored, of: change, only: Set(stored.flatMap(Self.compartments)).subtracting(closed))
  }

  private func opened(
    _ values: [JSON?], of change: RecordChange, only: Set<String>?
  ) throws(StoreError) -> [JSON?] {
    try values.map { value throws(StoreError) in
      try value.map { value throws(StoreError) in
        try opened(Record(type: change.type, id: change.id, value: value), only: only).record.value
      }
    }
  }

  /// The compartments of which a value holds the seals.
  private static func compartments(_ value: JSON?) -> Set<String> {
    Set(value?[SealedFields.member]?.objectValue?.keys.map { $0 } ?? [])
  }

  /// Returns a record with its sealed members open, as far as keys are at hand, and what is wrong with its seals.
  func opened(
    _ record: Record, only: Set<String>? = nil
  ) throws(StoreError) -> (record: Record, problems: [Problem]) {
    guard let seals, let type = catalogue.types[record.type] else { return (record, []) }
    let (value, problems) = try seals.opened(record.value, id: record.id, of: type, only: only)
    return (Record(type: record.type, id: record.id, value: value), problems)
  }

  /// Returns the records of a type in the order of their files, open as far as keys are at hand, and what could not be
  /// read.
  ///
  /// - Parameters:
  ///   - days: leaves out files of other business days, for types whose paths name one.
  ///   - fields: the fields that are of interest: what else is sealed stays sealed.
  public func records(
    of type: RecordType, days: ClosedRange<BusinessDay>? = nil, opening fields: [JSONPointer]? = nil
  ) throws(StoreError) -> (records: [Record], problems: [Problem]) {
    let wanted = fields.map { Set($0.compactMap { $0.tokens.first.flatMap { type.sealed?.compartment(of: $0) } }) }
    let files = try files(of: type, days: days)
    let size = 64
    try seals?.prepare(for: type, count: files.count, only: wanted)
    let batches = try Workers.map((files.count + size - 1) / size) { () throws(StoreError) in
      (reader: try source.reader(), buffer: ReadBuffer())
    } each: { state, number throws(StoreError) in
      var found: (records: [Record], problems: [Problem]) = ([], [])
      for file in files[number * size..<min(files.count, (number + 1) * size)]
      where try state.reader.read(file, into: &state.buffer) {
        let read = RecordFile(Array(state.buffer.bytes[..<state.buffer.count]), path: file.path, type: type)
        found.problems += read.problems
        for entry in read.entries {
          let (record, broken) = try opened(entry.record, only: wanted)
          found.records.append(record)
          found.problems += broken.map { Problem($0.fact, at: $0.place.within(file.path)) }
        }
      }
      return found
    }
    return (batches.flatMap(\.records), batches.flatMap(\.problems))
  }

  /// Returns the paths of the files that hold records of a type, sorted.
  func paths(of type: RecordType, days: ClosedRange<BusinessDay>? = nil) throws(StoreError) -> [String] {
    try files(of: type, days: days).map(\.path)
  }

  /// Returns the files that hold records of a type, sorted by path; of months without a wanted day nothing is listed.
  func files(of type: RecordType, days: ClosedRange<BusinessDay>? = nil) throws(StoreError) -> [SourceFile] {
    var found: [SourceFile] = []
    for prefix in Layout.prefixes(of: type, days: days) { found += try source.files(under: prefix) }
    return found.filter { isWanted($0.path, type, days) }
  }

  /// Whether the records of some types are the same in an earlier state, as far as that is told without reading them.
  func isUnchanged(_ types: [String], since earlier: Snapshot) throws(StoreError) -> Bool {
    for folder in types.compactMap({ catalogue.types[$0]?.collection }) {
      let now = try source.mark(of: folder)
      guard try now == earlier.source.mark(of: folder) else { return false }
    }
    return earlier.origin != .workingFiles && origin != .workingFiles
  }

  /// Whether a path holds records of a type, and of one of some days if it names any.
  func isWanted(_ path: String, _ type: RecordType, _ days: ClosedRange<BusinessDay>?) -> Bool {
    guard Layout.holds(path, type) else { return false }
    guard let days, let day = Layout.day(ofPath: path) else { return true }
    return days.contains(day)
  }

  /// Reads a file that holds records; nil when there is none, or it holds something else.
  func file(at path: String) throws(StoreError) -> RecordFile? {
    switch Layout.content(of: path, in: catalogue) {
    case .document(let name, _), .daily(let name):
      guard let type = catalogue.types[name], let bytes = try source.bytes(at: path) else { return nil }
      return RecordFile(bytes, path: path, type: type)
    default: return nil
    }
  }

  /// Returns a policy's list of versions; nil when the store has none.
  public func policy(_ name: String) throws(StoreError) -> JSON? {
    guard let bytes = try source.bytes(at: Layout.policyPath(name)) else { return nil }
    do throws(JSONError) {
      return try JSON(parsing: bytes, limits: .schema)
    } catch {
      let place = Place(file: Layout.policyPath(name), position: error.position)
      throw .invalid([Problem(.unreadable(error.reason), at: place)])
    }
  }

  /// Returns the bytes of any file of this state.
  public func bytes(at path: String) throws(StoreError) -> [UInt8]? { try source.bytes(at: path) }

  /// The values of a policy in force on a day.
  func policyValues(_ name: String, on day: BusinessDay) throws(StoreError) -> JSON {
    guard let type = catalogue.policies[name] else { return [:] }
    return type.version(of: try policy(name), on: day).values
  }

  /// Returns the paths of the files below a folder, sorted.
  func paths(under folder: String) throws(StoreError) -> [String] { try source.paths(under: folder) }

  /// Returns the paths of all files of this state, sorted.
  public func paths() throws(StoreError) -> [String] { try source.paths(under: "") }
}

/// The built-in schema files as git knows them: a commit that holds the same blob need not be asked for its bytes.
private enum BuiltInBlobs {
  private static let ids = BuiltInSchemas.files.compactMapValues(id)

  /// As git names a blob.
  ///
  /// These bytes are our own: no need for libgit2's slower hash, which also looks for collisions.
  private static func id(_ bytes: [UInt8]) -> ObjectID? {
    var hash = Insecure.SHA1()
    hash.update(data: Array("blob \(bytes.count)\0".utf8))
    hash.update(data: bytes)
    return ObjectID(bytes: Array(hash.finalize()).span)
  }

  /// The bytes of a file, when its blob is that of the built-in file of its path.
  static func bytes(of file: SourceFile) -> [UInt8]? {
    guard let id = file.id, ids[file.path] == id else { return nil }
    return BuiltInSchemas.files[file.path]
  }
}
