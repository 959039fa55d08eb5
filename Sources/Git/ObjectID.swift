// The name of an object: twenty bytes held inline as three big-endian words, so that order is byte order and an id
// in a dictionary or a column costs no allocation.
import Clibgit2

/// Names a git object by the SHA-1 of its content.
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  let high: UInt64
  let middle: UInt64
  let low: UInt32

  init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// The number of bytes in an id.
  public static let byteCount = 20

  /// Names no object; git uses it for "nothing there".
  public static let zero = ObjectID(high: 0, middle: 0, low: 0)

  /// Names the tree without entries.
  public static let emptyTree = ObjectID(
    high: 0x4b82_5dc6_42cb_6eb9, middle: 0xa060_e54b_f8d6_9288, low: 0xfbee_4904)

  /// Orders ids by their bytes.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    if left.high != right.high { return left.high < right.high }
    if left.middle != right.middle { return left.middle < right.middle }
    return left.low < right.low
  }
}

// MARK: - Text

extension ObjectID {
  /// Reads exactly 40 lower-case hexadecimal digits; anything else gives nil.
  public init?(hex: some StringProtocol) {
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var count = 0
    for byte in hex.utf8 {
      let digit: UInt64
      switch byte {
      case 0x30...0x39: digit = UInt64(byte - 0x30)
      case 0x61...0x66: digit = UInt64(byte - 0x61 + 10)
      default: return nil
      }
      switch count {
      case 0..<16: words.0 = words.0 << 4 | digit
      case 16..<32: words.1 = words.1 << 4 | digit
      case 32..<40: words.2 = words.2 << 4 | digit
      default: return nil
      }
      count += 1
    }
    guard count == 40 else { return nil }
    self.init(high: words.0, middle: words.1, low: UInt32(truncatingIfNeeded: words.2))
  }

  /// The id as 40 hexadecimal digits.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(40)
    forEachByte { byte in
      text.append(Self.digit(byte >> 4))
      text.append(Self.digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

// MARK: - Bytes

extension ObjectID {
  /// Reads the 20 bytes that start at an offset; nil when there are fewer.
  public init?(bytes: Span<UInt8>, at offset: Int = 0) {
    guard offset >= 0, bytes.count - offset >= Self.byteCount else { return nil }
    self.init(
      high: Self.word(bytes, offset, 8), middle: Self.word(bytes, offset + 8, 8),
      low: UInt32(truncatingIfNeeded: Self.word(bytes, offset + 16, 4)))
  }

  /// The id as 20 bytes.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Self.byteCount)
    append(to: &result)
    return result
  }

  /// Appends the 20 bytes to a buffer.
  public func append(to buffer: inout [UInt8]) {
    forEachByte { buffer.append($0) }
  }

  private func forEachByte(_ body: (UInt8) -> Void) {
    for shift in stride(from: 56, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: high >> UInt64(shift))) }
    for shift in stride(from: 56, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: middle >> UInt64(shift))) }
    for shift in stride(from: 24, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: low >> UInt32(shift))) }
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<offset + count { word = word << 8 | UInt64(bytes[index]) }
    return word
  }
}

// MARK: - Hashing and C

extension ObjectID {
  /// Computes the id a blob with these bytes has, writing nothing.
  public static func blob(hashing bytes: Span<UInt8>) throws(GitError) -> ObjectID {
    try hash(.blob, bytes)
  }

  /// Computes the id a blob with these bytes has, writing nothing.
  public static func blob(hashing bytes: [UInt8]) throws(GitError) -> ObjectID {
    try hash(.blob, bytes.span)
  }

  /// Computes the id an object of this kind with these bytes has, writing nothing.
  public static func hash(_ kind: ObjectKind, _ bytes: Span<UInt8>) throws(GitError) -> ObjectID {
    try Library.ensureStarted()
    var oid = git_oid()
    try check("hash object") {
      unsafe bytes.withUnsafeBytes { unsafe git_odb_hash(&oid, $0.baseAddress, $0.count, kind.type) }
    }
    return ObjectID(oid)
  }

  init(_ oid: git_oid) {
    let words = unsafe withUnsafeBytes(of: oid.id) { raw in
      unsafe (
        raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
      )
    }
    self.init(
      high: UInt64(bigEndian: words.0), middle: UInt64(bigEndian: words.1), low: UInt32(bigEndian: words.2))
  }

  var oid: git_oid {
    var oid = git_oid()
    unsafe withUnsafeMutableBytes(of: &oid.id) { raw in
      unsafe raw.storeBytes(of: high.bigEndian, as: UInt64.self)
      unsafe raw.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      unsafe raw.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }
}
