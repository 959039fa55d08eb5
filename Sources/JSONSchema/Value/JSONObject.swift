// The members of a JSON object, in the order in which they stood. Keys are unique by code points.

/// An ordered collection of members with unique keys.
///
/// Equality disregards the order; iteration and writing keep it.
public struct JSONObject: Sendable {
  var members: [Member]
  /// Position by key; kept only for objects too large to be searched from end to end.
  var positions: [CodePoints: Int]?

  struct Member: Sendable {
    var key: String
    var value: JSON
  }

  static let largestSearched = 12

  /// Makes an empty object.
  public init() { members = [] }

  /// Makes an object of members; where a key stands twice, the later value holds at the earlier place.
  public init(_ members: some Sequence<(String, JSON)>) {
    self.init()
    for (key, value) in members { self[key] = value }
  }

  /// The number of members.
  public var count: Int { members.count }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys in their order.
  public var keys: [String] { members.map(\.key) }

  /// The value of the member with this key.
  ///
  /// Setting replaces the value in place or appends a member; setting nil removes it.
  public subscript(key: String) -> JSON? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): remove(at: position)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Appends a member unless the key is taken; says whether it was appended.
  mutating func appendIfAbsent(_ key: String, _ value: JSON) -> Bool {
    guard position(of: key) == nil else { return false }
    append(key, value)
    return true
  }

  func position(of key: String) -> Int? {
    if let positions { return positions[CodePoints(key)] }
    for position in members.indices where members[position].key.isIdentical(to: key) { return position }
    return nil
  }

  private mutating func append(_ key: String, _ value: JSON) {
    members.append(Member(key: key, value: value))
    if positions != nil {
      positions?[CodePoints(key)] = members.count - 1
    } else if members.count > Self.largestSearched {
      indexPositions()
    }
  }

  private mutating func remove(at position: Int) {
    members.remove(at: position)
    positions = nil
    if members.count > Self.largestSearched { indexPositions() }
  }

  private mutating func indexPositions() {
    var positions: [CodePoints: Int] = [:]
    positions.reserveCapacity(members.count * 2)
    for (position, member) in members.enumerated() { positions[CodePoints(member.key)] = position }
    self.positions = positions
  }
}

extension JSONObject: Sequence {
  /// Walks over the members in their order.
  public struct Iterator: IteratorProtocol, Sendable {
    var members: IndexingIterator<[Member]>

    /// The next member.
    public mutating func next() -> (key: String, value: JSON)? {
      members.next().map { ($0.key, $0.value) }
    }
  }

  /// An iterator over the members in their order.
  public func makeIterator() -> Iterator { Iterator(members: members.makeIterator()) }

  /// The number of members, known without walking.
  public var underestimatedCount: Int { members.count }
}

extension JSONObject: Hashable {
  /// Whether both have the same keys with equal values, in whatever order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    for (position, member) in left.members.enumerated() {
      // Most often both stand in one order.
      if right.members[position].key.isIdentical(to: member.key) {
        guard right.members[position].value == member.value else { return false }
      } else {
        guard right[member.key] == member.value else { return false }
      }
    }
    return true
  }

  /// Feeds the members into a hasher, regardless of their order.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for member in members {
      var one = Hasher()
      member.key.hashCodePoints(into: &one)
      one.combine(member.value)
      sum &+= one.finalize()
    }
    hasher.combine(members.count)
    hasher.combine(sum)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object of members; where a key stands twice, the later value holds.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
