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
    /// Where the members of these names lead, by rank.
    var members: [KeyOrder.Next?] = []
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
      members.append(nil)
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
  ///
  /// Names that only `members` has follow the others.
  public init(_ names: [String] = [], members: [String: KeyOrder] = [:], elements: KeyOrder? = nil) {
    var state = State()
    for name in names { state.rank(name) }
    for (name, order) in members.sorted(by: { $0.key.precedesByCodePoints($1.key) }) {
      state.rank(name)
      if let rank = state.ranks[CodePoints(name)] { state.members[rank] = .order(order) }
    }
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
    member(ranked: state.ranks[CodePoints(key)])
  }

  func member(ranked rank: Int?) -> KeyOrder {
    let state = state
    return resolve(rank.flatMap { state.members[$0] } ?? state.otherMembers)
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

  /// A member's position in its object, and its rank if it is named.
  struct Place {
    let position: Int
    let rank: Int?
  }

  /// The places of members in this order.
  func places(of members: [JSONObject.Member]) -> [Place] {
    let state = state
    var places: [Place] = []
    places.reserveCapacity(members.count)
    var next = 0
    for (position, member) in members.enumerated() {
      // Most often the members stand in order already.
      while next < state.names.count, !state.names[next].isIdentical(to: member.key) { next += 1 }
      guard next < state.names.count else { return sortedPlaces(of: members) }
      places.append(Place(position: position, rank: next))
      next += 1
    }
    return places
  }

  private func sortedPlaces(of members: [JSONObject.Member]) -> [Place] {
    let ranks = state.ranks
    let places = members.enumerated().map { Place(position: $0.offset, rank: ranks[CodePoints($0.element.key)]) }
    return places.sorted { left, right in
      switch (left.rank, right.rank) {
      case (let left?, let right?): left < right
      case (nil, nil): members[left.position].key.precedesByCodePoints(members[right.position].key)
      case (let rank, _): rank != nil
      }
    }
  }
}
