internal import JSONSchema

extension RecordType {
  private static let words: Set<String> = [
    "collection", "prefix", "layout", "label", "plural", "summary", "columns", "time", "references", "unique", "index",
    "sealed", "merge", "chosenCode", "counterexamples",
  ]

  /// Reads a type from its schema file; what is wrong with the file is added to `problems`.
  ///
  /// - Returns: nil when it is no type.
  static func read(
    name: String, document: JSON, file: String, formats: FormatAssertion, problems: inout [Problem]
  ) -> RecordType? {
    let place = Place(file: file, pointer: JSONPointer(["x-hfile"]))
    guard let word = document["x-hfile"], word.objectValue != nil else {
      problems.append(Problem(.schema(.missingMember("x-hfile"), found: nil), at: Place(file: file)))
      return nil
    }
    for key in word.objectValue?.keys ?? [] where !words.contains(key) {
      problems.append(Problem(.schemaWord(key), at: place))
    }
    guard let collection = word["collection"]?.stringValue, let prefix = word["prefix"]?.stringValue,
      let layout = word["layout"]?.stringValue.flatMap(RecordLayout.init(rawValue:)), let label = Phrase(word["label"])
    else {
      problems.append(Problem(.schema(.missingMember("collection, prefix, layout, label"), found: nil), at: place))
      return nil
    }
    guard let content = Content.read(document, file: file, formats: formats, problems: &problems) else { return nil }
    let type = RecordType(
      name: name, collection: collection, prefix: prefix, layout: layout, label: label,
      plural: Phrase(word["plural"]) ?? label, content: Lazy(value: content))
    problems += type.pointerProblems(file: file) + type.sealedProblems(file: file)
    return type
  }

  /// Returns a problem for every pointer in `x-hfile` that names no field: a slip there would be silent otherwise.
  private func pointerProblems(file: String) -> [Problem] {
    let named: [(word: String, pointers: [JSONPointer])] = [
      ("summary", summary), ("columns", columns), ("time", time.map { [$0] } ?? []),
      ("references", references.map(\.pattern.pointer)), ("unique", unique.flatMap(\.fields)),
      ("sealed", sealed?.pointers ?? []), ("merge", mergeRules.keys.filter { $0.tokens.first != SealedFields.member }),
    ]
    return named.flatMap { word, pointers in
      pointers.filter { field(at: $0) == nil }.map { pointer in
        let place = Place(file: file, pointer: JSONPointer(["x-hfile", word]))
        return Problem(.schemaPointer(pointer.description), at: place)
      }
    }
  }

  /// Returns a problem for every sealed field that is not a member of the record, or that a record must have.
  private func sealedProblems(file: String) -> [Problem] {
    (sealed?.pointers ?? []).filter { $0.tokens.count != 1 || requiredFields.contains($0.tokens[0]) }.map {
      Problem(.sealedField($0.description), at: Place(file: file, pointer: JSONPointer(["x-hfile", "sealed"])))
    }
  }

  /// Makes a built-in type from its head.
  static func builtIn(name: String, path: String, head: BuiltInHead, currency: Currency?) -> RecordType {
    RecordType(
      name: name, collection: head.collection, prefix: head.prefix, layout: head.layout, label: head.label,
      plural: head.plural, content: Lazy { BuiltInSchemas.type(path, currency: currency) })
  }
}

extension RecordType.Content {
  /// Reads everything but the head of a type; nil when the schema cannot be used.
  static func read(
    _ document: JSON, file: String, formats: FormatAssertion, problems: inout [Problem]
  ) -> RecordType.Content? {
    do throws(SchemaError) {
      let schema = try Schema(SealedFields.admitted(by: document), options: SchemaOptions(formats: formats))
      return RecordType.Content(document, schema: Lazy(value: schema))
    } catch {
      problems.append(Problem(.schemaFile(error.reason), at: Place(file: file, pointer: error.pointer)))
      return nil
    }
  }

  /// Reads what `x-hfile` says of a type whose schema is known to be sound.
  init(_ document: JSON, schema: Lazy<Schema>) {
    let word = document["x-hfile"] ?? .null
    self.init(
      summary: Self.pointers(word["summary"]), columns: Self.pointers(word["columns"]),
      time: word["time"]?.stringValue.flatMap { try? JSONPointer(parsing: $0) }, references: Self.references(word),
      unique: Self.uniqueness(word), sealed: SealedFields(document), mergeRules: Self.mergeRules(document),
      chosenCode: word["chosenCode"]?.boolValue ?? (SealedFields(document) == nil),
      document: document, defaults: Lazy { Self.defaults(document) }, schema: schema)
  }

  private static func defaults(_ document: JSON) -> [(name: String, value: JSON)] {
    let required = Set(document["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    return RecordType.members(of: document, in: document).compactMap { field in
      guard required.contains(field.name), let usual = field.schema["default"] else { return nil }
      return (field.name, usual)
    }
  }

  private static func pointers(_ list: JSON?) -> [JSONPointer] {
    let texts = list?.stringValue.map { [$0] } ?? list?.arrayValue?.compactMap(\.stringValue) ?? []
    return texts.compactMap { try? JSONPointer(parsing: $0) }
  }

  private static func references(_ word: JSON) -> [RecordType.Reference] {
    (word["references"]?.objectValue?.map { $0 } ?? []).compactMap { key, types in
      guard let pattern = try? JSONPointerPattern(parsing: key) else { return nil }
      let names = types.stringValue.map { [$0] } ?? types.arrayValue?.compactMap(\.stringValue) ?? []
      return RecordType.Reference(pattern: pattern, types: names)
    }
  }

  private static func mergeRules(_ document: JSON) -> [JSONPointer: JSONMergeRule] {
    var rules: [JSONPointer: JSONMergeRule] = [:]
    for (key, rule) in document["x-hfile"]?["merge"]?.objectValue ?? JSONObject() {
      guard let pointer = try? JSONPointer(parsing: key) else { continue }
      switch rule.stringValue {
      case "set": rules[pointer] = .set
      case "counter": rules[pointer] = .counter
      default: rules[pointer] = rule["keyed"]?.stringValue.map { .keyed($0) }
      }
    }
    for compartment in SealedFields(document)?.compartments ?? [] {
      rules[JSONPointer([SealedFields.member, compartment.name])] = .whole
    }
    return rules
  }

  private static func uniqueness(_ word: JSON) -> [RecordType.Uniqueness] {
    (word["unique"]?.arrayValue ?? []).map { rule in
      let within = rule["within"]
      let scopes = within?.stringValue.map { [$0] } ?? within?.arrayValue?.compactMap(\.stringValue) ?? []
      return RecordType.Uniqueness(
        fields: pointers(rule["fields"]), within: Set(scopes.compactMap(RecordType.Scope.init(rawValue:))))
    }
  }
}

extension Phrase {
  /// Reads `{"en": ..., "zh-Hans": ..., "zh-Hant": ...}`; nil unless all three are there.
  init?(_ json: JSON?) {
    guard let english = json?["en"]?.stringValue, let simplified = json?["zh-Hans"]?.stringValue,
      let traditional = json?["zh-Hant"]?.stringValue
    else { return nil }
    self.init(english, simplified, traditional)
  }
}
