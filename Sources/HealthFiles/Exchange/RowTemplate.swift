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

    /// The same without storage of its own.
    enum Plain: Sendable {
      case text, number, boolean
      case code(first: Int, count: Int)
      case amount(digits: Int)
    }
  }

  private indirect enum Node: Sendable {
    case cell(column: Int, kind: Kind, hasDefault: Bool)
    case object([(key: [UInt8], node: Node)])
    case list([Node])
    case fixed([UInt8])
    case id, day, device
  }

  /// One step of writing; the nodes laid out one after another, so that a row costs no reference counting.
  private struct TemplateStep: Sendable {
    enum Act: Sendable {
      case cell(column: Int, kind: Kind.Plain, hasDefault: Bool)
      case open(bracket: UInt8)
      case close(bracket: UInt8)
      case fixed(Range<Int>)
      case id, day, device
    }

    /// The name of the member with its colon, in `texts`; empty for items of a list.
    let key: Range<Int>
    let act: Act
  }

  /// An object or list that is being written.
  private struct Level: Sendable {
    /// Where it began, with the comma and the name before it.
    let start: Int
    let isList: Bool
    var count = 0
    /// Whether an item was left out: another after it would stand in its place.
    var isEnded = false
  }

  private var steps: [TemplateStep] = []
  private var texts: [UInt8] = []
  private var codes: [[UInt8]] = []
  private var levels: [Level] = []
  private var id: [UInt8] = []
  private var day: [UInt8] = []
  private var device: [UInt8] = []

  /// Compiles a header; nil when some column means more than one value in one place.
  init?(_ meaning: RowMeaning) {
    let type = meaning.type
    var columns: [(path: ArraySlice<String>, column: Int)] = []
    for (column, pointer) in meaning.pointers.enumerated() where pointer != JSONPointer(["id"]) {
      columns.append((pointer.tokens[...], column))
    }
    guard !columns.isEmpty, !columns.contains(where: { $0.path.first == "id" || $0.path.isEmpty }) else { return nil }
    var added: [String: Node] = ["id": .id]
    let names = Set(columns.compactMap(\.path.first))
    for field in type.fields where !names.contains(field.name) {
      if field.name == "day" || field.name == "device" {
        added[field.name] = field.name == "day" ? .day : .device
      } else if type.requiredFields.contains(field.name), let usual = field.schema["default"] {
        added[field.name] = .fixed(usual.bytes(.compact, order: type.schema.keyOrder.member(field.name)))
      }
    }
    let compiler = Compiler(meaning: meaning)
    guard let root = compiler.object(columns, [], type.schema.keyOrder, adding: added) else { return nil }
    lay(root, key: [])
  }

  private mutating func lay(_ node: Node, key: [UInt8]) {
    let name = store(key)
    switch node {
    case .cell(let column, let kind, let hasDefault):
      steps.append(TemplateStep(key: name, act: .cell(column: column, kind: plain(kind), hasDefault: hasDefault)))
    case .object(let members):
      steps.append(TemplateStep(key: name, act: .open(bracket: 0x7B)))
      for member in members { lay(member.node, key: member.key) }
      steps.append(TemplateStep(key: name, act: .close(bracket: 0x7D)))
    case .list(let items):
      steps.append(TemplateStep(key: name, act: .open(bracket: 0x5B)))
      for item in items { lay(item, key: []) }
      steps.append(TemplateStep(key: name, act: .close(bracket: 0x5D)))
    case .fixed(let text): steps.append(TemplateStep(key: name, act: .fixed(store(text))))
    case .id: steps.append(TemplateStep(key: name, act: .id))
    case .day: steps.append(TemplateStep(key: name, act: .day))
    case .device: steps.append(TemplateStep(key: name, act: .device))
    }
  }

  private mutating func store(_ text: [UInt8]) -> Range<Int> {
    texts.append(contentsOf: text)
    return texts.count - text.count..<texts.count
  }

  private mutating func plain(_ kind: Kind) -> Kind.Plain {
    switch kind {
    case .text: return .text
    case .number: return .number
    case .boolean: return .boolean
    case .amount(let digits): return .amount(digits: digits)
    case .code(let words):
      codes += words
      return .code(first: codes.count - words.count, count: words.count)
    }
  }

  /// Begins a daily file: what its ids begin with, its day and its device.
  mutating func startFile(prefix: [UInt8], day: [UInt8], device: [UInt8]) {
    id = prefix + [UInt8](repeating: 0, count: 8)
    self.day = day
    self.device = device
  }

  /// Appends a line without its end; false when the tree must decide, and then something may have been appended.
  mutating func write(
    _ cells: [CommaSeparatedReader.Cell], of bytes: Span<UInt8>, bits: UInt64, to line: inout [UInt8]
  ) -> Bool {
    for place in 0..<8 { id[id.count - 8 + place] = RecordID.alphabet[Int(bits >> UInt64(35 - 5 * place) & 31)] }
    levels.removeAll(keepingCapacity: true)
    for step in steps {
      switch step.act {
      case .cell(let column, let kind, let hasDefault):
        let cell = cells[column]
        if cell.range.isEmpty {
          guard !hasDefault else { return false }
          leaveOut()
          continue
        }
        guard !cell.hasDoubledQuotes, begin(step, &line), write(bytes, cell.range, kind, &line) else { return false }
      case .open(let bracket):
        let start = line.count
        guard levels.isEmpty || begin(step, &line, counting: false) else { return false }
        levels.append(Level(start: start, isList: bracket == 0x5B))
        line.append(bracket)
      case .close(let bracket):
        guard let level = levels.popLast() else { return false }
        if level.count == 0 {
          line.removeLast(line.count - level.start)
          leaveOut()
        } else {
          line.append(bracket)
          guard levels.isEmpty || count() else { return false }
        }
      case .fixed(let text):
        guard begin(step, &line) else { return false }
        line.append(contentsOf: texts[text])
      case .id: guard begin(step, &line), Self.quote(id, &line) else { return false }
      case .day: guard begin(step, &line), Self.quote(day, &line) else { return false }
      case .device: guard begin(step, &line), Self.quote(device, &line) else { return false }
      }
    }
    return true
  }

  /// Writes the comma and the name before a member or item; false where an item before it was left out.
  private mutating func begin(_ step: TemplateStep, _ line: inout [UInt8], counting: Bool = true) -> Bool {
    if levels[levels.count - 1].count > 0 { line.append(0x2C) }
    line.append(contentsOf: texts[step.key])
    return counting ? count() : true
  }

  private mutating func count() -> Bool {
    levels[levels.count - 1].count += 1
    return !levels[levels.count - 1].isEnded
  }

  private mutating func leaveOut() {
    guard let last = levels.indices.last, levels[last].isList else { return }
    levels[last].isEnded = true
  }

  private static func quote(_ text: [UInt8], _ line: inout [UInt8]) -> Bool {
    line.append(0x22)
    line.append(contentsOf: text)
    line.append(0x22)
    return true
  }

  private func write(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ kind: Kind.Plain, _ line: inout [UInt8]
  ) -> Bool {
    switch kind {
    case .number:
      guard Self.isPlainNumber(bytes, range) else { return false }
      Self.append(bytes, range, &line)
      return true
    case .boolean:
      guard Self.equal(bytes, range, Array("true".utf8)) || Self.equal(bytes, range, Array("false".utf8)) else {
        return false
      }
      Self.append(bytes, range, &line)
      return true
    case .code(let first, let count):
      var place = first
      while place < first + count, !Self.equal(bytes, range, codes[place]) { place += 1 }
      guard place < first + count else { return false }
    case .amount(let digits): guard Self.decimals(bytes, range) >= digits else { return false }
    case .text: break
    }
    for place in range where bytes[place] < 0x20 || bytes[place] == 0x22 || bytes[place] == 0x5C { return false }
    line.append(0x22)
    Self.append(bytes, range, &line)
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
