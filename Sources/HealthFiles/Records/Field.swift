public import JSONSchema
internal import Synchronization

/// One field of a record type, as its schema describes it.
public struct Field: Sendable {
  /// Name of the member.
  public let name: String
  /// What people call it.
  public let label: Phrase?
  /// JSON types the value may have.
  public let kinds: [String]
  /// The format asserted of a string.
  public let format: String?
  /// The closed list of codes a value is chosen from, each with its label.
  public let codes: [(code: String, label: Phrase?)]
  /// What the field is, in English.
  public let text: String?
  /// The schema of the value.
  public let schema: JSON

  init(name: String, schema: JSON, document: JSON) {
    let resolved = Field.resolve(schema, in: document)
    self.name = name
    self.schema = resolved
    label = Phrase(schema["x-hfile"]?["label"]) ?? Phrase(resolved["x-hfile"]?["label"])
    format = resolved["format"]?.stringValue
    text = schema["description"]?.stringValue ?? resolved["description"]?.stringValue
    let labels = resolved["x-hfile"]?["codes"]
    let listed = resolved["enum"]?.arrayValue?.compactMap(\.stringValue) ?? []
    codes = listed.map { ($0, Phrase(labels?[$0])) }
    if let kind = resolved["type"]?.stringValue {
      kinds = [kind]
    } else {
      kinds = resolved["type"]?.arrayValue?.compactMap(\.stringValue) ?? (listed.isEmpty ? [] : ["string"])
    }
  }

  /// Everything the field may be called by.
  var names: [String] { [name] + (label?.all ?? []) }

  /// Returns what the field is called in a language; its name when it has no label.
  public func title(_ language: Language) -> String { label?[language] ?? name }

  /// Returns the code a person means by a code or by its label in any language.
  public func code(for word: String) -> String? {
    if codes.contains(where: { $0.code == word }) { return word }
    return codes.first { $0.label?.all.contains { $0.lowercased() == word.lowercased() } ?? false }?.code
  }

  static func resolve(_ schema: JSON, in document: JSON) -> JSON {
    var current = schema
    for _ in 0..<8 {
      guard let reference = current["$ref"]?.stringValue, reference.hasPrefix("#"),
        let pointer = try? JSONPointer(parsing: String(reference.dropFirst())), let target = document[pointer]
      else { return current }
      current = target
    }
    return current
  }
}

extension RecordType {
  /// The fields of the record itself, in the order of the schema.
  public var fields: [Field] { RecordType.members(of: document, in: document) }

  /// Names of the fields that every record has.
  public var requiredFields: [String] { document["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// Returns the field a pointer names; array positions and `*` both stand for the items of an array.
  public func field(at pointer: JSONPointer) -> Field? {
    found.field(at: pointer) { pointer in
      RecordType.field(at: pointer.tokens[...], in: document, document: document)
    }
  }

  /// Returns the fields of the object at a pointer, in the order of the schema.
  public func fields(at pointer: JSONPointer) -> [Field] {
    found.fields(at: pointer) { pointer in
      guard !pointer.tokens.isEmpty else { return fields }
      return field(at: pointer).map { RecordType.members(of: $0.schema, in: document) } ?? []
    }
  }

  /// Returns a title for a pointer made of the labels on its way: `lines 1 quantity`.
  public func title(of pointer: JSONPointer, _ language: Language) -> String {
    var tokens: [String] = []
    return pointer.tokens.map { token in
      tokens.append(token)
      if let number = Int(token) { return String(number + 1) }
      return field(at: JSONPointer(tokens))?.title(language) ?? token
    }.joined(separator: " ")
  }

  static func members(of schema: JSON, in document: JSON) -> [Field] {
    (schema["properties"]?.objectValue?.map { $0 } ?? []).map { Field(name: $0, schema: $1, document: document) }
  }

  private static func field(at tokens: ArraySlice<String>, in schema: JSON, document: JSON) -> Field? {
    guard let token = tokens.first else { return nil }
    let here = Field.resolve(schema, in: document)
    let isPosition = token == "*" || token == "-" || Int(token) != nil
    if let child = here["properties"]?[token] ?? (isPosition ? here["items"] : nil) {
      let field = Field(name: token, schema: child, document: document)
      return tokens.count == 1 ? field : self.field(at: tokens.dropFirst(), in: child, document: document)
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
      for branch in here[keyword]?.arrayValue ?? [] {
        if let found = field(at: tokens, in: branch, document: document) { return found }
      }
    }
    return nil
  }
}

/// The fields of a type that were looked up before: a schema is walked once for each place of it.
final class FoundFields: Sendable {
  private struct State {
    var fields: [JSONPointer: Field?] = [:]
    var members: [JSONPointer: [Field]] = [:]
  }

  private let state = Mutex(State())

  /// Places that are remembered: data may name any number of them.
  private static let limit = 2_000

  func field(at pointer: JSONPointer, find: (JSONPointer) -> Field?) -> Field? {
    if let known = state.withLock({ $0.fields[pointer] }) { return known }
    let found = find(pointer)
    state.withLock { if $0.fields.count < Self.limit { $0.fields[pointer] = .some(found) } }
    return found
  }

  func fields(at pointer: JSONPointer, find: (JSONPointer) -> [Field]) -> [Field] {
    if let known = state.withLock({ $0.members[pointer] }) { return known }
    let found = find(pointer)
    state.withLock { if $0.members.count < Self.limit { $0.members[pointer] = found } }
    return found
  }
}
