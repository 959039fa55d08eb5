// Three-way merge by object member. Absent is not null; arrays are whole values; the same change on both sides is no
// conflict. A conflict leaves our side in the result and is told of with all three values.

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

/// Merges of values that were changed on two sides.
public enum JSONMerge {
  /// Merges two values that began as one, nil standing for no value.
  ///
  /// Members keep our order; those only they added follow in theirs. Where both sides added an object that was not
  /// there before, it is merged member by member as well.
  public static func merge(
    base: JSON?, ours: JSON?, theirs: JSON?
  ) -> (value: JSON?, conflicts: [JSONMergeConflict]) {
    var conflicts: [JSONMergeConflict] = []
    let value = merge(base, ours, theirs, .root, &conflicts)
    return (value, conflicts)
  }

  private static func merge(
    _ base: JSON?, _ ours: JSON?, _ theirs: JSON?, _ place: JSONPointer, _ conflicts: inout [JSONMergeConflict]
  ) -> JSON? {
    if ours == theirs || base == theirs { return ours }
    if base == ours { return theirs }
    switch (base, ours, theirs) {
    case (.object(let base)?, .object(let ours)?, .object(let theirs)?):
      return .object(merge(base, ours, theirs, place, &conflicts))
    case (nil, .object(let ours)?, .object(let theirs)?):
      return .object(merge(JSONObject(), ours, theirs, place, &conflicts))
    default:
      conflicts.append(JSONMergeConflict(pointer: place, base: base, ours: ours, theirs: theirs))
      return ours
    }
  }

  private static func merge(
    _ base: JSONObject, _ ours: JSONObject, _ theirs: JSONObject, _ place: JSONPointer,
    _ conflicts: inout [JSONMergeConflict]
  ) -> JSONObject {
    var merged = JSONObject()
    let added = theirs.keys.filter { ours.position(of: $0) == nil }
    for key in ours.keys + added {
      merged[key] = merge(base[key], ours[key], theirs[key], place.appending(key), &conflicts)
    }
    return merged
  }
}
