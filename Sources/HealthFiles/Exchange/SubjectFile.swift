// What a store holds about one person, for that person: access and portability (GDPR articles 15 and 20, PIPL article
// 45). What is sealed about other people stays out of it.

internal import JSONSchema

/// The record of a person, and every record that refers to it, open as far as keys are at hand.
public struct SubjectFile: Sendable {
  /// The person's own record.
  public let subject: Record
  /// The records by type, oldest first; the person's own is the first of all.
  public private(set) var groups: [(type: RecordType, records: [Record])] = []
  /// Compartments of which something about the person stayed sealed, sorted.
  public private(set) var sealed: [String] = []
  /// What could not be read.
  public private(set) var problems: [Problem] = []

  /// Collects what a state holds about a person.
  ///
  /// - Throws: `StoreError.nothingSealed` when the record is none of a type whose records are persons.
  public init(of subject: Record, in state: Snapshot) throws(StoreError) {
    guard let own = state.catalogue.types[subject.type], own.isSubject else {
      throw .nothingSealed(record: subject.id)
    }
    self.subject = subject
    var compartments = Set(Self.sealed(in: subject))
    groups = [(own, [subject])]
    for type in state.catalogue.sortedTypes {
      let (found, problems) = try Self.records(of: type, about: subject, in: state)
      self.problems += problems
      guard !found.isEmpty else { continue }
      for record in found { compartments.formUnion(Self.sealed(in: record)) }
      groups.append((type, found.sorted { Self.order($0, type) < Self.order($1, type) }))
    }
    sealed = compartments.sorted()
  }

  /// Reads the files of a type that name the person's id.
  private static func records(
    of type: RecordType, about subject: Record, in state: Snapshot
  ) throws(StoreError) -> ([Record], [Problem]) {
    let references = type.references.filter { $0.types.contains(subject.type) }
    guard !references.isEmpty else { return ([], []) }
    let needle = Array("\"\(subject.id)\"".utf8)
    let isPlain = !references.contains { type.isSealed($0.pattern.pointer) }
    var found: [Record] = []
    var problems: [Problem] = []
    for path in try state.paths(of: type) {
      guard let bytes = try state.bytes(at: path), !isPlain || bytes.contains(needle) else { continue }
      let file = RecordFile(bytes, path: path, type: type)
      problems += file.problems
      for entry in file.entries where entry.record.id != subject.id {
        let (opened, broken) = try state.opened(entry.record)
        let places = references.flatMap { $0.pattern.matches(in: opened.value) }.filter { $0.1 == .string(subject.id) }
        guard !places.isEmpty else { continue }
        problems += broken.map { Problem($0.fact, at: $0.place.within(path)) }
        found.append(about(subject, opened, type, members: Set(places.compactMap(\.0.tokens.first))))
      }
    }
    return (found, problems)
  }

  /// A record without what it says about somebody else: what is sealed under other keys than the person's, and of a
  /// record whose very existence is private (nobody may choose its id) all but the members that name the person.
  private static func about(_ subject: Record, _ record: Record, _ type: RecordType, members: Set<String>) -> Record {
    guard let sealed = type.sealed, sealed.subject(of: record.value, id: record.id) != subject.id,
      var object = record.value.objectValue
    else { return record }
    let isPrivate = type.isSubject && !type.chosenCode
    let hidden = Set(sealed.order.filter { sealed.compartment(of: $0) != nil } + [SealedFields.member])
    for name in object.keys where hidden.contains(name) || isPrivate && name != "id" && !members.contains(name) {
      object[name] = nil
    }
    return Record(type: record.type, id: record.id, value: .object(object))
  }

  private static func sealed(in record: Record) -> [String] {
    record.value[SealedFields.member]?.objectValue.map { Array($0.keys) } ?? []
  }

  private static func order(_ record: Record, _ type: RecordType) -> (Int64, String) {
    (type.instant(of: record.value)?.seconds ?? .min, record.id)
  }
}
