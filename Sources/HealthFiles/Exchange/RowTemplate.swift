// The line of a record written straight from the cells of a row: a plan made once from the header and the schema. What
// it is not sure to write as the tree would (a label for a code, a sum without its decimals) it leaves to the tree.

internal import JSONSchema

/// Writes the canonical line of a new record from the cells of a row.
struct RowTemplate: Sendable {
  /// How a cell becomes a JSON value.
  private enum Kind: Sendable {
    case text
    /// One of these, as they are.
    case code([[UInt8]])
    /// A sum with at least so many decimals.
    case amount(digits: Int)
    case number
    case boolean
  }

  private indirect enum Node: Sendable {
    case cell(column: Int, kind: Kind, hasDefault: Bool)
    case object([(key: [UInt8], node: Node)])
    case list([Node])
    case fixed([UInt8])
    case id, day, device
  }

  private enum Outcome {
    case written, absent, unsure
  }

  /// What of a line does not come from its row's cells.
  struct Frame {
    let id: [UInt8]
    let day: [UInt8]
    let device: [UInt8]
  }

  private let root: Node

  /// Compiles a header; nil when some column means more than one value in one place.
  init?(_ meaning: RowMeaning) {
    let type = meaning.type
    var columns: [(path: ArraySlice<String>, column: Int)] = []
    for (column, pointer) in meaning.pointers.enumerated() { columns.append((pointer.tokens[...], column)) }
    guard !columns.isEmpty, !columns.contains(where: { $0.path.first == "id" || $0.path.isEmpty }) else { return nil }
    let compiler = Compiler(meaning: meaning)
    var added: [String: Node] = ["id": .id]
    let names = Set(columns.compactMap(\.path.first))
    for field in type.fields where !names.contains(field.name) {
      if field.name == "day" || field.name == "device" {
        added[field.name] = field.name == "day" ? .day : .device
      } else if type.requiredFields.contains(field.name), let usual = field.schema["default"] {
        added[field.name] = .fixed(usual.bytes(.compact, order: type.schema.keyOrder.member(field.name)))
      }
    }
    guard let root = compiler.object(columns, [], type.schema.keyOrder, adding: added) else { return nil }
    self.root = root
  }

  /// Appends a line without its end; false when the tree must decide, and then something may have been appended.
  func write(
    _ cells: [CommaSeparatedReader.Cell], of bytes: Span<UInt8>, _ frame: Frame, to line: inout [UInt8]
  ) -> Bool {
    write(root, cells, bytes, frame, &line) == .written
  }

  private func write(
    _ node: Node, _ cells: [CommaSeparatedReader.Cell], _ bytes: Span<UInt8>, _ frame: Frame, _ line: inout [UInt8]
  ) -> Outcome {
    switch node {
    case .cell(let column, let kind, let hasDefault):
      let cell = cells[column]
      guard !cell.range.isEmpty else { return hasDefault ? .unsure : .absent }
      return !cell.hasDoubledQuotes && Self.write(bytes, cell.range, kind, &line) ? .written : .unsure
    case .object(let members):
      let start = line.count
      line.append(0x7B)
      var count = 0
      for (key, member) in members {
        let mark = line.count
        if count > 0 { line.append(0x2C) }
        line.append(contentsOf: key)
        switch write(member, cells, bytes, frame, &line) {
        case .written: count += 1
        case .absent: line.removeLast(line.count - mark)
        case .unsure: return .unsure
        }
      }
      line.append(0x7D)
      if count == 0 { line.removeLast(line.count - start) }
      return count == 0 ? .absent : .written
    case .list(let items):
      let start = line.count
      line.append(0x5B)
      var (count, isEnded) = (0, false)
      for item in items {
        let mark = line.count
        if count > 0 { line.append(0x2C) }
        switch write(item, cells, bytes, frame, &line) {
        case .written where isEnded: return .unsure
        case .written: count += 1
        case .absent:
          line.removeLast(line.count - mark)
          isEnded = true
        case .unsure: return .unsure
        }
      }
      line.append(0x5D)
      if count == 0 { line.removeLast(line.count - start) }
      return count == 0 ? .absent : .written
    case .fixed(let text): line.append(contentsOf: text)
    case .id: Self.quote(frame.id, &line)
    case .day: Self.quote(frame.day, &line)
    case .device: Self.quote(frame.device, &line)
    }
    return .written
  }

  private static func quote(_ text: [UInt8], _ line: inout [UInt8]) {
    line.append(0x22)
    line.append(contentsOf: text)
    line.append(0x22)
  }

  private static func write(_ bytes: Span<UInt8>, _ range: Range<Int>, _ kind: Kind, _ line: inout [UInt8]) -> Bool {
    switch kind {
    case .number:
      guard isPlainNumber(bytes, range) else { return false }
      append(bytes, range, &line)
      return true
    case .boolean:
      guard equal(bytes, range, [0x74, 0x72, 0x75, 0x65]) || equal(bytes, range, [0x66, 0x61, 0x6C, 0x73, 0x65]) else {
        return false
      }
      append(bytes, range, &line)
      return true
    case .code(let codes): guard codes.contains(where: { equal(bytes, range, $0) }) else { return false }
    case .amount(let digits): guard decimals(bytes, range) >= digits else { return false }
    case .text: break
    }
    for place in range where bytes[place] < 0x20 || bytes[place] == 0x22 || bytes[place] == 0x5C { return false }
    line.append(0x22)
    append(bytes, range, &line)
    line.append(0x22)
    return true
  }

