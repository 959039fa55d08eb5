// What a type says about sealing, and what that adds to its schema: in files the sealed members of a record are gone,
// and a member `sealed` stands in their place (docs/Trust.md, section 4).

public import JSONSchema

/// The sealed fields of a type: which compartment each belongs to, and under whose keys they are sealed.
public struct SealedFields: Sendable, Hashable {
  /// A compartment and the members of a record that belong to it.
  public struct Compartment: Sendable, Hashable {
    /// `contact`, `health`, `finance` or `management`.
    public let name: String
    /// Names of the members, in the order of the schema.
    public let members: [String]
  }

  /// The member of a record that holds what is sealed.
  public static let member = "sealed"
  /// Where the id of the record stands under whose keys the fields are sealed.
  public let subject: JSONPointer
  /// The compartments, in the order of their first members.
  public let compartments: [Compartment]
  /// Names of all members of a record, in the order of the schema.
  let order: [String]
  /// Where the sealed fields stand.
  let pointers: [JSONPointer]

  /// Reads what a schema file says; nil when it seals nothing.
  init?(_ document: JSON) {
    guard let word = document["x-hfile"]?["sealed"], let fields = word["fields"]?.objectValue, !fields.isEmpty else {
      return nil
    }
    subject = (word["subject"]?.stringValue).flatMap { try? JSONPointer(parsing: $0) } ?? JSONPointer(["id"])
    pointers = fields.keys.compactMap { try? JSONPointer(parsing: $0) }
    order = document["properties"]?.objectValue?.keys.map { $0 } ?? []
    var names: [String] = []
    var members: [String: [String]] = [:]
    for name in order {
      guard let compartment = fields[JSONPointer([name]).description]?.stringValue else { continue }
      if members[compartment] == nil { names.append(compartment) }
      members[compartment, default: []].append(name)
    }
    compartments = names.map { Compartment(name: $0, members: members[$0] ?? []) }
  }

  /// Returns the compartment of a member; nil when the member is plain.
  public func compartment(of member: String) -> String? {
    compartments.first { $0.members.contains(member) }?.name
  }

  /// Returns the id of the record under whose keys a record's fields are sealed: its own where it has no subject.
  public func subject(of value: JSON, id: String) -> String { value[subject]?.stringValue ?? id }

  /// Returns a record in which the names of the compartments stand where something is sealed: for people to see.
  public static func masked(_ value: JSON) -> JSON {
    guard let boxes = value[member]?.objectValue else { return value }
    var masked = value
    masked[member] = .array(boxes.keys.map { .string($0) })
    return masked
  }

  /// Whether a value of a record is there, but sealed.
  public func hides(_ pointer: JSONPointer, in value: JSON) -> Bool {
    guard let name = pointer.tokens.first, value[name] == nil, let compartment = compartment(of: name) else {
      return false
    }
    return value[Self.member]?[compartment] != nil
  }

  // MARK: schema

  /// Returns a schema that admits the member `sealed`, with one JWE a compartment, beside what it says itself.
  static func admitted(by document: JSON) -> JSON {
    guard let sealed = SealedFields(document), var properties = document["properties"]?.objectValue else {
      return document
    }
    var members = JSONObject()
    for compartment in sealed.compartments { members[compartment.name] = encryption }
    properties[member] = [
      "type": "object", "minProperties": 1, "additionalProperties": false, "properties": .object(members),
    ]
    var admitted = document
    admitted["properties"] = .object(properties)
    return admitted
  }

  /// The schema of a flattened JWE (RFC 7516, section 7.2.2).
  private static let encryption: JSON = {
    let parts = ["protected", "encrypted_key", "iv", "ciphertext", "tag"]
    let part: JSON = ["type": "string", "pattern": "^[A-Za-z0-9_-]+$"]
    return [
      "type": "object", "additionalProperties": false, "required": .array(parts.map { .string($0) }),
      "properties": .object(JSONObject(parts.map { ($0, part) })),
    ]
  }()
}

extension RecordType {
  /// Whether its records are persons or others whose sealed fields, and those of facts about them, can be erased.
  public var isSubject: Bool { sealed?.subject == JSONPointer(["id"]) }

  /// Whether a record is the stub that erasing leaves: its id, and the day.
  public func isErased(_ value: JSON) -> Bool {
    guard isSubject, let members = value.objectValue, members.count == 2, members["id"] != nil else { return false }
    return members["erased"]?.stringValue.flatMap { BusinessDay($0) } != nil
  }
}
