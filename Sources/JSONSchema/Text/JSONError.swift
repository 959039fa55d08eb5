// Why a text is not JSON, as facts. The words are found where a person is spoken to.

/// A place in a text.
public struct TextPosition: Sendable, Hashable {
  /// Bytes before the place.
  public let offset: Int
  /// The line, from 1; lines end with LF, CR or CR LF.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int

  /// Makes a position of its three numbers.
  public init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  init(offset: Int, in bytes: Span<UInt8>) {
    var line = 1
    var column = 1
    for position in 0..<min(offset, bytes.count) {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && !bytes.hasLineFeed(at: position + 1)) {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80, byte != UInt8(ascii: "\r") {
        column += 1
      }
    }
    self.init(offset: offset, line: line, column: column)
  }
}

extension Span<UInt8> {
  fileprivate func hasLineFeed(at position: Int) -> Bool {
    position < count && self[position] == UInt8(ascii: "\n")
  }
}

/// Says why a text is not the JSON that was asked for, and where.
public struct JSONError: Error, Sendable, Hashable {
  /// What is wrong.
  public let reason: Reason
  /// Where it is wrong.
  public let position: TextPosition

  /// Makes an error of its facts.
  public init(reason: Reason, position: TextPosition) {
    self.reason = reason
    self.position = position
  }

  /// What can be wrong with a text.
  public enum Reason: Sendable, Hashable {
    case unexpectedEnd(expected: Expectation)
    case unexpectedByte(UInt8, expected: Expectation)
    case duplicateKey(String)
    case invalidUTF8
    case loneSurrogate
    case invalidEscape(UInt8)
    case controlCharacter(UInt8)
    case leadingZero
    case byteOrderMark
    case trailingContent
    case tooDeep(limit: Int)
    case tooLarge(limit: Int)
  }

  /// What the grammar allows at a place.
  public enum Expectation: Sendable, Hashable {
    case value, key, colon, commaOrClosingBrace, commaOrClosingBracket, digit, hexadecimalDigit, escape, closingQuote
    /// The rest of `true`, `false` or `null`.
    case literal(String)
  }
}