  private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, _ line: inout [UInt8]) {
    bytes.extracting(range).withUnsafeBufferPointer { line.append(contentsOf: $0) }
  }

  private static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8]) -> Bool {
    guard range.count == text.count else { return false }
    for place in 0..<text.count where bytes[range.lowerBound + place] != text[place] { return false }
    return true
  }

  /// How many bytes follow the last point; the number of decimals, if the text is a decimal.
  private static func decimals(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    for place in range.reversed() where bytes[place] == 0x2E { return range.upperBound - place - 1 }
    return 0
  }

  /// Whether it is a number of JSON without an exponent.
  private static func isPlainNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var place = range.lowerBound + (bytes[range.lowerBound] == 0x2D ? 1 : 0)
    let start = place
    while place < range.upperBound, (0x30...0x39).contains(bytes[place]) { place += 1 }
    guard place > start, place == start + 1 || bytes[start] != 0x30 else { return false }
    guard place < range.upperBound else { return true }
    guard bytes[place] == 0x2E, place + 1 < range.upperBound else { return false }
    for place in place + 1..<range.upperBound where !(0x30...0x39).contains(bytes[place]) { return false }
    return true
  }
}

extension RowTemplate {
  /// Makes the nodes of a template from the paths of the columns.
  private struct Compiler {
    typealias Column = (path: ArraySlice<String>, column: Int)

    let meaning: RowMeaning

    func object(
      _ columns: [Column], _ place: [String], _ order: KeyOrder, adding: [String: Node] = [:]
    ) -> Node? {
      var members: [(rank: Int, name: String, node: Node)] = []
      for (name, inner) in Dictionary(grouping: columns, by: { $0.path.first ?? "" }) {
        guard let node = node(inner, place + [name], order.member(name)) else { return nil }
        members.append((order.names.firstIndex(of: name) ?? .max, name, node))
      }
      for (name, node) in adding { members.append((order.names.firstIndex(of: name) ?? .max, name, node)) }
      // A name the schema does not give would stand by its code points, which no schema of the house asks for.
      guard members.allSatisfy({ $0.rank < .max }) else { return nil }
      members.sort { $0.rank < $1.rank }
      return .object(members.map { (Array("\(JSON.string($0.name).text(.compact)):".utf8), $0.node) })
    }

    private func node(_ columns: [Column], _ place: [String], _ order: KeyOrder) -> Node? {
      let inner: [Column] = columns.map { ($0.path.dropFirst(), $0.column) }
      if inner.count == 1, inner[0].path.isEmpty { return cell(inner[0].column, JSONPointer(place)) }
      guard !inner.contains(where: \.path.isEmpty) else { return nil }
      let positions = inner.map { Int($0.path.first ?? "") }
      guard positions.contains(where: { $0 != nil }) else { return object(inner, place, order) }
      return list(inner, positions, place, order)
    }

    /// Items must come in the order of their positions, as the tree appends them.
    private func list(_ columns: [Column], _ positions: [Int?], _ place: [String], _ order: KeyOrder) -> Node? {
      var items: [Node] = []
      for position in 0..<columns.count {
        let own = columns.indices.filter { positions[$0] == position }
        guard let first = own.first, let last = own.last else { break }
        guard positions[first...last].allSatisfy({ $0 == position }),
          first == 0 || positions[first - 1] == position - 1,
          let node = node(own.map { columns[$0] }, place + [String(position)], order.element(position))
        else { return nil }
        items.append(node)
      }
      let used = positions.filter { ($0 ?? -1) >= 0 && ($0 ?? -1) < items.count }.count
      return used == columns.count ? .list(items) : nil
    }

    private func cell(_ column: Int, _ pointer: JSONPointer) -> Node? {
      guard let kind = kind(pointer) else { return nil }
      let isRequired = pointer.tokens.count == 1 && meaning.type.requiredFields.contains(pointer.tokens[0])
      let isMadeUp = isRequired && ["day", "device"].contains(pointer.tokens[0])
      let hasDefault = isRequired && meaning.type.field(at: pointer)?.schema["default"] != nil
      return .cell(column: column, kind: kind, hasDefault: hasDefault || isMadeUp)
    }

    private func kind(_ pointer: JSONPointer) -> Kind? {
      guard let field = meaning.type.field(at: pointer) else { return .text }
      if !field.codes.isEmpty { return .code(field.codes.map { Array($0.code.utf8) }) }
      if let format = field.format, format == "amount" || format == "signed-amount",
        let currency = meaning.profile.currency
      {
        return .amount(digits: currency.digits)
      }
      if field.kinds.contains("string") { return .text }
      if field.kinds.contains("boolean") { return .boolean }
      return field.kinds.contains("integer") || field.kinds.contains("number") ? .number : nil
    }
  }
}
