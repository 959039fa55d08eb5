// What two copies of a store changed so that it could not be brought together is a record like any other: it blocks
// nothing, both values are kept, and somebody decides (`schema/records/conflict`).

internal import Git
internal import JSONSchema

/// What could not be brought together in one record, before it is written as a record of its own.
struct Conflict {
  /// Why it could not.
  enum Reason: String {
    /// Both sides changed the same fields.
    case fields
    /// One side removed what the other changed.
    case removed
    /// Together the changes are not valid.
    case invalid
    /// Together they break a rule of the store.
    case rule
  }

  /// A field of which there are two values.
  struct Field {
    let pointer: JSONPointer
    let base: JSON?
    let kept: JSON?
    let other: JSON?
    let isSealed: Bool
  }

  static let type = "conflict"
  /// Values of more bytes are found in the commits only.
  private static let textLimit = 8192
  /// How many other records are named, as the schema of conflicts has it.
  static let otherLimit = 100

  /// Id of the record, or path of the file.
  let record: String
  let reason: Reason
  var fields: [Field] = []
  /// The rule that is broken, by its code.
  var rule: String?
  /// Other records that are part of it.
  var others: [String] = []
  /// The commit whose change was put aside; nil where none was.
  var commit: ObjectID?
  /// Who made that change.
  var by: String?

  /// The same conflict met again in a later commit: what is put aside now is the later value.
  func followed(by later: Conflict) -> Conflict {
    var all = later
    all.fields = later.fields.map { field in
      let first = fields.first { $0.pointer == field.pointer }
      return Field(
        pointer: field.pointer, base: first.map(\.base) ?? field.base, kept: field.kept, other: field.other,
        isSealed: field.isSealed)
    }
    all.fields += fields.filter { field in !later.fields.contains { $0.pointer == field.pointer } }
    return all
  }

  /// The fields of the record that says so; id, time, day and device are not among them.
  func value(against tip: ObjectID) -> JSON {
    var value: JSON = ["record": .string(record), "reason": .string(reason.rawValue), "state": "open"]
    if !fields.isEmpty { value["fields"] = .array(fields.map(Self.value)) }
    if !others.isEmpty { value["others"] = .array(others.map { .string($0) }) }
    value["rule"] = rule.map { .string($0) }
    value["commit"] = (commit?.description).map { .string($0) }
    value["against"] = .string(tip.description)
    value["by"] = by.map { .string($0) }
    return value
  }

  private static func value(_ field: Field) -> JSON {
    var value: JSON = ["field": .string(field.pointer.description)]
    if field.isSealed {
      value["sealed"] = true
      return value
    }
    for (name, side) in [("base", field.base), ("kept", field.kept), ("other", field.other)] {
      guard let text = side?.text(.compact), text.utf8.count <= textLimit else { continue }
      value[name] = .string(text)
    }
    return value
  }
}
