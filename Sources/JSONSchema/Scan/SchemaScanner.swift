// One pass over the bytes of records that keep to a schema: grammar, UTF-8, duplicate keys and depth are checked, the
// schema too if asked, and the places of wanted values are told. It accepts only what is certain; of everything else
// (escapes, members the schema does not name, odd numbers) it says no, and the caller parses a tree.

/// Scans records of one schema.
public struct SchemaScanner: Sendable {
  /// A wanted value in the bytes.
  public struct Capture: Sendable {
    /// Number of the column; for the start of an item, the number of the list.
    public let column: Int
    /// What was found.
    public let kind: Kind
    /// The bytes: of a string without its quotes.
    public let range: Range<Int>

    /// What a capture is.
    public enum Kind: Sendable {
      case string, number, boolean, null
      /// An item of a list begins.
      case item
    }
  }

  /// The wanted values of the last record, in its order.
  public internal(set) var captures: [Capture] = []
  let plan: ScanPlan
  private let schema: Schema
  /// For each member (and each object's beginning) the member that came next the last time.
  private var expected: [Int]
  var shapes = ScanShapes()
  /// The shape of the record that is being scanned, where it is to be kept.
  private var recording: ScanRecording?

  /// Compiles a schema for scanning; nil when its root is not an object a plan can follow.
  ///
  /// - Parameters:
  ///   - columns: where wanted values stand, `*` for the items of a list; each is known by its position here.
  ///   - lists: the lists whose items are to be told of, each known by its position.
  ///   - requires: members that every record must have, whatever the schema says.
  ///   - validates: whether records must keep to the schema, or only to the grammar.
  public init?(
    _ schema: Schema, columns: [JSONPointer] = [], lists: [JSONPointer] = [], requires: [String] = [], validates: Bool
  ) {
    var compiler = ScanCompiler(
      schema: schema, columns: columns, lists: lists, requires: requires, validates: validates)
    guard compiler.compile() else { return nil }
    let plan = compiler.plan
    self.plan = plan
    self.schema = schema
    expected = plan.objects.map(\.firstMember) + plan.members.indices.map { $0 + 1 }
  }

  /// Bytes that must follow a record in the buffer, so that words may be read past its end.
  public static let padding = 16

  /// Scans the record that begins at a place, and fills `captures`.
  ///
  /// - Parameters:
  ///   - bytes: a buffer with at least `padding` bytes after the record.
  ///   - start: where the record begins.
  /// - Returns: where it ends; nil when it is not certain that the record is sound.
  public mutating func scan(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    captures.removeAll(keepingCapacity: true)
    if shapes.isUseful {
      let end = follow(bytes, start)
      shapes.count(hit: end >= 0)
      if end >= 0 { return end - start > JSONLimits.record.maximumBytes ? nil : end }
      captures.removeAll(keepingCapacity: true)
    }
    recording = shapes.hasRoom ? ScanRecording(from: start) : nil
    let end = object(bytes, start, 0)
    guard end >= 0, end - start <= JSONLimits.record.maximumBytes else { return nil }
    if recording?.isPossible == true {
      recording?.add(.end, bytes, at: end)
      shapes.add(recording?.steps ?? [])
    }
    return end
  }

