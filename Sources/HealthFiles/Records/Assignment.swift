// The grammar in which a person changes a record on the command line: FIELD=VALUE typed by the schema, FIELD:=JSON raw,
// a.b nests, a[] appends, a[0] names an item, FIELD= clears. Labels in any language serve as field names.

public import JSONSchema

/// One change of a field, as typed on the command line.
public struct Assignment: Sendable {
  /// The words of the field path: names, positions, and `-` for the end of an array.
  public let path: [String]
  /// The text of the value.
  public let text: String
  /// Whether the text is raw JSON (`:=`).
  public let isRaw: Bool

  /// Reads `FIELD=VALUE` or `FIELD:=JSON`.
  ///
  /// - Throws: `Problem` with the fact `assignment` when the text has not that form.
  public init(_ argument: String) throws(ProblemList) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw ProblemList([Problem(.assignment(argument), at: Place())])
    }
    var name = argument[..<equals]
    isRaw = name.hasSuffix(":")
    if isRaw { name = name.dropLast() }
    text = String(argument[argument.index(after: equals)...])
    var path: [String] = []
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      path.append(String(pieces[0]))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]") else { throw ProblemList([Problem(.assignment(argument), at: Place())]) }
        path.append(piece == "]" ? "-" : String(piece.dropLast()))
      }
    }
    guard path.allSatisfy({ !$0.isEmpty }) else { throw ProblemList([Problem(.assignment(argument), at: Place())]) }
    self.path = path
  }
}

/// Several problems at once, thrown where nothing can go on.
public struct ProblemList: Error, Sendable {
  /// The problems, in the order of their places.
  public let problems: [Problem]

  /// Makes the error.
  public init(_ problems: [Problem]) { self.problems = problems }
}

extension RecordType {
  /// Returns the record with the assignments made, each value typed by the schema, and the problems of those that could
  /// not be made.
  public func applying(
    _ assignments: [Assignment], to value: JSON, currency: Currency?
  ) -> (value: JSON, problems: [Problem]) {
    var result = value
    var problems: [Problem] = []
    for assignment in assignments {
      switch resolve(assignment, in: result) {
      case .failure(let list): problems += list.problems
      case .success(let pointer):
        let typed = typedValue(assignment, at: pointer, currency: currency)
        switch typed {
        case .failure(let list): problems += list.problems
        case .success(let json): result.set(json, at: pointer)
        }
      }
    }
    return (result, problems)
  }

  /// Finds the pointer of an assignment: labels become names, `-` becomes the position after the last item.
  private func resolve(_ assignment: Assignment, in value: JSON) -> Result<JSONPointer, ProblemList> {
    var tokens: [String] = []
    for word in assignment.path {
      if word == "-" {
        tokens.append(String(value[JSONPointer(tokens)]?.arrayValue?.count ?? 0))
        continue
      }
      let siblings = fields(at: JSONPointer(tokens))
      if Int(word) != nil && siblings.isEmpty {
        tokens.append(word)
        continue
      }
      guard let field = RecordType.field(called: word, among: siblings) else {
        guard document["additionalProperties"]?.boolValue == false || !siblings.isEmpty else {
          tokens.append(word)
          continue
        }
        let near = Suggestion.nearest(to: word, amongGroups: siblings.map(\.names))
        let fact = Fact.unknownField(name: word, near: near)
        return .failure(ProblemList([Problem(fact, at: Place(pointer: JSONPointer(tokens + [word])))]))
      }
      tokens.append(field.name)
    }
    return .success(JSONPointer(tokens))
  }

  static func field(called word: String, among fields: [Field]) -> Field? {
    if let exact = fields.first(where: { $0.name == word }) { return exact }
    let lowered = word.lowercased()
    return fields.first { $0.label?.all.contains { $0.lowercased() == lowered } ?? false }
  }

  /// Returns the value a text means for a field; nil clears the field.
  private func typedValue(
    _ assignment: Assignment, at pointer: JSONPointer, currency: Currency?
  ) -> Result<JSON?, ProblemList> {
    if assignment.isRaw {
      do throws(JSONError) {
        return .success(try JSON(parsing: assignment.text, limits: .record))
      } catch {
        let place = Place(position: error.position, pointer: pointer)
        return .failure(ProblemList([Problem(.unreadable(error.reason), at: place)]))
      }
    }
    guard !assignment.text.isEmpty else { return .success(nil) }
    return .success(typed(assignment.text, at: pointer, currency: currency))
  }

  /// Types a text by the schema of a field: what does not fit stays a string, for validation to name.
  public func typed(_ text: String, at pointer: JSONPointer, currency: Currency?) -> JSON {
    guard let field = field(at: pointer) else { return .string(text) }
    if !field.codes.isEmpty { return .string(field.code(for: text) ?? text) }
    if let format = field.format, format == "amount" || format == "signed-amount", let currency,
      let decimal = DecimalText(text), decimal.decimals < currency.digits
    {
      return .string(decimal.padded(toDecimals: currency.digits))
    }
    if field.kinds.contains("string") { return .string(text) }
    if field.kinds.contains("boolean"), let truth = Self.truth[text.lowercased()] { return .bool(truth) }
    if field.kinds.contains("integer") || field.kinds.contains("number"), let number = JSONNumber(lexeme: text) {
      return .number(number)
    }
    if text.hasPrefix("[") || text.hasPrefix("{"), !field.kinds.contains("string"),
      let json = try? JSON(parsing: text, limits: .record)
    {
      return json
    }
    if field.kinds.contains("array") {
      let items = text.split(separator: ",").map { String($0) }
      return .array(items.map { typed($0, at: pointer.appending("*"), currency: currency) })
    }
    if field.kinds.isEmpty, let json = try? JSON(parsing: text, limits: .record) { return json }
    return .string(text)
  }

  static let truth: [String: Bool] = [
    "true": true, "yes": true, "是": true, "false": false, "no": false, "否": false,
  ]
}

extension JSON {
  /// Sets the value at a pointer, making the objects and arrays on the way; nil removes the member.
  public mutating func set(_ value: JSON?, at pointer: JSONPointer) {
    self = JSON.setting(value, at: pointer.tokens[...], in: self) ?? .object(JSONObject())
  }

  private static func setting(_ value: JSON?, at tokens: ArraySlice<String>, in current: JSON?) -> JSON? {
    guard let token = tokens.first else { return value }
    let rest = tokens.dropFirst()
    if let position = Int(token), current?.objectValue == nil {
      var items = current?.arrayValue ?? []
      let old = items.indices.contains(position) ? items[position] : nil
      let new = setting(value, at: rest, in: old)
      if let new {
        if items.indices.contains(position) { items[position] = new } else { items.append(new) }
      } else if items.indices.contains(position) {
        items.remove(at: position)
      }
      return items.isEmpty ? nil : .array(items)
    }
    var object = current?.objectValue ?? JSONObject()
    object[token] = setting(value, at: rest, in: object[token])
    return .object(object)
  }
}
