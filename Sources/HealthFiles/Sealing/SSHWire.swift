// The wire format of SSH (RFC 4251): big-endian numbers, and strings that begin with their length.

/// Writes the wire format.
struct SSHWriter {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func number(_ value: UInt32) {
    for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
  }

  mutating func string(_ value: some Collection<UInt8>) {
    number(UInt32(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func string(_ value: String) { string(Array(value.utf8)) }
}

/// Reads the wire format; whatever ends too early is a flaw of length.
struct SSHReader {
  private var rest: ArraySlice<UInt8>
  private let thing: SealingError.Thing

  init(_ bytes: some Collection<UInt8>, of thing: SealingError.Thing) {
    rest = Array(bytes)[...]
    self.thing = thing
  }

  var isAtEnd: Bool { rest.isEmpty }

  func flaw(_ flaw: SealingError.Flaw) -> SealingError { .malformed(thing, flaw) }

  mutating func bytes(_ count: Int) throws(SealingError) -> [UInt8] {
    guard count <= rest.count else { throw flaw(.length) }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func number() throws(SealingError) -> UInt32 {
    try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string() throws(SealingError) -> [UInt8] { try bytes(Int(number())) }

  /// Reads a string that must be this one; another is the flaw.
  mutating func expect(_ text: String, else other: SealingError.Flaw) throws(SealingError) {
    guard try string() == Array(text.utf8) else { throw flaw(other) }
  }

  func end() throws(SealingError) {
    guard rest.isEmpty else { throw flaw(.trailing) }
  }
}
