// How sealed fields lie in files and how they are read (docs/Trust.md, section 4). Everything above works with records
// whose sealed members stand open where a key is at hand; what stays sealed is handed on unchanged.

internal import JSONSchema

/// Opens and seals the records of a trusted store.
struct Seals: Sendable {
  /// Id of the store: the snapshot that seals belong to fills it in.
  var store = ""
  let random: RandomBytes
  /// Whether plaintext that did not change is sealed anew, too, where its key is of an earlier epoch.
  var renews = false
  /// Finds the keys at hand; nil while nobody has unlocked any.
  let find: @Sendable () -> KeyChain?

  /// A record, and what of it is sealed.
  private struct Subject {
    let id: String
    let type: RecordType
    let sealed: SealedFields
    /// Id of the record under whose keys this one is sealed.
    let owner: String

    init?(_ value: JSON, id: String, _ type: RecordType) {
      guard let sealed = type.sealed else { return nil }
      self.id = id
      self.type = type
      self.sealed = sealed
      owner = sealed.subject(of: value, id: id)
    }
  }

  private enum Outcome {
    case open(JSONObject)
    case locked
    case broken(SealingError)
  }

  // MARK: opening

  /// Unwraps the keys of many records at once where that is cheaper than one by one.
  func prepare(for type: RecordType, count: Int, only: Set<String>? = nil) throws(StoreError) {
    guard count > 16, let sealed = type.sealed, let keys = find() else { return }
    try keys.load(only ?? Set(sealed.compartments.map(\.name)))
  }

  /// Returns a record with its sealed members open, as far as keys reach, and what is wrong with its seals.
  ///
  /// - Parameter only: the compartments that are of interest; all when nil.
  func opened(
    _ value: JSON, id: String, of type: RecordType, only: Set<String>? = nil
  ) throws(StoreError) -> (value: JSON, problems: [Problem]) {
    guard let boxes = value[SealedFields.member]?.objectValue, let subject = Subject(value, id: id, type) else {
      return (value, [])
    }
    var members: [String: JSON] = [:]
    var left = boxes
    var problems: [Problem] = []
    for (compartment, box) in boxes where only?.contains(compartment) ?? true {
      switch try open(box, compartment, of: subject) {
      case .open(let found):
        for (name, member) in found { members[name] = member }
        left[compartment] = nil
      case .locked: break
      case .broken(let error):
        let place = Place(record: id, pointer: JSONPointer([SealedFields.member, compartment]))
        problems.append(Problem(.brokenSeal(error.code), at: place))
      }
    }
    guard !members.isEmpty else { return (value, problems) }
    return (Self.record(value, members, left, type), problems)
  }

  private func open(_ box: JSON, _ compartment: String, of subject: Subject) throws(StoreError) -> Outcome {
    let header = header(compartment, subject)
    let seal: JSONWebEncryption
    do throws(SealingError) {
      seal = try JSONWebEncryption(box)
      // Whether it belongs here can be told without a key.
      for (name, value) in header where seal.header[name] != value { throw .member(.sealedValue, name, .wrong) }
      guard seal.revision != nil else { throw .member(.sealedValue, "revision", .wrong) }
    } catch {
      return .broken(error)
    }
    guard let keys = find(), let key = try keys.key(seal.kid, of: subject.owner, compartment) else { return .locked }
    do throws(SealingError) {
      let bytes = try seal.open(with: key, expecting: header, free: ["revision"])
      guard let members = try? JSON(parsing: bytes, limits: .record).objectValue,
        members.keys.allSatisfy({ subject.sealed.compartment(of: $0) == compartment })
      else { throw .malformed(.sealedValue, .json) }
      return .open(members)
    } catch {
      return .broken(error)
    }
  }

  /// The record with some members added, in the order of the schema.
  private static func record(
    _ value: JSON, _ members: [String: JSON], _ sealed: JSONObject, _ type: RecordType
  ) -> JSON {
    guard let old = value.objectValue else { return value }
    var object = JSONObject()
    for name in type.sealed?.order ?? [] { object[name] = old[name] ?? members[name] }
    for (name, member) in old where object[name] == nil && name != SealedFields.member { object[name] = member }
    if !sealed.isEmpty { object[SealedFields.member] = .object(sealed) }
    return .object(object)
  }

