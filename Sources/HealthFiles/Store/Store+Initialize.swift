internal import Git
internal import JSONSchema

/// What a new store begins with.
public struct StoreBeginning: Sendable {
  /// Name of the store as customers know it.
  public var name: String
  /// ISO 4217 code of its currency.
  public var currency: String
  /// IANA name of its time zone.
  public var timeZone: String
  /// Time of day, `HH:MM`, at which the business day before ends.
  public var dayEnds: String
  /// Two-character code of this computer.
  public var device: String
  /// BCP 47 tags of the languages the store works in.
  public var languages: [String]

  /// Makes the beginning of a store.
  public init(
    name: String, currency: String, timeZone: String, dayEnds: String, device: String, languages: [String]
  ) {
    self.name = name
    self.currency = currency
    self.timeZone = timeZone
    self.dayEnds = dayEnds
    self.device = device
    self.languages = languages
  }
}

extension Store {
  /// Makes a store in a folder: marker, profile, schemas, policies, a repository, and the first commit.
  ///
  /// - Parameters:
  ///   - folder: an absolute path.
  ///   - founder: who owns it and signs its beginning; without one the store is not trusted.
  /// - Returns: the store, and the recovery key of a trusted one, to be shown once.
  /// - Throws: `StoreError.alreadyThere` when the folder holds anything, `.invalid` when a word of the beginning is
  ///   wrong.
  public static func initialize(
    at folder: String, _ beginning: StoreBeginning, author: Author, founder: Founder? = nil, environment: Environment
  ) throws(StoreError) -> (store: Store, recovery: UnsealingKey?) {
    try refuseFull(folder)
    var files = BuiltInSchemas.files
    let id = "sto-" + RecordID.code(bits: environment.randomBits())
    let marker: JSON = ["format": .number(JSONNumber(Int64(format))), "kind": "store", "id": .string(id)]
    files[Layout.marker] = RecordFile.document(marker, order: nil)
    files[".gitattributes"] = Array(Layout.gitAttributes.utf8)
    let currency = Currency(code: beginning.currency)
    let catalogue = Catalogue(files: files.map { ($0.key, $0.value) }, currency: currency)
    for policy in catalogue.sortedPolicies {
      guard let initial = policy.initial else { continue }
      files[Layout.policyPath(policy.name)] = RecordFile.document(initial, order: policy.schema.keyOrder)
    }
    let profile = try self.profile(id, beginning, catalogue: catalogue, environment: environment)
    files["store.json"] = profile
    try Disk(root: "/").makeFolder(folder)
    let disk = Disk(root: folder)
    _ = try git { () throws(GitError) in
      try Repository.initialize(at: folder, bare: false, initialBranch: "main")
    }
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { try disk.write(bytes, to: path) }
    try disk.write(Array((beginning.device + "\n").utf8), to: devicePath)
    let store = try Store(containing: folder, environment: environment)
    var recovery: UnsealingKey?
    if let founder {
      recovery = try store.found(founder).recovery
      store.unlock(founder.holder)
    }
    _ = try store.commitWorkingFiles(CommitRequest(message: beginMessage, author: author))
    return (store, recovery)
  }

  /// Throws what `initialize` would throw of a beginning, and writes nothing.
  public static func refuse(
    _ beginning: StoreBeginning, at folder: String, environment: Environment
  ) throws(StoreError) {
    try refuseFull(folder)
    let files = BuiltInSchemas.files.map { ($0.key, $0.value) }
    let catalogue = Catalogue(files: files, currency: Currency(code: beginning.currency))
    _ = try profile("sto-00000000", beginning, catalogue: catalogue, environment: environment)
  }

  static func refuseFull(_ folder: String) throws(StoreError) {
    if let outer = try find(from: Disk.folder(of: folder).isEmpty ? "/" : "/" + Disk.folder(of: folder)) {
      throw .insideStore(root: outer.root)
    }
    switch try Disk(root: "/").kind(of: folder) {
    case nil: break
    case .folder:
      guard try Disk(root: folder).names(in: "").isEmpty else { throw .alreadyThere(path: folder) }
    default: throw .alreadyThere(path: folder)
    }
  }

  private static func profile(
    _ id: String, _ beginning: StoreBeginning, catalogue: Catalogue, environment: Environment
  ) throws(StoreError) -> [UInt8] {
    var problems: [Problem] = []
    if environment.timeZone(beginning.timeZone) == nil {
      problems.append(
        Problem(
          .schema(.format("time-zone", note: nil), found: beginning.timeZone),
          at: Place(pointer: JSONPointer(["timeZone"]))))
    }
    if !RecordID.isDevice(beginning.device) {
      problems.append(
        Problem(.idMalformed(found: beginning.device, form: "[a-z0-9]{2}"), at: Place(pointer: JSONPointer(["device"])))
      )
    }
    let rule: JSON = [
      "from": "2000-01-01", "timeZone": .string(beginning.timeZone), "dayEnds": .string(beginning.dayEnds),
    ]
    let value: JSON = [
      "id": .string(id), "name": .string(beginning.name), "currency": .string(beginning.currency),
      "languages": .array(beginning.languages.map { .string($0) }), "dayRules": [rule],
    ]
    guard let type = catalogue.types["store"] else { throw .notFound(kind: .type, name: "store", near: []) }
    problems += RecordValidator.schemaProblems(
      of: Record(type: "store", id: "store", value: value), type: type, currency: Currency(code: beginning.currency))
    guard problems.isEmpty else { throw .invalid(problems) }
    return RecordFile.document(value, order: type.schema.keyOrder)
  }
}