  /// Returns whether a text is certainly a record of the schema.
  public mutating func accepts(_ text: [UInt8]) -> Bool {
    let padded = text + [UInt8](repeating: 0, count: Self.padding)
    guard let end = scan(padded.span, from: 0) else { return false }
    return text[end...].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  // MARK: objects and lists; every function returns the place after what it read, or -1 when it is not certain

  private mutating func object(_ bytes: Span<UInt8>, _ start: Int, _ number: Int) -> Int {
    let rules = plan.objects[number]
    guard rules.count > 0, bytes[start] == UInt8(ascii: "{") else { return -1 }
    var place = Self.space(bytes, start + 1)
    var seen: UInt64 = 0
    var passed: UInt64 = 0
    var before = number
    if rules.hasTests { recording?.add(.enter, bytes, at: start) }
    if bytes[place] == UInt8(ascii: "}") {
      place += 1
    } else {
      while true {
        let member = self.member(bytes, place, rules, after: before)
        guard member >= 0 else { return -1 }
        let bit = UInt64(1) << UInt64(member - rules.firstMember)
        guard seen & bit == 0 else { return -1 }
        seen |= bit
        place += plan.keys[member].length
        if bytes[place] != UInt8(ascii: ":") { place = Self.space(bytes, place) }
        guard bytes[place] == UInt8(ascii: ":") else { return -1 }
        let valueStart = Self.space(bytes, place + 1)
        place = value(bytes, valueStart, plan.members[member].node)
        guard place >= 0 else { return -1 }
        if plan.members[member].testCount > 0 {
          passed |= tests(bytes, valueStart, place, plan.members[member])
          recording?.add(.test, bytes, at: bytes[place - 1] == UInt8(ascii: "\"") ? place - 1 : place, number: member)
        }
        place = Self.space(bytes, place)
        before = plan.objects.count + member
        if bytes[place] == UInt8(ascii: ",") {
          place = Self.space(bytes, place + 1)
        } else if bytes[place] == UInt8(ascii: "}") {
          place += 1
          break
        } else {
          return -1
        }
      }
    }
    guard seen & rules.required == rules.required else { return -1 }
    if rules.hasTests { recording?.add(.leave, bytes, at: place, number: number, seen: seen) }
    return rules.ruleCount == 0 || holds(rules, seen: seen, passed: passed) ? place : -1
  }

  /// The member whose key stands here: the one that came next the last time, or any other.
  @inline(__always)
  private mutating func member(_ bytes: Span<UInt8>, _ place: Int, _ rules: ScanObject, after before: Int) -> Int {
    let first = Self.word(bytes, place)
    let second = Self.word(bytes, place + 8)
    let guess = expected[before]
    // After the last member of an object the guess lies beyond it.
    if guess < rules.firstMember + rules.count, isKey(guess, first, second, bytes, place) { return guess }
    for member in rules.firstMember..<rules.firstMember + rules.count where isKey(member, first, second, bytes, place) {
      expected[before] = member
      return member
    }
    return -1
  }

  @inline(__always)
  private func isKey(
    _ number: Int, _ first: UInt64, _ second: UInt64, _ bytes: Span<UInt8>, _ place: Int
  ) -> Bool {
    guard first & plan.keys[number].masks.0 == plan.keys[number].words.0,
      second & plan.keys[number].masks.1 == plan.keys[number].words.1
    else { return false }
    let length = plan.keys[number].length
    return length <= 16 || isSame(bytes, place + 16, plan.bytes, plan.keys[number].rest, length - 16)
  }

  private func isSame(_ bytes: Span<UInt8>, _ place: Int, _ others: [UInt8], _ other: Int, _ count: Int) -> Bool {
    guard place + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[place + offset] != others[other + offset] { return false }
    return true
  }

  private mutating func list(_ bytes: Span<UInt8>, _ start: Int, _ node: ScanNode) -> Int {
    var place = Self.space(bytes, start + 1)
    var count = 0
    var starts: [Range<Int>] = []
    let isUnique = node.list >= 0 && plan.lists[Int(node.list)].isUnique
    if bytes[place] == UInt8(ascii: "]") {
      place += 1
    } else {
      while true {
        if node.told >= 0 {
          captures.append(Capture(column: Int(node.told), kind: .item, range: place..<place))
          recording?.add(.item, bytes, at: place, number: Int(node.told))
        }
        let itemStart = place
        place = value(bytes, place, Int(node.elements))
        guard place >= 0 else { return -1 }
        if isUnique { starts.append(itemStart..<place) }
        count += 1
        place = Self.space(bytes, place)
        if bytes[place] == UInt8(ascii: ",") {
          place = Self.space(bytes, place + 1)
        } else if bytes[place] == UInt8(ascii: "]") {
          place += 1
          break
        } else {
          return -1
        }
      }
    }
    guard node.list >= 0 else { return place }
    let rules = plan.lists[Int(node.list)]
    guard count >= rules.minimum, count <= rules.maximum else { return -1 }
    if starts.count > 1 { recording?.isPossible = false }
    return starts.count < 2 || areDifferentTexts(bytes, starts) ? place : -1
  }

  /// Whether all of some elements are strings, and no two the same.
  private func areDifferentTexts(_ bytes: Span<UInt8>, _ ranges: [Range<Int>]) -> Bool {
    guard ranges.count <= 32, ranges.allSatisfy({ bytes[$0.lowerBound] == UInt8(ascii: "\"") }) else { return false }
    for (number, first) in ranges.enumerated() {
      for second in ranges[(number + 1)...] where first.count == second.count {
        let isSame = zip(first, second).allSatisfy { bytes[$0] == bytes[$1] }
        if isSame { return false }
      }
    }
    return true
  }

  // MARK: values

  private mutating func value(_ bytes: Span<UInt8>, _ start: Int, _ number: Int) -> Int {
    let node = plan.nodes[number]
    let end: Int
    switch bytes[start] {
    case UInt8(ascii: "\""):
      guard node.allowed.contains(TypeSet(.string)) else { return -1 }
      end = string(bytes, start + 1, node)
    case UInt8(ascii: "{"):
      guard node.object >= 0, node.column < 0, node.allowed.contains(TypeSet(.object)) else { return -1 }
      end = object(bytes, start, Int(node.object))
    case UInt8(ascii: "["):
      guard node.elements >= 0, node.column < 0, node.allowed.contains(TypeSet(.array)) else { return -1 }
      end = list(bytes, start, node)
    case UInt8(ascii: "t"): end = literal(bytes, start, "true", .boolean, node)
    case UInt8(ascii: "f"): end = literal(bytes, start, "false", .boolean, node)
    case UInt8(ascii: "n"): end = literal(bytes, start, "null", .null, node)
    default:
      recording?.add(.number, bytes, at: start, number: number)
      end = self.number(bytes, start, node)
      recording?.skip(to: end)
    }
    guard node.evaluated >= 0, end >= 0 else { return end }
    recording?.isPossible = false
    return holds(Int(node.evaluated), bytes, start..<end) ? end : -1
  }

  private mutating func literal(
    _ bytes: Span<UInt8>, _ start: Int, _ word: StaticString, _ kind: JSON.Kind, _ node: ScanNode
  ) -> Int {
    let end = start + word.utf8CodeUnitCount
    let isWord = word.withUTF8Buffer { letters in letters.indices.allSatisfy { letters[$0] == bytes[start + $0] } }
    guard isWord, node.allowed.contains(TypeSet(kind)) else { return -1 }
    if node.column >= 0 {
      captures.append(Capture(column: Int(node.column), kind: kind == .null ? .null : .boolean, range: start..<end))
    }
    recording?.add(.word, bytes, at: end, number: word.utf8CodeUnitCount, column: node.column)
    return end
  }

  private mutating func string(_ bytes: Span<UInt8>, _ start: Int, _ node: ScanNode) -> Int {
    var isASCII = true
    let end = Self.endOfString(bytes, start, &isASCII)
    guard end >= 0 else { return -1 }
    recording?.add(.string, bytes, at: start, column: node.column, rules: node.string)
    recording?.skip(to: end)
    if node.column >= 0 { captures.append(Capture(column: Int(node.column), kind: .string, range: start..<end)) }
    if node.string >= 0, !accepts(plan.strings[Int(node.string)], bytes, start..<end, isASCII) { return -1 }
    return end + 1
  }

  mutating func number(_ bytes: Span<UInt8>, _ start: Int, _ node: ScanNode) -> Int {
    let isFree = node.number < 0 && node.allowed.contains(TypeSet(.number))
    let end = isFree ? Self.endOfNumber(bytes, start) : judgedNumber(bytes, start, node)
    if node.column >= 0, end >= 0 {
      captures.append(Capture(column: Int(node.column), kind: .number, range: start..<end))
    }
    return end
  }

  private func judgedNumber(_ bytes: Span<UInt8>, _ start: Int, _ node: ScanNode) -> Int {
    guard let found = Self.number(bytes, start) else { return -1 }
    if !node.allowed.contains(TypeSet(.number)) {
      guard node.allowed.contains(.integer), found.millionths % 1_000_000 == 0 else { return -1 }
    }
    guard node.number >= 0 else { return found.end }
    let rules = plan.numbers[Int(node.number)]
    guard found.millionths >= rules.minimum, found.millionths <= rules.maximum else { return -1 }
    return found.millionths % rules.divisor == 0 ? found.end : -1
  }

  /// Evaluates a part of the schema that no plan can say over a tree of the value.
  private func holds(_ node: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let value = try? JSON(parsing: range.map { bytes[$0] }, limits: .record) else { return false }
    var evaluation = SchemaEvaluation(schema: schema, collects: false)
    return evaluation.run(value, from: node)
  }
}