  // MARK: sealing

  /// Returns a record as it lies in a file: its sealed members in `sealed`.
  ///
  /// - Parameter previous: the record as it lay in the file before; plaintext that did not change keeps its seal.
  /// - Throws: `StoreError.keyMissing` where a key is not at hand.
  func sealed(_ value: JSON, id: String, of type: RecordType, over previous: JSON?) throws(StoreError) -> JSON {
    guard var object = value.objectValue, let subject = Subject(value, id: id, type) else { return value }
    var boxes = object[SealedFields.member]?.objectValue ?? JSONObject()
    var isChanged = false
    for compartment in subject.sealed.compartments {
      var members = JSONObject()
      for name in compartment.members {
        members[name] = object[name]
        object[name] = nil
      }
      guard !members.isEmpty else { continue }
      isChanged = true
      let name = compartment.name
      if let carried = boxes[name] { members = try laid(members, over: carried, compartment, of: subject) }
      boxes[name] = try sealed(members, name, of: subject, over: previous?[SealedFields.member]?[name])
    }
    guard isChanged else { return value }
    object[SealedFields.member] = .object(boxes)
    return .object(object)
  }

  /// Seals many records, on all processors, each over what lay in its file before.
  func sealed(
    _ records: [(record: Record, previous: JSON?)], _ catalogue: Catalogue
  ) throws(StoreError) -> [JSON] {
    let size = 64
    let batches = try Workers.map((records.count + size - 1) / size) { () throws(StoreError) in
    } each: { _, number throws(StoreError) in
      try records[number * size..<min(records.count, (number + 1) * size)].map { record, previous throws(StoreError) in
        guard let type = catalogue.types[record.type] else { return record.value }
        return try sealed(record.value, id: record.id, of: type, over: previous)
      }
    }
    return Array(batches.joined())
  }

  /// Members in the clear beside a seal of the same compartment take the place of those within.
  private func laid(
    _ members: JSONObject, over box: JSON, _ compartment: SealedFields.Compartment, of subject: Subject
  ) throws(StoreError) -> JSONObject {
    switch try open(box, compartment.name, of: subject) {
    case .open(let within):
      return JSONObject(compartment.members.compactMap { name in (members[name] ?? within[name]).map { (name, $0) } })
    case .locked: throw .keyMissing(compartment: compartment.name)
    case .broken(let error):
      let place = Place(record: subject.id, pointer: JSONPointer([SealedFields.member, compartment.name]))
      throw .invalid([Problem(.brokenSeal(error.code), at: place)])
    }
  }

  private func sealed(
    _ members: JSONObject, _ compartment: String, of subject: Subject, over previous: JSON?
  ) throws(StoreError) -> JSON {
    var revision = 1
    if let previous {
      let seal = try? JSONWebEncryption(previous)
      if case .open(let before) = try open(previous, compartment, of: subject), JSON.object(before) == .object(members)
      {
        let current = renews ? try find()?.currentKey(of: subject.owner, compartment).thumbprint : seal?.kid
        if current == seal?.kid { return previous }
      }
      revision = (seal?.revision ?? 0) + 1
    }
    guard let keys = find() else { throw .keyMissing(compartment: compartment) }
    let key = try keys.currentKey(of: subject.owner, compartment)
    var header = header(compartment, subject)
    header["revision"] = .number(JSONNumber(Int64(revision)))
    let seal = try sealing { () throws(SealingError) in
      try JSONWebEncryption.seal(
        Self.padded(JSON.object(members).bytes(.compact)), header: header, with: key, random: random)
    }
    return seal.json
  }

  /// Spaces after a JSON text, up to a multiple of 64 bytes, so that its length says little.
  private static func padded(_ text: [UInt8]) -> [UInt8] {
    text + [UInt8](repeating: 0x20, count: (64 - text.count % 64) % 64)
  }

  private func header(_ compartment: String, _ subject: Subject) -> JSONObject {
    JSONObject([
      ("store", .string(store)), ("record", .string(subject.id)), ("type", .string(subject.type.name)),
      ("compartment", .string(compartment)),
    ])
  }
}
