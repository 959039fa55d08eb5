// Three-way merge by object member. Absent is not null; the same change on both sides is no conflict. Arrays are whole
// values unless a rule says how they come together. A conflict leaves our side in the result and is told of with all
// three values.

/// A place that both sides changed, and not alike.
public struct JSONMergeConflict: Sendable, Hashable {
  /// The place.
  public let pointer: JSONPointer
  /// The value both sides began with; nil where there was none.
  public let base: JSON?
  /// Our value; nil where we removed it.
  public let ours: JSON?
  /// Their value; nil where they removed it.
  public let theirs: JSON?

  /// Makes a conflict of its facts.
  public init(pointer: JSONPointer, base: JSON?, ours: JSON?, theirs: JSON?) {
    self.pointer = pointer
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}

/// How two versions of one place come together.
public enum JSONMergeRule: Sendable, Hashable {
  /// An array of distinct elements: what either side added is in, what either side took out is gone.
  case set
  /// An integer: the differences of both sides are added.
  case counter
  /// An array of objects that this member tells apart: merged object by object.
  case keyed(String)
  /// One value, although it may be an object.
  case whole
}

/// Merges of values that were changed on two sides.
public struct JSONMerge: Sendable {
  private let rules: [JSONPointer: JSONMergeRule]
  private var conflicts: [JSONMergeConflict] = []

  private init(_ rules: [JSONPointer: JSONMergeRule]) { self.rules = rules }

  /// Merges two values that began as one, nil standing for no value.
  ///
  /// Members and elements keep our order; those only they added follow in theirs. Where both sides added an object that
  /// was not there before, it is merged member by member as well.
  ///
  /// - Parameter rules: how the values at some places come together; elsewhere objects do by member, and all else is
  ///   one value. A value that is not what its rule is for is one value, too.
  public static func merge(
    base: JSON?, ours: JSON?, theirs: JSON?, rules: [JSONPointer: JSONMergeRule] = [:]
  ) -> (value: JSON?, conflicts: [JSONMergeConflict]) {
    var merge = JSONMerge(rules)
    let value = merge.merge(base, ours, theirs, .root)
    return (value, merge.conflicts)
  }

  private mutating func merge(_ base: JSON?, _ ours: JSON?, _ theirs: JSON?, _ place: JSONPointer) -> JSON? {
    if ours == theirs || base == theirs { return ours }
    if base == ours { return theirs }
    if let rule = rules[place] {
      if let merged = merge(base, ours, theirs, place, by: rule) { return merged.value }
    } else if let one = ours?.objectValue, let other = theirs?.objectValue, base == nil || base?.objectValue != nil {
      return .object(merge(base?.objectValue ?? JSONObject(), one, other, place))
    }
    conflicts.append(JSONMergeConflict(pointer: place, base: base, ours: ours, theirs: theirs))
    return ours
  }

  private mutating func merge(
    _ base: JSONObject, _ ours: JSONObject, _ theirs: JSONObject, _ place: JSONPointer
  ) -> JSONObject {
    var merged = JSONObject()
    let added = theirs.keys.filter { ours.position(of: $0) == nil }
    for key in ours.keys + added {
      merged[key] = merge(base[key], ours[key], theirs[key], place.appending(key))
    }
    return merged
  }

  // MARK: rules

  /// A value that a rule made; nil in it where nothing is left.
  private struct Merged {
    let value: JSON?
  }

  /// Merges by a rule; nil when the values are not what the rule is for.
  private mutating func merge(
    _ base: JSON?, _ ours: JSON?, _ theirs: JSON?, _ place: JSONPointer, by rule: JSONMergeRule
  ) -> Merged? {
    switch rule {
    case .whole: return nil
    case .counter:
      let (before, one, other) = (base ?? 0, ours ?? 0, theirs ?? 0)
      guard let before = before.integerValue, let one = one.integerValue, let other = other.integerValue else {
        return nil
      }
      let (difference, isFar) = other.subtractingReportingOverflow(before)
      let (sum, isTooLarge) = one.addingReportingOverflow(difference)
      return isFar || isTooLarge ? nil : Merged(value: .number(JSONNumber(sum)))
    case .set:
      guard let (before, one, other) = Self.arrays(base, ours, theirs) else { return nil }
      let (gone, known) = (Set(before).subtracting(other), Set(before).union(one))
      let merged = one.filter { !gone.contains($0) } + Self.distinct(other.filter { !known.contains($0) })
      return Merged(value: merged.isEmpty && (ours == nil || theirs == nil) ? nil : .array(merged))
    case .keyed(let member):
      guard let (before, one, other) = Self.arrays(base, ours, theirs),
        let olds = Self.objects(before, by: member), let mine = Self.objects(one, by: member),
        let others = Self.objects(other, by: member)
      else { return nil }
      return Merged(value: merge(olds, mine, others, listAt: place, isGone: ours == nil || theirs == nil))
    }
  }

  /// Merges lists whose objects stand by their keys; one that was changed stays, although the other side took it out.
  private mutating func merge(
    _ base: JSONObject, _ ours: JSONObject, _ theirs: JSONObject, listAt place: JSONPointer, isGone: Bool
  ) -> JSON? {
    let first = conflicts.count
    var merged = merge(base, ours, theirs, place)
    for conflict in conflicts[first...] where conflict.pointer.tokens.count == place.tokens.count + 1 {
      guard let key = conflict.pointer.tokens.last, merged[key] == nil else { continue }
      merged[key] = conflict.theirs
    }
    // Told by keys so far; who reads the result finds them by number.
    let keys = merged.keys
    for number in first..<conflicts.count {
      var tokens = conflicts[number].pointer.tokens
      tokens[place.tokens.count] = keys.firstIndex(of: tokens[place.tokens.count]).map(String.init) ?? ""
      let told = conflicts[number]
      conflicts[number] = JSONMergeConflict(
        pointer: JSONPointer(tokens), base: told.base, ours: told.ours, theirs: told.theirs)
    }
    return merged.isEmpty && isGone ? nil : .array(merged.map { $1 })
  }

  private static func arrays(_ values: JSON?...) -> ([JSON], [JSON], [JSON])? {
    let arrays = values.map { $0 == nil ? [] : $0?.arrayValue }
    guard let base = arrays[0], let ours = arrays[1], let theirs = arrays[2] else { return nil }
    return (base, ours, theirs)
  }

  /// The elements of an array by the text of the member that tells them apart; nil when it does not.
  private static func objects(_ elements: [JSON], by member: String) -> JSONObject? {
    var objects = JSONObject()
    for element in elements {
      guard let key = element[member]?.text(.compact), objects[key] == nil else { return nil }
      objects[key] = element
    }
    return objects
  }

  private static func distinct(_ elements: [JSON]) -> [JSON] {
    var seen: Set<JSON> = []
    return elements.filter { seen.insert($0).inserted }
  }
}
