// In which order the members of objects are written. An order is a graph of states, so that a schema which refers to
// itself has one too; a value of this type is one state of it.

/// The order in which a writer puts the members of objects, level by level.
///
/// Members that no name is given for follow the named ones, sorted by code point.
public struct KeyOrder: Sendable {
  final class Graph: Sendable {
    let states: [State]

    init(_ states: [State]) { self.states = states }
  }

  struct State: Sendable {
    var names: [String] = []
    var ranks: [CodePoints: Int] = [:]
    var members: [CodePoints: KeyOrder.Next] = [:]
    /// For members without an entry of their own.
    var otherMembers: KeyOrder.Next?
    /// For the first elements of an array.
    var leadingElements: [KeyOrder.Next?] = []
    /// For the other elements.
    var elements: KeyOrder.Next?

    mutating func rank(_ name: String) {
      guard ranks[CodePoints(name)] == nil else { return }
      ranks[CodePoints(name)] = names.count
      names.append(name)
    }
  }

  /// Where a member or element leads: a state of the same graph, or a whole other order.
  enum Next: Sendable {
    case state(Int)
    case order(KeyOrder)
  }

  let graph: Graph
  let position: Int

  init(graph: Graph, position: Int) {
    self.graph = graph
    self.position = position
  }

  /// Makes an order of names, with the orders of what lies within; without any names it is the order by code point.
  public init(_ names: [String] = [], members: [String: KeyOrder] = [:], elements: KeyOrder? = nil) {
    var state = State()
    for name in names { state.rank(name) }
    for (name, order) in members { state.members[CodePoints(name)] = .order(order) }
    state.elements = elements.map { .order($0) }
    self.init(graph: Graph([state]), position: 0)
  }

  /// The order by code point at every level.
  public static let codePoints = KeyOrder()

  private var state: State { graph.states[position] }

  /// The names of this level in their order.
  public var names: [String] { state.names }

  /// The order within the member of this key.
  public func member(_ key: String) -> KeyOrder {
    resolve(state.members[CodePoints(key)] ?? state.otherMembers)
  }

  /// The order within the element at this place of an array.
  public func element(_ place: Int) -> KeyOrder {
    let state = state
    return resolve(place < state.leadingElements.count ? state.leadingElements[place] : state.elements)
  }

  private func resolve(_ next: Next?) -> KeyOrder {
    switch next {
    case nil: .codePoints
    case .state(let position): KeyOrder(graph: graph, position: position)
    case .order(let order): order
    }
  }

  private struct Ranked {
    let rank: Int
    let member: JSONObject.Member
  }

  func sorted(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
    let ranks = state.ranks
    let ranked = members.map { Ranked(rank: ranks[CodePoints($0.key)] ?? Int.max, member: $0) }
    func stands(_ left: Ranked, _ right: Ranked) -> Bool {
      if left.rank != right.rank { return left.rank < right.rank }
      return left.rank == Int.max && left.member.key.precedesByCodePoints(right.member.key)
    }
    let isSorted = zip(ranked, ranked.dropFirst()).allSatisfy { stands($0, $1) }
    return isSorted ? members : ranked.sorted(by: stands).map(\.member)
  }
}
