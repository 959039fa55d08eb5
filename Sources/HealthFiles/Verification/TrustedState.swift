// What a history is judged by as it goes along: the files of access/ and schema/, and the store's profile, as those who
// may change them left them. A change that was refused never counts, even where it stays in the trees of later commits.

internal import Git
internal import JSONSchema

/// The files that judge, after some commit.
struct TrustedState {
  /// Blobs by path.
  private(set) var files: [String: ObjectID]
  let access: AccessState
  let catalogue: Catalogue
  let profile: StoreProfile
  private var scanners: [String: SchemaScanner] = [:]

  static let profilePath = "store.json"

  /// Whether a path is of the files that judge.
  static func holds(_ path: String) -> Bool {
    path.hasPrefix(AccessState.folder) || path.hasPrefix("schema/") || path == profilePath
  }

  /// Reads the files of a state; schemas that are those of another state are not read again.
  init(
    files: [String: ObjectID], after other: TrustedState? = nil, environment: Environment,
    read: (ObjectID) throws(GitError) -> [UInt8]
  ) throws(GitError) {
    self.files = files
    var texts: [(path: String, bytes: [UInt8])] = []
    let isKnown = other.map { Self.schemas($0.files) == Self.schemas(files) } ?? false
    for (path, id) in files where !isKnown || path.hasPrefix(AccessState.folder) { texts.append((path, try read(id))) }
    access = AccessState(files: texts)
    if let other, isKnown {
      (profile, catalogue, scanners) = (other.profile, other.catalogue, other.scanners)
      return
    }
    let store = texts.first { $0.path == Self.profilePath }.flatMap { try? JSON(parsing: $0.bytes, limits: .record) }
    profile = StoreProfile(store, environment: environment)
    catalogue = Catalogue(files: texts, currency: profile.currency)
  }

  private static func schemas(_ files: [String: ObjectID]) -> [String: ObjectID] {
    files.filter { !$0.key.hasPrefix(AccessState.folder) }
  }

  /// What is wrong in this state and was not before, or is wrong with a file that changed: the first of each file.
  func problems(after old: TrustedState?, _ changed: [String]) -> [Problem] {
    let known = Set((old?.access.problems ?? []) + (old?.catalogue.problems ?? []))
    var problems = (access.problems + catalogue.problems).filter {
      !known.contains($0) || changed.contains($0.place.file ?? "")
    }
    for (name, type) in old?.catalogue.types ?? [:] {
      guard let new = catalogue.types[name] else { continue }
      let place = Place(file: Catalogue.recordFolder + name + Catalogue.suffix)
      problems += SchemaChanges.words(from: type, to: new).map { Problem(.unchangeable($0), at: place) }
    }
    let files = Dictionary(problems.map { ($0.place.file ?? "", $0) }) { first, _ in first }
    return files.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Whether a schema still seals every field that it sealed in another state, in the same compartment.
  func keepsSeals(of old: TrustedState, _ path: String) -> Bool {
    guard path.hasPrefix(Catalogue.recordFolder), path.hasSuffix(Catalogue.suffix) else { return true }
    let name = String(path.dropFirst(Catalogue.recordFolder.count).dropLast(Catalogue.suffix.count))
    guard let before = old.catalogue.types[name]?.sealed else { return true }
    let after = catalogue.types[name]?.sealed
    return before.compartments.allSatisfy { compartment in
      compartment.members.allSatisfy { after?.compartment(of: $0) == compartment.name }
    }
  }

  /// Whether a record keeps to the schema of its type: by a scan where that is certain, else by its tree.
  mutating func keepsToSchema(_ record: Record, _ text: ArraySlice<UInt8>, _ type: RecordType) -> Bool {
    if scanners[type.name] == nil {
      scanners[type.name] = SchemaScanner(type.schema, requires: ["id"], validates: true)
    }
    if scanners[type.name]?.accepts(Array(text)) == true { return true }
    return type.isErased(record.value) || type.schema.isValid(record.value)
  }
}
