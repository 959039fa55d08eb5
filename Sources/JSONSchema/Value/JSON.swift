// A JSON value that loses nothing: numbers keep their text, objects keep the order of their members, strings are
// compared by code points. Equality and hashing are those of JSON Schema; nothing here rounds through Double.

/// A JSON value (RFC 8259).
///
/// Two values are equal as JSON Schema defines it: numbers by mathematical value (`1.0` equals `1`), objects without
/// regard to the order of members, strings code point by code point.
public enum JSON: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  /// The six kinds of value, named as JSON Schema's `type` names them.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case null, boolean, object, array, number, string
  }

  /// The kind of this value.
  public var kind: Kind {
    switch self {
    case .null: .null
    case .bool: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}

extension JSON {
  /// The text of a string, else nil.
  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth of a boolean, else nil.
  public var boolValue: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The number, with its text, else nil.
  public var numberValue: JSONNumber? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The number as an exact 64-bit integer (`1.0` gives 1), else nil.
  public var integerValue: Int64? { numberValue?.int64 }

  /// The elements of an array, else nil.
  public var arrayValue: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object, else nil.
  public var objectValue: JSONObject? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The member of an object; nil where the value is no object or has no such member.
  ///
  /// Setting a value replaces or appends the member, setting nil removes it; on anything but an object nothing happens.
  public subscript(key: String) -> JSON? {
    get {
      if case .object(let members) = self { members[key] } else { nil }
    }
    set {
      guard case .object(var members) = self else { return }
      self = .null
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The element of an array; nil where the value is no array or has no such element.
  public subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

// There is no literal for `null`: where a value may be absent, `condition ? nil : value` would quietly mean null.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Makes a boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Makes a number.
  public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }

  /// Makes a string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Makes an array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// Makes an object; where a key stands twice, the later value holds.
  public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}
