// The order of members that a schema implies: `properties` first of itself, then of what it refers to. A state of the
// order is the list of nodes that speak about one place.

extension KeyOrder {
  private static let stateLimit = 4_096

  init(schema nodes: [SchemaNode]) {
    var builder = KeyOrderBuilder(nodes: nodes)
    _ = builder.state(of: [0])
    var next = 0
    while next < builder.places.count, next < Self.stateLimit {
      builder.fill(next)
      next += 1
    }
    self.init(graph: Graph(builder.states), position: 0)
  }
}

private struct KeyOrderBuilder {
  let nodes: [SchemaNode]
  var states: [KeyOrder.State] = []
  /// The nodes behind each state.
  var places: [[Int]] = []
  private var known: [[Int]: Int] = [:]
  /// Steps left; a schema so tangled that it needs more has only the orders found by then.
  private var work = 1_000_000

  init(nodes: [SchemaNode]) { self.nodes = nodes }

  mutating func state(of targets: [Int]) -> Int {
    let place = closure(targets)
    if let state = known[place] { return state }
    known[place] = states.count
    states.append(KeyOrder.State())
    places.append(place)
    return states.count - 1
  }

  /// The nodes and all that they apply to the same value, in the order of reading.
  private mutating func closure(_ targets: [Int]) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = []
    var waiting = Array(targets.reversed())
    while work > 0, let node = waiting.popLast() {
      work -= 1 + nodes[node].keywords.count
      guard seen.insert(node).inserted else { continue }
      found.append(node)
      waiting += nodes[node].keywords.flatMap(inPlace).reversed()
    }
    return found
  }

  private func inPlace(_ keyword: SchemaKeyword) -> [Int] {
    switch keyword {
    case .reference(let node), .dynamicReference(let node, _): [node]
    case .allOf(let nodes), .anyOf(let nodes), .oneOf(let nodes): nodes
    case .condition(_, let then, let otherwise): [then, otherwise].compactMap(\.self)
    case .dependentSchemas(let named): named.map(\.node)
    default: []
    }
  }

  mutating func fill(_ position: Int) {
    var members: [CodePoints: [Int]] = [:]
    var otherMembers: [Int] = []
    var lists: [(leading: [Int], others: Int?)] = []
    for keyword in places[position].flatMap({ nodes[$0].keywords }) {
      switch keyword {
      case .members(let rules):
        work -= rules.named.count
        for member in rules.named where work > 0 {
          states[position].rank(member.name)
          members[CodePoints(member.name), default: []].append(member.node)
        }
        otherMembers += rules.patterns.map(\.node) + [rules.others].compactMap(\.self)
      case .elements(let leading, let others): lists.append((leading, others))
      case .unevaluatedMembers(let node): otherMembers.append(node)
      case .unevaluatedElements(let node): lists.append(([], node))
      default: break
      }
    }
    for (rank, name) in states[position].names.enumerated() {
      states[position].members[rank] = members[CodePoints(name)].map { .state(state(of: $0)) }
    }
    if !otherMembers.isEmpty { states[position].otherMembers = .state(state(of: otherMembers)) }
    fillElements(position, lists)
  }

  private mutating func fillElements(_ position: Int, _ lists: [(leading: [Int], others: Int?)]) {
    let others = lists.compactMap(\.others)
    if !others.isEmpty { states[position].elements = .state(state(of: others)) }
    for index in 0..<(lists.map(\.leading.count).max() ?? 0) {
      let targets = lists.compactMap { index < $0.leading.count ? $0.leading[index] : $0.others }
      states[position].leadingElements.append(.state(state(of: targets)))
    }
  }
}
