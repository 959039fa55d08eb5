// What differs between two values, as a list of steps that lead from one to the other.
// Array elements are aligned by a longest common subsequence; what lies between two kept elements is compared in pairs.

/// One step from a value to another.
///
/// Without `old` something is added (in an array: inserted before the element at that index), without `new` something
/// is removed. The steps of a list are meant one after the other: an index counts in the array as earlier steps left
/// it.
public struct JSONChange: Sendable, Hashable {
  /// The place that changes.
  public let pointer: JSONPointer
  /// What was there; nil for an addition.
  public let old: JSON?
  /// What is there afterwards; nil for a removal.
  public let new: JSON?

  /// Says that a step leads from somewhere else: its place, or what it replaces, is not there.
  public struct Misfit: Error, Sendable, Hashable {
    /// The step.
    public let change: JSONChange

    /// Makes an error of its step.
    public init(change: JSONChange) { self.change = change }
  }

  /// Makes a change of its facts.
  public init(pointer: JSONPointer, old: JSON?, new: JSON?) {
    self.pointer = pointer
    self.old = old
    self.new = new
  }
}

extension JSON {
  /// The steps that lead from one value to another, nil standing for no value at all.
  ///
  /// Equal values give none. Object members come in the order of the old value, new ones after them in the order of the
  /// new value. Arrays whose differing middles have more than 4,000,000 pairs of elements are compared in pairs only.
  public static func changes(from old: JSON?, to new: JSON?) -> [JSONChange] {
    var difference = JSONDifference()
    difference.compare(old, new, .root)
    return difference.changes
  }

  /// The value after some steps, nil standing for no value at all; throws the first step that does not fit.
  ///
  /// `applying(changes(from: a, to: b), to: a)` equals `b`.
  public static func applying(
    _ changes: [JSONChange], to value: JSON?
  ) throws(JSONChange.Misfit) -> JSON? {
    var value = value
    for change in changes {
      if change.pointer == .root {
        value = change.new
      } else {
        guard var whole = value, whole.apply(change, change.pointer.tokens[...]) else {
          throw JSONChange.Misfit(change: change)
        }
        value = whole
      }
    }
    return value
  }

  fileprivate mutating func apply(_ change: JSONChange, _ tokens: ArraySlice<String>) -> Bool {
    guard let token = tokens.first else {
      self = change.new ?? self
      return change.new != nil
    }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var object):
      if rest.isEmpty {
        guard (object[token] == nil) == (change.old == nil) else { return false }
        object[token] = change.new
      } else {
        guard var child = object[token], child.apply(change, rest) else { return false }
        object[token] = child
      }
      self = .object(object)
      return true
    case .array(var elements):
      guard let index = JSONPointer.index(token), elements.apply(change, index, rest) else { return false }
      self = .array(elements)
      return true
    default: return false
    }
  }
}

extension [JSON] {
  fileprivate mutating func apply(_ change: JSONChange, _ index: Int, _ rest: ArraySlice<String>) -> Bool {
    guard index < count || (index == count && rest.isEmpty && change.old == nil) else { return false }
    if !rest.isEmpty {
      return self[index].apply(change, rest)
    }
    switch (change.old, change.new) {
    case (nil, let new?): insert(new, at: index)
    case (_?, nil): remove(at: index)
    case (_?, let new?): self[index] = new
    case (nil, nil): return false
    }
    return true
  }
}
