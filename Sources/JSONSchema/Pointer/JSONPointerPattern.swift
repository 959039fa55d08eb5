// A pointer with gaps: schemas name places such as "the product of every line" by it.

/// A pointer in which a `*` token stands for every element of an array and every member of an object.
public struct JSONPointerPattern: Sendable, Hashable, CustomStringConvertible {
  /// The pointer with its `*` tokens.
  public let pointer: JSONPointer

  /// Parses a pattern such as `/lines/*/product`; throws where it is no pointer.
  public init(parsing text: String) throws(JSONPointer.ParsingError) {
    pointer = try JSONPointer(parsing: text)
  }

  /// Makes a pattern of a pointer.
  public init(_ pointer: JSONPointer) { self.pointer = pointer }

  /// The text of the pattern.
  public var description: String { pointer.description }

  /// Every place of a value that the pattern names, with what is there, in the order of the value.
  public func matches(in value: JSON) -> [(JSONPointer, JSON)] {
    var found: [(JSONPointer, JSON)] = []
    collect(value, .root, pointer.tokens[...], &found)
    return found
  }

  /// Whether the pattern names this place.
  public func matches(_ place: JSONPointer) -> Bool {
    place.tokens.count == pointer.tokens.count
      && zip(pointer.tokens, place.tokens).allSatisfy { $0 == "*" || $0.isIdentical(to: $1) }
  }

  private func collect(
    _ value: JSON, _ path: JSONPointer, _ tokens: ArraySlice<String>, _ found: inout [(JSONPointer, JSON)]
  ) {
    guard let token = tokens.first else {
      found.append((path, value))
      return
    }
    let rest = tokens.dropFirst()
    switch value {
    case .object(let object) where token == "*":
      for (key, child) in object { collect(child, path.appending(key), rest, &found) }
    case .array(let elements) where token == "*":
      for (index, child) in elements.enumerated() { collect(child, path.appending(index), rest, &found) }
    default:
      if let child = value.child(token) { collect(child, path.appending(token), rest, &found) }
    }
  }
}
