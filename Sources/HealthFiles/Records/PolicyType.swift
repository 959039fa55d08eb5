public import JSONSchema

/// A rule set of the store: a list of dated versions in `policy/NAME.json`.
public struct PolicyType: Sendable {
  /// Name of the policy: the name of its file.
  public let name: String
  /// What people call it.
  public let label: Phrase
  private let content: Lazy<Content>

  init(name: String, label: Phrase, content: Lazy<Content>) {
    self.name = name
    self.label = label
    self.content = content
  }

  /// What a policy says beyond its name and label.
  struct Content: Sendable {
    let document: JSON
    let schema: Lazy<Schema>
  }

  /// The rule set a new store begins with.
  public var initial: JSON? { document["default"] }
  /// The whole schema file.
  public var document: JSON { content.value.document }
  /// The compiled schema.
  public var schema: Schema { content.value.schema.value }

  static func read(
    name: String, document: JSON, file: String, formats: FormatAssertion, problems: inout [Problem]
  ) -> PolicyType? {
    guard let label = Phrase(document["x-hfile"]?["label"]) else {
      let place = Place(file: file, pointer: JSONPointer(["x-hfile"]))
      problems.append(Problem(.schema(.missingMember("label"), found: nil), at: place))
      return nil
    }
    guard let content = Content.read(document, file: file, formats: formats, problems: &problems) else { return nil }
    return PolicyType(name: name, label: label, content: Lazy(value: content))
  }

  /// Returns what is wrong with the order of the versions.
  public static func orderProblems(of policy: JSON, file: String) -> [Problem] {
    let days = policy.arrayValue?.map { $0["from"]?.stringValue } ?? []
    return zip(days, days.dropFirst()).enumerated().compactMap { index, pair in
      guard let first = pair.0, let second = pair.1, second <= first else { return nil }
      let pointer = JSONPointer([String(index + 1), "from"])
      return Problem(.policyOrder(day: second), at: Place(file: file, pointer: pointer))
    }
  }
}

extension PolicyType.Content {
  static func read(
    _ document: JSON, file: String, formats: FormatAssertion, problems: inout [Problem]
  ) -> PolicyType.Content? {
    do throws(SchemaError) {
      let schema = try Schema(document, options: SchemaOptions(formats: formats))
      return PolicyType.Content(document: document, schema: Lazy(value: schema))
    } catch {
      problems.append(Problem(.schemaFile(error.reason), at: Place(file: file, pointer: error.pointer)))
      return nil
    }
  }
}
