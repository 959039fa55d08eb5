// Reading and changing values through pointers.

extension JSON {
  /// The value at a pointer; nil where there is none.
  ///
  /// Setting replaces it, or adds a member, or an element at the end of an array (its index or `-`); members missing on
  /// the way are made as objects. Setting nil removes it. A step into a scalar or beyond an array changes nothing.
  public subscript(pointer: JSONPointer) -> JSON? {
    get {
      var value = self
      for token in pointer.tokens {
        guard let next = value.child(token) else { return nil }
        value = next
      }
      return value
    }
    set {
      guard let newValue else {
        remove(at: pointer)
        return
      }
      set(newValue, at: pointer.tokens[...])
    }
  }

  /// Removes the value at a pointer and returns it; the whole value becomes null.
  @discardableResult
  public mutating func remove(at pointer: JSONPointer) -> JSON? {
    guard let removed = self[pointer] else { return nil }
    remove(pointer.tokens[...])
    return removed
  }

  func child(_ token: String) -> JSON? {
    switch self {
    case .object(let object): object[token]
    case .array: JSONPointer.index(token).flatMap { self[$0] }
    default: nil
    }
  }

  private mutating func set(_ value: JSON, at tokens: ArraySlice<String>) {
    guard let token = tokens.first else {
      self = value
      return
    }
    switch self {
    case .object(var object):
      self = .null
      var child = object[token] ?? .object(JSONObject())
      child.set(value, at: tokens.dropFirst())
      object[token] = child
      self = .object(object)
    case .array(var elements):
      let place = token == "-" ? elements.count : JSONPointer.index(token)
      guard let place, place <= elements.count else { return }
      self = .null
      if place == elements.count { elements.append(.object(JSONObject())) }
      elements[place].set(value, at: tokens.dropFirst())
      self = .array(elements)
    default: break
    }
  }

  private mutating func remove(_ tokens: ArraySlice<String>) {
    guard let token = tokens.first else {
      self = .null
      return
    }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var object):
      var child = object[token]
      if rest.isEmpty { child = nil } else { child?.remove(rest) }
      object[token] = child
      self = .object(object)
    case .array(var elements):
      guard let place = JSONPointer.index(token), place < elements.count else { return }
      if rest.isEmpty { elements.remove(at: place) } else { elements[place].remove(rest) }
      self = .array(elements)
    default: break
    }
  }
}
