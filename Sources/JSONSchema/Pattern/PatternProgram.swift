// The nondeterministic automaton (Thompson's construction). Code points are sorted into classes that no set of the
// pattern tells apart, so everything after works on small numbers.

struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case scalars(Int, next: Int)
    case split(Int, Int)
    case assertion(PatternNode.Assertion, next: Int)
    case accept
  }

  static let sizeLimit = 4_000

  private(set) var instructions: [Instruction] = [.accept]
  private(set) var start = 0
  private(set) var hasWordAssertions = false
  private(set) var classes: ScalarClasses
  private(set) var isAnchored = false
  private var sets: [ScalarSet: Int] = [:]

  /// Compiles a tree; sorting code points into classes is charged to the work.
  init(_ node: PatternNode, work: inout Int) throws(TooLarge) {
    classes = ScalarClasses([])
    start = try add(node, before: 0)
    var ordered = sets.sorted { $0.value < $1.value }.map(\.key)
    if hasWordAssertions { ordered.append(.word) }
    work -= ordered.reduce(0) { $0 + $1.ranges.count } * ordered.count
    if work < 0 { throw TooLarge() }
    classes = ScalarClasses(ordered)
    isAnchored = findsOnlyFromStart
  }

  struct TooLarge: Error {}

  /// Adds what a node matches, to be followed by another instruction; returns where it begins.
  private mutating func add(_ node: PatternNode, before next: Int) throws(TooLarge) -> Int {
    switch node {
    case .empty: return next
    case .scalars(let set):
      let number = sets[set] ?? sets.count
      sets[set] = number
      return try append(.scalars(number, next: next))
    case .sequence(let nodes):
      var next = next
      for node in nodes.reversed() { next = try add(node, before: next) }
      return next
    case .choice(let nodes):
      var start = try add(nodes[nodes.count - 1], before: next)
      for node in nodes.dropLast().reversed() { start = try append(.split(try add(node, before: next), start)) }
      return start
    case .assertion(let assertion):
      if assertion == .wordBoundary || assertion == .noWordBoundary { hasWordAssertions = true }
      return try append(.assertion(assertion, next: next))
    case .repetition(let node, let minimum, let maximum):
      return try addRepetition(node, minimum, maximum, before: next)
    }
  }

  private mutating func addRepetition(
    _ node: PatternNode, _ minimum: Int, _ maximum: Int?, before next: Int
  ) throws(TooLarge) -> Int {
    var start = next
    if let maximum {
      for _ in minimum..<maximum { start = try append(.split(try add(node, before: start), next)) }
    } else {
      let loop = try append(.split(next, next))
      instructions[loop] = .split(try add(node, before: loop), next)
      start = loop
    }
    for _ in 0..<minimum {
      let size = instructions.count
      start = try add(node, before: start)
      // Copies of something empty add nothing, however often they are asked for.
      if instructions.count == size { break }
    }
    return start
  }

  private mutating func append(_ instruction: Instruction) throws(TooLarge) -> Int {
    guard instructions.count < Self.sizeLimit else { throw TooLarge() }
    instructions.append(instruction)
    return instructions.count - 1
  }
}

extension PatternProgram {
  /// Whether nothing can match but from the start of the text.
  fileprivate var findsOnlyFromStart: Bool {
    var seen: Set<Int> = []
    var waiting = [start]
    while let position = waiting.popLast() {
      guard seen.insert(position).inserted else { continue }
      switch instructions[position] {
      case .accept, .scalars: return false
      case .split(let left, let right): waiting += [left, right]
      case .assertion(.start, _): break
      case .assertion(_, let next): waiting.append(next)
      }
    }
    return true
  }
}

/// Sorts code points into classes; those of one class are in the same sets.
struct ScalarClasses: Sendable {
  /// The class from each start up to the next.
  private var starts: [UInt32] = [0]
  private var numbers: [Int] = [0]
  private var ascii: [Int] = Array(repeating: 0, count: 128)
  /// By class and set.
  private(set) var membership: [[Bool]]

  init(_ sets: [ScalarSet]) {
    let bounds = sets.flatMap { set in set.ranges.flatMap { [$0.lowerBound, $0.upperBound + 1] } }
    starts = Set(bounds + [0]).filter { $0 <= ScalarSet.last }.sorted()
    var known: [[Bool]: Int] = [:]
    numbers = []
    membership = []
    for start in starts {
      let signature = sets.map { $0.contains(start) }
      let number = known[signature] ?? known.count
      if number == known.count {
        known[signature] = number
        membership.append(signature)
      }
      numbers.append(number)
    }
    for scalar in 0..<128 { ascii[scalar] = search(UInt32(scalar)) }
  }

  var count: Int { membership.count }

  func number(of scalar: UInt32) -> Int {
    scalar < 128 ? ascii[Int(scalar)] : search(scalar)
  }

  private func search(_ scalar: UInt32) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    return numbers[low]
  }
}
