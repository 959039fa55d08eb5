// JSON Pointer (RFC 6901): a path into a value, kept as unescaped tokens.

/// A path to a value within a value (RFC 6901).
public struct JSONPointer: Sendable {
  /// The tokens, unescaped; none of them means the whole value.
  public var tokens: [String]

  /// Makes a pointer of unescaped tokens.
  public init(_ tokens: [String] = []) { self.tokens = tokens }

  /// The pointer to the whole value.
  public static let root = JSONPointer()

  /// Why a text is no pointer.
  public enum ParsingError: Error, Sendable, Hashable {
    /// A text that is not empty begins with `/`.
    case missingSlash
    /// A `~` is followed by neither 0 nor 1.
    case invalidEscape(token: String)
  }

  /// Parses a pointer; throws where the text is not RFC 6901's syntax.
  public init(parsing text: String) throws(ParsingError) {
    tokens = []
    guard !text.isEmpty else { return }
    guard text.utf8.first == UInt8(ascii: "/") else { throw .missingSlash }
    for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      tokens.append(try Self.unescape(Array(part)))
    }
  }

  private static func unescape(_ token: [UInt8]) throws(ParsingError) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in token {
      switch (isEscaped, byte) {
      case (true, UInt8(ascii: "0")): bytes.append(UInt8(ascii: "~"))
      case (true, UInt8(ascii: "1")): bytes.append(UInt8(ascii: "/"))
      case (true, _): throw .invalidEscape(token: String(decoding: token, as: UTF8.self))
      case (false, UInt8(ascii: "~")): break
      case (false, _): bytes.append(byte)
      }
      isEscaped = !isEscaped && byte == UInt8(ascii: "~")
    }
    if isEscaped { throw .invalidEscape(token: String(decoding: token, as: UTF8.self)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The pointer to a member of what this points to.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

  /// The pointer to an element of what this points to.
  public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

  /// The pointer that continues this one by another.
  public func appending(_ pointer: JSONPointer) -> JSONPointer { JSONPointer(tokens + pointer.tokens) }

  /// The pointer to the value that holds what this points to; nil for the root.
  public var parent: JSONPointer? { tokens.isEmpty ? nil : JSONPointer(tokens.dropLast()) }

  /// Whether this points to the other's place or to something within it.
  public func isWithin(_ other: JSONPointer) -> Bool {
    tokens.count >= other.tokens.count && zip(tokens, other.tokens).allSatisfy { $0.isIdentical(to: $1) }
  }

  /// The array index a token means; nil unless it is written as RFC 6901 wants.
  static func index(_ token: String) -> Int? {
    guard let first = token.utf8.first, first != UInt8(ascii: "0") || token.utf8.count == 1,
      token.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 })
    else { return nil }
    return Int(token)
  }
}

extension JSONPointer: Hashable, CustomStringConvertible {
  /// Whether both have the same tokens, code point by code point.
  public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
    left.tokens.count == right.tokens.count && left.isWithin(right)
  }

  /// Feeds the tokens into a hasher.
  public func hash(into hasher: inout Hasher) {
    for token in tokens { token.hashCodePoints(into: &hasher) }
  }

  /// The text of the pointer, with `~` and `/` escaped.
  public var description: String {
    var text = ""
    for token in tokens {
      text += "/"
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }
}
