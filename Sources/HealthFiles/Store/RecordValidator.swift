// What must hold for a record: its schema, its id and place, what it refers to, and what must be unique.
// All problems are collected; none stops the others from being found.

public import JSONSchema

/// Validates records against one state of the store, in which they already stand.
struct RecordValidator {
  let state: Snapshot
  /// Records known by id, so that many references to one record read its file once.
  private var known: [String: Bool] = [:]
  /// Types of which a record was validated before.
  private var validated: Set<String> = []
  /// Ids by the values that must be unique, for each rule and scope.
  private var owners: [[String]: [[JSON]: [String]]] = [:]
  /// Paths of a type's files, listed once.
  private var listed: [String: [String]] = [:]

  init(state: Snapshot) { self.state = state }

  /// Returns everything that is wrong with a record.
  ///
  /// - Parameter open: what it holds with its seals open, where that is known; else they are opened.
  mutating func problems(of record: Record, open: JSON? = nil, path: String) throws(StoreError) -> [Problem] {
    guard let type = state.catalogue.types[record.type] else { return [] }
    let known = open.map { (record: Record(type: record.type, id: record.id, value: $0), problems: [Problem]()) }
    let (record, broken) = if let known { known } else { try state.opened(record) }
    var problems = broken + Self.schemaProblems(of: record, type: type, currency: state.profile.currency)
    problems += Self.placeProblems(of: record, type: type, path: path)
    problems += try Self.referenceProblems(of: record, type: type, in: state.catalogue) { id throws(StoreError) in
      try exists(id)
    }
    problems += try uniquenessProblems(of: record, type: type)
    for index in problems.indices {
      problems[index].place.file = path
      problems[index].place.record = record.id
    }
    return Self.withoutEchoes(problems)
  }

  /// Leaves out that a text has not the right form where something better is said about the same place.
  private static func withoutEchoes(_ problems: [Problem]) -> [Problem] {
    let isForm = { (problem: Problem) in if case .form = problem.fact { true } else { false } }
    let told = Set(problems.filter { !isForm($0) }.compactMap(\.place.pointer))
    return problems.filter { problem in
      guard isForm(problem), let pointer = problem.place.pointer else { return true }
      return !told.contains(pointer)
    }
  }

  // MARK: schema

  /// Returns what the schema refuses; values of sealed fields are left out.
  static func schemaProblems(of record: Record, type: RecordType, currency: Currency?) -> [Problem] {
    if type.isErased(record.value) { return [] }
    return type.schema.violations(of: record.value).map { violation in
      var problem = problem(violation, in: record.value, currency: currency) { type.isSealed($0) }
      problem.fact = type.speaking(problem.fact, violation)
      return problem
    }
  }

  /// Makes a problem of a violation: names the value found, and what the house knows better than the schema.
  static func problem(
    _ violation: SchemaViolation, in value: JSON, currency: Currency?, isSealed: (JSONPointer) -> Bool
  ) -> Problem {
    let pointer = violation.instance
    let hidden = isSealed(pointer)
    let found = hidden ? nil : value[pointer].map { abbreviated($0.plainText) }
    let place = Place(pointer: pointer)
    if case .format(let name, _) = violation.reason, name == "amount" || name == "signed-amount", let currency,
      let text = value[pointer]?.stringValue, let decimal = DecimalText(text), decimal.decimals != currency.digits
    {
      return Problem(.amountDigits(found: found, currency: currency.code, digits: currency.digits), at: place)
    }
    if case .additionalMember(let name) = violation.reason {
      return Problem(.unknownField(name: name, near: []), at: Place(pointer: pointer))
    }
    return Problem(.schema(violation.reason, found: found), at: place)
  }

  private static func abbreviated(_ text: String) -> String {
    text.count > 80 ? text.prefix(79) + "…" : text
  }

  // MARK: id and place

  static func placeProblems(of record: Record, type: RecordType, path: String) -> [Problem] {
    let pointer = type.layout == .singleton ? JSONPointer([]) : JSONPointer(["id"])
    let place = Place(pointer: pointer)
    guard let expected = Layout.path(of: record.id, in: type) else {
      return [Problem(.idMalformed(found: record.id, form: form(type)), at: place)]
    }
    if type.layout == .flat || type.layout == .fanned, !type.chosenCode,
      !RecordID.isRandomCode(record.id.dropFirst(type.prefix.utf8.count + 1))
    {
      return [Problem(.idMalformed(found: record.id, form: form(type)), at: place)]
    }
    guard expected == path else { return [Problem(.wrongPath(expected: expected), at: place)] }
    guard type.layout == .daily, let parts = RecordID.datedParts(of: record.id) else { return [] }
    var problems: [Problem] = []
    if let day = record.value["day"]?.stringValue, day != parts.day.description {
      let fact = Fact.dayDiffers(inID: parts.day.description, inRecord: day)
      problems.append(Problem(fact, at: Place(pointer: JSONPointer(["day"]))))
    }
    if let device = record.value["device"]?.stringValue, device != parts.device {
      let fact = Fact.deviceDiffers(inID: parts.device, inRecord: device)
      problems.append(Problem(fact, at: Place(pointer: JSONPointer(["device"]))))
    }
    return problems
  }

  /// Returns the form of a type's ids, for messages.
  static func form(_ type: RecordType) -> String {
    switch type.layout {
    case .singleton: type.name
    case .flat, .fanned: type.chosenCode ? "\(type.prefix)-[a-z0-9-]{2,40}" : "\(type.prefix)-xxxxxxxx"
    case .dated, .daily: "\(type.prefix)-YYYYMMDD-dd-xxxxxxxx"
    }
  }

