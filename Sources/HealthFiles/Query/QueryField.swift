internal import JSONSchema

/// A field as a question names it: a column of the type asked, or one that its references lead to.
public struct QueryField: Sendable {
  /// What a reference leads to.
  struct Target: Sendable {
    enum Home: Sendable {
      case type(RecordType)
      case table(Table, named: String)
    }
    let home: Home
    let field: QueryField
  }

  /// How the values are made of what stands in the record.
  enum View: Sendable {
    /// As they stand.
    case plain
    /// The business day of an instant.
    case businessDay
    /// The place of the item in its list, from 1.
    case position
  }

  /// Where the values, or the ids to follow, stand in the record.
  let path: ColumnPath
  /// Where the ids lead; empty when the values are those at `path`.
  let targets: [Target]
  /// Columns below it, where it names an object: it is there when one of them is.
  let parts: [ColumnPath]
  /// What the values are, beside what stands at `path`.
  let view: View
  /// What stands over its values.
  public internal(set) var heading: Heading

  init(
    path: ColumnPath, heading: Heading, targets: [Target] = [], parts: [ColumnPath] = [], view: View = .plain
  ) {
    self.path = path
    self.heading = heading
    self.targets = targets
    self.parts = parts
    self.view = view
  }

  /// The columns to read for it.
  var columns: [ColumnPath] { parts.isEmpty ? [path] : parts }

  /// The names on the way, with dots between.
  var name: String { heading.name }
}

/// What names mean in a question: the fields of a type or the columns of a table, and what ids lead to.
struct FieldScope: Sendable {
  enum Root: Sendable {
    case type(RecordType)
    case table(Table)
  }

  let root: Root
  let catalogue: Catalogue
  let currency: Currency?
  /// Earlier tables of the same report, by name.
  var tables: [String: Table] = [:]
  /// Values for `$NAME`.
  var parameters: [String: Term] = [:]

  /// Whether sealed fields may be asked about: to find records, but not to make figures of them.
  var readsSealed = false

  /// What the place of an item in its list is called: no schema names it, every list has it.
  private static let position = Phrase("position", "序号", "序號")
  /// References that a question follows in a row.
  static let reach = 3

  /// Returns the field that a word names: names or labels with dots between, `[]` after a list.
  func field(_ word: String) throws(FieldError) -> QueryField {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return try field(parts[...], in: root, after: 0)
  }

  private func field(_ parts: ArraySlice<String>, in home: Root, after hops: Int) throws(FieldError) -> QueryField {
    switch home {
    case .type(let type): return try field(parts, in: type, after: hops)
    case .table(let table):
      // A column may have dots in its name; what follows it is a part of its date, or what its ids lead to.
      for count in stride(from: parts.count, to: 0, by: -1) {
        let name = parts.prefix(count).joined(separator: ".")
        guard let place = table.column(called: name) else { continue }
        let path = ColumnPath(members: [table.headings[place].name])
        let found = QueryField(path: path, heading: table.headings[place])
        return try follow(found, types: [], parts.dropFirst(count), after: hops)
      }
      throw unknown(parts.first ?? "", table.headings.map { [$0.name] + $0.label.all })
    }
  }

  private func field(_ parts: ArraySlice<String>, in type: RecordType, after hops: Int) throws(FieldError) -> QueryField
  {
    var tokens: [String] = []
    var names: [String] = []
    var rest = parts
    while let part = rest.first {
      let isList = part.hasSuffix("[]")
      let name = String(isList ? part.dropLast(2) : part[...])
      let siblings = type.fields(at: JSONPointer(tokens))
      guard let found = RecordType.field(called: name, among: siblings) else {
        if siblings.isEmpty, !tokens.isEmpty { break }
        if Self.position.all.contains(name), rest.count == 1, tokens.last == "*",
          let path = columns(below: JSONPointer(tokens), of: type).first
        {
          let title = (names + [name]).joined(separator: ".")
          let heading = Heading(name: title, label: Self.position, kind: .number(decimals: 0))
          return QueryField(path: path, heading: heading, view: .position)
        }
        throw unknown(name, siblings.map(\.names))
      }
      tokens.append(found.name)
      names.append(found.name)
      if isList || found.kinds == ["array"] { tokens.append("*") }
      rest = rest.dropFirst()
    }
    let pointer = JSONPointer(tokens)
    guard readsSealed || !type.isSealed(pointer) else { throw FieldError(.sealed(names.joined(separator: "."))) }
    guard let path = ColumnPath(pointer), let kind = type.columnKind(at: path, currency: currency) else {
      let below = columns(below: pointer, of: type)
      guard rest.isEmpty, !below.isEmpty, let path = below.first else {
        throw FieldError(.noValues(names.joined(separator: ".")))
      }
      let heading = heading(of: type, pointer, .boolean, name: names.joined(separator: "."))
      return QueryField(path: path, heading: heading, parts: below)
    }
    let heading = heading(of: type, pointer, kind, name: names.joined(separator: "."))
    let types = type.references.first { $0.pattern.pointer == pointer }?.types ?? []
    return try follow(QueryField(path: path, heading: heading), types: types, rest, after: hops)
  }

