// Running a program: by a table of states worked out beforehand where that stays small, else by carrying the set of
// instructions along. Either way each code point is looked at once.

final class PatternAutomaton: Sendable {
  /// Where a search stands between two code points: instructions still to be followed, and what lies behind.
  struct State: Hashable {
    var pending: [Int]
    var isAtStart: Bool
    var isAfterWord: Bool
  }

  enum Step {
    case accepted
    case state(State)
  }

  fileprivate static let stateLimit = 400
  fileprivate static let workLimit = 200_000
  static let accepted = -1
  fileprivate static let dead = -2

  let program: PatternProgram
  /// By state and class, the class of the end last; empty if the table would be too large.
  private let table: [Int]
  private let width: Int

  /// Makes an automaton; without work enough for the table it does without.
  init(_ program: PatternProgram, work: inout Int) {
    self.program = program
    width = program.classes.count + 1
    table = program.table(&work) ?? []
  }

  /// The next state by state and byte of ASCII, 129 numbers a state, the last for the end; a state is named by where
  /// its numbers begin.
  var asciiTable: [Int32]? {
    guard !table.isEmpty else { return nil }
    return stride(from: 0, to: table.count, by: width).flatMap { row in
      let classes = (0..<128).map { program.classes.number(of: $0) } + [width - 1]
      return classes.map { number in
        let next = table[row + number]
        return Int32(next < 0 ? next : next / width * 129)
      }
    }
  }

  /// Whether the text matches anywhere; nil if that takes more steps than the budget has left.
  func matches(_ text: String, budget: inout Int) -> Bool? {
    if table.isEmpty { return simulate(text, &budget) }
    budget -= text.utf8.count / 16 + 1
    var row = 0
    for scalar in text.unicodeScalars {
      let next = table[row + program.classes.number(of: scalar.value)]
      if next < 0 { return next == Self.accepted }
      row = next
    }
    return table[row + width - 1] == Self.accepted
  }

  private func simulate(_ text: String, _ budget: inout Int) -> Bool? {
    var state = program.first
    for scalar in text.unicodeScalars {
      if budget < 0 { return nil }
      switch program.step(state, program.classes.number(of: scalar.value), &budget) {
      case .accepted: return true
      case .state(let next): state = next
      }
      if state.pending.isEmpty { return false }
    }
    if case .accepted = program.step(state, nil, &budget) { return true }
    return false
  }
}

extension PatternProgram {
  fileprivate var first: PatternAutomaton.State {
    PatternAutomaton.State(pending: [start], isAtStart: true, isAfterWord: false)
  }

  /// The table of all states, nil where it would be too large or too dear.
  fileprivate func table(_ allowance: inout Int) -> [Int]? {
    let width = classes.count + 1
    var table: [Int] = []
    var rows = [first: 0]
    var states = [first]
    var work = min(allowance, PatternAutomaton.workLimit)
    let start = work
    defer { allowance -= start - work }
    while table.count < states.count * width {
      let state = states[table.count / width]
      for number in 0..<width {
        guard states.count <= PatternAutomaton.stateLimit, work > 0 else { return nil }
        guard case .state(let next) = step(state, number < width - 1 ? number : nil, &work) else {
          table.append(PatternAutomaton.accepted)
          continue
        }
        if next.pending.isEmpty || number == width - 1 {
          table.append(PatternAutomaton.dead)
          continue
        }
        let row = rows[next] ?? states.count * width
        if rows[next] == nil {
          rows[next] = row
          states.append(next)
        }
        table.append(row)
      }
    }
    return table
  }

  /// One step over a code point of a class, or to the end for nil.
  fileprivate func step(
    _ state: PatternAutomaton.State, _ number: Int?, _ work: inout Int
  ) -> PatternAutomaton.Step {
    let membership = number.map { classes.membership[$0] }
    let isWord = hasWordAssertions && membership?.last == true
    var seen = Array(repeating: false, count: instructions.count)
    work -= 1 + instructions.count / 64
    var waiting = state.pending
    var next: [Int] = []
    while let position = waiting.popLast() {
      if seen[position] { continue }
      seen[position] = true
      work -= 1
      switch instructions[position] {
      case .accept: return .accepted
      case .split(let left, let right): waiting += [left, right]
      case .scalars(let set, let following):
        if membership?[set] == true { next.append(following) }
      case .assertion(let assertion, let following):
        if holds(assertion, state, isAtEnd: number == nil, isWord) { waiting.append(following) }
      }
    }
    // The search may begin anew after every code point.
    if !isAnchored { next.append(start) }
    return .state(PatternAutomaton.State(pending: Set(next).sorted(), isAtStart: false, isAfterWord: isWord))
  }

  private func holds(
    _ assertion: PatternNode.Assertion, _ state: PatternAutomaton.State, isAtEnd: Bool, _ isBeforeWord: Bool
  ) -> Bool {
    switch assertion {
    case .start: state.isAtStart
    case .end: isAtEnd
    case .wordBoundary: state.isAfterWord != isBeforeWord
    case .noWordBoundary: state.isAfterWord == isBeforeWord
    }
  }
}