  // MARK: references

  /// Returns the references of a record that lead nowhere, or to another type.
  static func referenceProblems(
    of record: Record, type: RecordType, in catalogue: Catalogue, exists: (String) throws(StoreError) -> Bool
  ) throws(StoreError) -> [Problem] {
    var problems: [Problem] = []
    for reference in type.references {
      for (pointer, value) in reference.pattern.matches(in: record.value) {
        guard let id = value.stringValue else { continue }
        let place = Place(pointer: pointer)
        if let target = catalogue.type(ofID: id), !reference.types.contains(target.name) {
          problems.append(Problem(.referenceToOtherType(id: id, types: labels(reference, catalogue)), at: place))
        } else if try !exists(id) {
          problems.append(Problem(.missingReference(id: id, types: labels(reference, catalogue)), at: place))
        }
      }
    }
    return problems
  }

  private static func labels(_ reference: RecordType.Reference, _ catalogue: Catalogue) -> [Phrase] {
    reference.types.map { catalogue.types[$0]?.label ?? Phrase($0, $0, $0) }
  }

  private mutating func exists(_ id: String) throws(StoreError) -> Bool {
    if let answer = known[id] { return answer }
    let answer = try state.record(id) != nil
    known[id] = answer
    return answer
  }

  // MARK: uniqueness

  private mutating func uniquenessProblems(of record: Record, type: RecordType) throws(StoreError) -> [Problem] {
    var problems: [Problem] = []
    let isFirst = validated.insert(type.name).inserted
    for (number, rule) in type.unique.enumerated() {
      guard let key = Self.key(of: record.value, rule) else { continue }
      let parts = RecordID.datedParts(of: record.id)
      let scope = [
        "\(type.name) \(number)", rule.within.contains(.day) ? parts?.day.compact ?? "" : "",
        rule.within.contains(.device) ? parts?.device ?? "" : "",
      ]
      var paths = try paths(of: type, near: record, within: rule.within)
      // One record alone looks only into files that hold its value; many share what was read once.
      if isFirst { paths = try self.paths(paths, holding: key) }
      let others = isFirst ? try owners(of: rule, paths, type) : try owners(of: rule, paths, type, scope: scope)
      for other in others[key] ?? [] where other != record.id {
        let fact = Fact.notUnique(
          fields: rule.fields.map(\.description), other: other, within: rule.within.map(\.rawValue).sorted())
        problems.append(Problem(fact, at: Place(pointer: rule.fields[rule.fields.count - 1])))
      }
    }
    return problems
  }

  /// The ids of a scope's records by the values that must be unique there, read once.
  private mutating func owners(
    of rule: RecordType.Uniqueness, _ paths: [String], _ type: RecordType, scope: [String]
  ) throws(StoreError) -> [[JSON]: [String]] {
    if let known = owners[scope] { return known }
    let found = try owners(of: rule, paths, type)
    owners[scope] = found
    return found
  }

  private func owners(
    of rule: RecordType.Uniqueness, _ paths: [String], _ type: RecordType
  ) throws(StoreError) -> [[JSON]: [String]] {
    var found: [[JSON]: [String]] = [:]
    for path in paths {
      guard let bytes = try state.bytes(at: path) else { continue }
      for (id, key) in RecordFile.values(of: rule.fields, in: bytes, path: path, type: type) where !key.isEmpty {
        found[key, default: []].append(id)
      }
    }
    return found
  }

  static func key(of value: JSON, _ rule: RecordType.Uniqueness) -> [JSON]? {
    let values = rule.fields.compactMap { value[$0] }
    return values.count == rule.fields.count && !values.isEmpty ? values : nil
  }

  private mutating func paths(of type: RecordType) throws(StoreError) -> [String] {
    if let known = listed[type.name] { return known }
    let paths = try state.paths(of: type)
    listed[type.name] = paths
    return paths
  }

  private mutating func paths(
    of type: RecordType, near record: Record, within: Set<RecordType.Scope>
  ) throws(StoreError) -> [String] {
    let parts = RecordID.datedParts(of: record.id)
    guard type.layout == .daily || type.layout == .dated, let parts else { return try paths(of: type) }
    if type.layout == .daily, within.contains(.day), within.contains(.device) {
      return Layout.path(of: record.id, in: type).map { [$0] } ?? []
    }
    let paths = try paths(of: type).filter { !within.contains(.day) || Layout.day(ofPath: $0) == parts.day }
    guard within.contains(.device), type.layout == .daily else { return paths }
    return paths.filter { Layout.dailyName(Disk.name(of: $0))?.device == parts.device }
  }

  private func paths(_ paths: [String], holding key: [JSON]) throws(StoreError) -> [String] {
    var holding: [String] = []
    for path in paths {
      if let bytes = try state.bytes(at: path), contains(bytes, key) { holding.append(path) }
    }
    return holding
  }

  /// A cheap look before parsing: a file without the bytes of the value cannot hold it.
  private func contains(_ bytes: [UInt8], _ key: [JSON]) -> Bool {
    guard case .string(let text)? = key.last, text.utf8.allSatisfy({ $0 > 0x23 && $0 < 0x5C }) else { return true }
    return bytes.contains(Array(text.utf8))
  }
}

extension RecordType {
  /// Returns what the schema refuses in a record, values of sealed fields left out.
  public func problems(in value: JSON, currency: Currency?) -> [Problem] {
    let record = Record(type: name, id: value["id"]?.stringValue ?? "", value: value)
    return RecordValidator.schemaProblems(of: record, type: self, currency: currency)
  }
}
