// Equality of JSON Schema (2020-12 core, section 4.2.2). The hash agrees with it.

extension JSON: Hashable {
  /// Whether the two values are the same by JSON Schema's data model.
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.isIdentical(to: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// Feeds the value into a hasher.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0 as UInt8)
    case .bool(let truth): hasher.combine(truth ? 1 : 2 as UInt8)
    case .number(let number): hasher.combine(number)
    case .string(let text): text.hashCodePoints(into: &hasher)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members)
    }
  }
}

extension String {
  /// Whether both have the same code points; Swift's own `==` would call composed and decomposed letters equal.
  func isIdentical(to other: String) -> Bool {
    guard utf8.count == other.utf8.count, self == other else { return false }
    let span = utf8Span
    if span.isKnownASCII { return true }
    let mine = span.span
    let theirs = other.utf8Span.span
    for position in mine.indices where mine[position] != theirs[position] { return false }
    return true
  }

  func hashCodePoints(into hasher: inout Hasher) {
    utf8Span.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    hasher.combine(0xff as UInt8)
  }

  /// Order by code points, which for UTF-8 is the order of the bytes.
  func precedesByCodePoints(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}

/// A string as a dictionary key that is compared by code points.
struct CodePoints: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: CodePoints, right: CodePoints) -> Bool { left.text.isIdentical(to: right.text) }

  func hash(into hasher: inout Hasher) { text.hashCodePoints(into: &hasher) }
}
