// The doors through which text becomes values.

extension JSON {
  /// Parses a whole text as strict JSON (RFC 8259).
  ///
  /// Throws `JSONError` for anything the grammar does not name, and for duplicate keys (compared after unescaping),
  /// lone surrogates, ill-formed UTF-8, a byte order mark, and texts beyond the limits.
  public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .record) throws(JSONError) {
    var parser = JSONParser(limits: limits)
    self = try parser.document(bytes)
  }

  /// Parses a whole text, given as an array of bytes, as strict JSON.
  public init(parsing bytes: [UInt8], limits: JSONLimits = .record) throws(JSONError) {
    try self.init(parsing: bytes.span, limits: limits)
  }

  /// Parses a whole text, given as a string, as strict JSON.
  public init(parsing text: String, limits: JSONLimits = .record) throws(JSONError) {
    try self.init(parsing: text.utf8Span.span, limits: limits)
  }

  /// Finds where the value at a pointer begins in a text; nil where it is missing or the text is no JSON.
  public static func position(of pointer: JSONPointer, in bytes: Span<UInt8>) -> TextPosition? {
    var parser = JSONParser(limits: .unbounded)
    guard let found = try? parser.locate(pointer.tokens[...], bytes), found else { return nil }
    return TextPosition(offset: parser.index, in: bytes)
  }

  /// Finds where the value at a pointer begins in a text given as an array of bytes.
  public static func position(of pointer: JSONPointer, in bytes: [UInt8]) -> TextPosition? {
    position(of: pointer, in: bytes.span)
  }
}

extension JSONParser {
  /// Moves to the beginning of the value that the tokens lead to; false where there is none.
  fileprivate mutating func locate(_ tokens: ArraySlice<String>, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
    skipSpace(bytes)
    guard let token = tokens.first else { return index < bytes.count }
    guard index < bytes.count else { return false }
    let isObject = bytes[index] == UInt8(ascii: "{")
    guard isObject || bytes[index] == UInt8(ascii: "[") else { return false }
    try enter(bytes)
    var element = 0
    while true {
      skipSpace(bytes)
      guard index < bytes.count, bytes[index] != UInt8(ascii: "}"), bytes[index] != UInt8(ascii: "]") else {
        return false
      }
      let isWanted = try isObject ? memberKey(bytes).isIdentical(to: token) : String(element) == token
      if isWanted { return try locate(tokens.dropFirst(), bytes) }
      _ = try value(bytes)
      element += 1
      skipSpace(bytes)
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return false }
      index += 1
    }
  }

  private mutating func memberKey(_ bytes: Span<UInt8>) throws(JSONError) -> String {
    guard bytes[index] == UInt8(ascii: "\"") else { throw unexpected(.key, bytes) }
    let key = try string(bytes)
    skipSpace(bytes)
    guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw unexpected(.colon, bytes) }
    index += 1
    skipSpace(bytes)
    return key
  }
}
