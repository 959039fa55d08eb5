// Records of one type mostly look alike: the same members in the same order, only the values differ. Each record that
// was scanned leaves its shape, a list of steps: bytes that must stand here, then a value of some kind. The next record
// first tries the shapes that are known, which costs a comparison for each run of fixed bytes and a search for the end
// of each value. What held of the first record of a shape (members there, none twice, depth) holds of all.

/// One step along a shape: fixed bytes, then what to do.
struct ScanStep: Sendable {
  enum Action: UInt8, Sendable {
    /// Goes on with the next step.
    case none
    /// Reads a string up to its closing quote, which belongs to the next step.
    case string
    /// Reads a number.
    case number
    /// The last of the fixed bytes are a wanted `true`, `false` or `null`.
    case word
    /// Tells that an item of a list begins.
    case item
    /// Begins, goes on with and ends an object whose rules ask for values.
    case enter, test, leave
    /// The record ends.
    case end
  }

  var words: (UInt64, UInt64) = (0, 0)
  var masks: (UInt64, UInt64) = (0, 0)
  var length: Int32 = 0
  var action = Action.none
  /// Node, list, member or object of the plan; of a word the number of its bytes.
  var number: Int32 = -1
  /// Column of the value; -1 where nobody asked for it.
  var column: Int32 = -1
  /// Rules of a string; -1 for none.
  var rules: Int32 = -1
  /// Members of an object that ends.
  var seen: UInt64 = 0
  /// The step after this one, and the one to try instead when the bytes differ; -1 for none.
  var next: Int32 = -1
  var other: Int32 = -1

  func isSame(as step: ScanStep) -> Bool {
    words == step.words && masks == step.masks && length == step.length && action == step.action
      && number == step.number && seen == step.seen
  }
}

/// The shapes that were seen, as a tree: shapes with the same beginning share it.
struct ScanShapes: Sendable {
  private(set) var steps: [ScanStep] = []
  /// For each step the bytes of the string that stood there last: where the next one most likely ends.
  var usual: [Int32] = []
  private var hits = 0
  private var misses = 0

  private static let limit = 4_096
  private static let trial = 1_000

  /// Whether shapes are worth trying.
  var isUseful: Bool { !steps.isEmpty && (misses < Self.trial || hits > misses) }

  /// Whether another shape may be added.
  var hasRoom: Bool { steps.count < Self.limit }

  mutating func count(hit: Bool) {
    if hit { hits += 1 } else { misses += 1 }
  }

  /// Adds the shape of a record.
  mutating func add(_ shape: [ScanStep]) {
    var place = 0
    var before: Int?
    for (position, step) in shape.enumerated() {
      guard place < steps.count, place >= 0 else {
        append(shape[position...], after: before)
        return
      }
      while !steps[place].isSame(as: step) {
        guard steps[place].other >= 0 else {
          steps[place].other = Int32(steps.count)
          append(shape[position...], after: nil)
          return
        }
        place = Int(steps[place].other)
      }
      before = place
      place = Int(steps[place].next)
    }
  }

  private mutating func append(_ rest: ArraySlice<ScanStep>, after before: Int?) {
    if let before { steps[before].next = Int32(steps.count) }
    for step in rest {
      steps.append(step)
      usual.append(0)
      steps[steps.count - 1].next = Int32(steps.count)
    }
    if !steps.isEmpty { steps[steps.count - 1].next = -1 }
  }
}

/// Writes down the shape of a record while it is scanned.
struct ScanRecording: Sendable {
  private(set) var steps: [ScanStep] = []
  /// False once something was met that a shape cannot say.
  var isPossible = true
  /// Where the fixed bytes begin that no step has yet.
  private var start = 0

  init(from start: Int) { self.start = start }

  /// Takes the bytes up to a place as fixed, and adds what is to be done there.
  mutating func add(
    _ action: ScanStep.Action, _ bytes: Span<UInt8>, at place: Int, number: Int = -1, column: Int32 = -1,
    rules: Int32 = -1, seen: UInt64 = 0
  ) {
    while place - start > 16 {
      steps.append(Self.fixed(bytes, start, 16))
      start += 16
    }
    var step = Self.fixed(bytes, start, place - start)
    step.action = action
    step.number = Int32(number)
    step.column = column
    step.rules = rules
    step.seen = seen
    steps.append(step)
    start = place
  }

  /// Says where a value ended.
  mutating func skip(to place: Int) { start = place }

  private static func fixed(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> ScanStep {
    func mask(_ count: Int) -> UInt64 { count >= 8 ? .max : count <= 0 ? 0 : 1 << UInt64(8 * count) - 1 }
    let masks = (mask(count), mask(count - 8))
    let words = (SchemaScanner.word(bytes, start) & masks.0, SchemaScanner.word(bytes, start + 8) & masks.1)
    return ScanStep(words: words, masks: masks, length: Int32(count))
  }
}

extension SchemaScanner {
  /// Follows the shapes from the start of a record; -1 when none fits to the end.
  mutating func follow(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    let steps = shapes.steps
    var number = 0
    var place = start
    var value = start..<start
    var passed: [UInt64] = []
    while number >= 0 {
      let fits =
        Self.word(bytes, place) & steps[number].masks.0 == steps[number].words.0
        && Self.word(bytes, place + 8) & steps[number].masks.1 == steps[number].words.1
      guard fits else {
        number = Int(steps[number].other)
        continue
      }
      place += Int(steps[number].length)
      // Strings are most of what there is: a branch that is nearly always taken, not a table of places to go.
      let action = steps[number].action
      if action == .string {
        var isASCII = true
        var end = place + Int(shapes.usual[number])
        if !Self.isPlainString(bytes, place, to: end) {
          end = Self.endOfString(bytes, place, &isASCII)
          guard end >= 0 else { return -1 }
          if isASCII { shapes.usual[number] = Int32(truncatingIfNeeded: end - place) }
        }
        if steps[number].column >= 0 {
          captures.append(Capture(column: Int(steps[number].column), kind: .string, range: place..<end))
        }
        if steps[number].rules >= 0 {
          guard accepts(plan.strings[Int(steps[number].rules)], bytes, place..<end, isASCII) else { return -1 }
        }
        value = place - 1..<end + 1
        place = end
      } else if action == .number {
        let end = self.number(bytes, place, plan.nodes[Int(steps[number].number)])
        guard end >= 0 else { return -1 }
        value = place..<end
        place = end
      } else if action == .end {
        return place
      } else if action != .none {
        guard follow(steps[number], bytes, place, &value, &passed) else { return -1 }
      }
      number = Int(steps[number].next)
    }
    return -1
  }

  /// Takes the rarer steps.
  private mutating func follow(
    _ step: ScanStep, _ bytes: Span<UInt8>, _ place: Int, _ value: inout Range<Int>, _ passed: inout [UInt64]
  ) -> Bool {
    switch step.action {
    case .word:
      value = place - Int(step.number)..<place
      if step.column >= 0 {
        let kind: Capture.Kind = bytes[value.lowerBound] == UInt8(ascii: "n") ? .null : .boolean
        captures.append(Capture(column: Int(step.column), kind: kind, range: value))
      }
    case .item: captures.append(Capture(column: Int(step.number), kind: .item, range: place..<place))
    case .enter: passed.append(0)
    case .test:
      passed[passed.count - 1] |= tests(bytes, value.lowerBound, value.upperBound, plan.members[Int(step.number)])
    case .leave:
      guard holds(plan.objects[Int(step.number)], seen: step.seen, passed: passed.removeLast()) else { return false }
    case .none, .string, .number, .end: break
    }
    return true
  }
}