  /// Goes on from a value: to a part of its date, or to what its id refers to.
  private func follow(
    _ from: QueryField, types: [String], _ rest: ArraySlice<String>, after hops: Int
  ) throws(FieldError) -> QueryField {
    guard let next = rest.first else { return from }
    if let part = DatePart(rawValue: next) ?? DatePart.allCases.first(where: { $0.label.all.contains(next) }),
      rest.count == 1, from.heading.kind == .instant || from.heading.kind == .day && part != .hour
    {
      return from.taking(part)
    }
    if let table = tables[next], rest.count > 1 {
      return try reached(from, [.table(table, named: next)], rest.dropFirst(), after: hops)
    }
    let homes = types.compactMap { catalogue.types[$0] }.map { QueryField.Target.Home.type($0) }
    guard !homes.isEmpty else { throw unknown(next, tables.keys.sorted().map { [$0] }) }
    return try reached(from, homes, rest, after: hops)
  }

  private func reached(
    _ from: QueryField, _ homes: [QueryField.Target.Home], _ rest: ArraySlice<String>, after hops: Int
  ) throws(FieldError) -> QueryField {
    guard hops < Self.reach else { throw FieldError(.tooFar(rest.joined(separator: "."))) }
    var targets: [QueryField.Target] = []
    var failure: FieldError?
    for home in homes {
      do throws(FieldError) {
        let found: QueryField
        switch home {
        case .type(let type): found = try field(rest, in: type, after: hops + 1)
        case .table(let table, _): found = try field(rest, in: .table(table), after: hops + 1)
        }
        guard found.path.list == nil, found.parts.isEmpty else { throw FieldError(.noValues(found.name)) }
        targets.append(QueryField.Target(home: home, field: found))
      } catch {
        failure = failure ?? error
      }
    }
    let kind = targets.first?.field.heading.kind
    guard var heading = targets.first?.field.heading, targets.allSatisfy({ $0.field.heading.kind == kind }) else {
      throw failure ?? FieldError(.noValues(rest.joined(separator: ".")))
    }
    var way = from.name
    if case .table(_, let name)? = homes.first { way += "." + name }
    heading.name = way + "." + heading.name
    heading.label = from.heading.label.joined(with: heading.label, by: " › ")
    heading.isTotal = false
    return QueryField(path: from.path, heading: heading, targets: targets)
  }

  private func unknown(_ name: String, _ groups: [[String]]) -> FieldError {
    FieldError(.unknownField(name, near: Suggestion.nearest(to: name, amongGroups: groups)))
  }

  private func heading(of type: RecordType, _ pointer: JSONPointer, _ kind: ColumnKind, name: String) -> Heading {
    let field = type.field(at: pointer)
    // The items of a list are called what the list is called.
    let named = field?.label == nil ? type.field(at: JSONPointer(pointer.tokens.filter { $0 != "*" })) : field
    var heading = Heading(name: name, label: named?.label ?? field?.label ?? Phrase(name, name, name), kind: kind)
    // An id stands for the record: it is called what the record is called.
    if pointer == JSONPointer(["id"]) { heading.label = type.label }
    for (code, label) in field?.codes ?? [] { heading.codes[code] = label ?? Phrase(code, code, code) }
    heading.unit = field?.schema["x-hfile"]?["unit"]?.stringValue
    if field?.format == "amount" || field?.format == "signed-amount" {
      heading.unit = currency?.code
      heading.isAmount = true
      heading.keepsDecimals = true
    }
    return heading
  }

  /// The columns below an object, or below the items of a list of objects.
  private func columns(below pointer: JSONPointer, of type: RecordType) -> [ColumnPath] {
    type.fields(at: pointer).flatMap { field -> [ColumnPath] in
      let isList = field.kinds == ["array"]
      let here = isList ? pointer.appending(field.name).appending("*") : pointer.appending(field.name)
      guard let path = ColumnPath(here) else { return [] }
      return type.columnKind(at: path, currency: currency) == nil ? columns(below: here, of: type) : [path]
    }
  }
}

/// Why a word names no field.
struct FieldError: Error {
  let reason: ExpressionError.Reason

  init(_ reason: ExpressionError.Reason) { self.reason = reason }
}

extension QueryField {
  /// Returns the field whose values are a part of this one's date.
  func taking(_ part: DatePart) -> QueryField {
    var heading = heading
    heading.name += "." + part.rawValue
    heading.label = part.label
    heading.kind = part.kind
    heading.part = part
    return QueryField(path: path, heading: heading, targets: targets, view: view)
  }

  /// The business day of the records of a type: their `day`, else that of their time.
  static func businessDay(of type: RecordType) -> QueryField? {
    let day = JSONPointer(["day"])
    var heading = Heading(name: "day", label: DatePart.day.label, kind: .day)
    if let field = type.field(at: day), field.format == "date" {
      heading.label = field.label ?? heading.label
      return QueryField(path: ColumnPath(members: ["day"]), heading: heading)
    }
    guard let path = type.time.flatMap({ ColumnPath($0) }) else { return nil }
    return QueryField(path: path, heading: heading, view: .businessDay)
  }
}
