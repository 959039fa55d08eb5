// Sealed values as JSON (RFC 7516, flattened): a new content key under AES-256-GCM, wrapped by a secret key (A256KW) or
// for a person (ECDH-ES+A256KW). Of all that the format allows one form is made and read: every header is protected,
// nothing is compressed, and the value names the place where it belongs. Whatever departs from it is refused unopened.

public import JSONSchema

/// A sealed value.
public struct JSONWebEncryption: Sendable, Hashable {
  /// The members of the protected header, which are certain only once the value was opened.
  public let header: JSONObject
  /// The protected header as it stands in the text.
  let protected: [UInt8]
  let encryptedKey: [UInt8]
  let iv: [UInt8]
  let ciphertext: [UInt8]
  let tag: [UInt8]

  /// What the value says of the key that opens it: a thumbprint.
  public var kid: String { header["kid"]?.stringValue ?? "" }

  /// The number of the sealing, from 1; nil where the header has none.
  public var revision: Int? { header["revision"]?.integerValue.flatMap { $0 >= 1 ? Int($0) : nil } }

  /// The members of a sealed value, in the order in which they are written.
  private static let members = ["protected", "encrypted_key", "iv", "ciphertext", "tag"]

  init(header: JSONObject, protected: [UInt8], encryptedKey: [UInt8], iv: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
    self.header = header
    self.protected = protected
    self.encryptedKey = encryptedKey
    self.iv = iv
    self.ciphertext = ciphertext
    self.tag = tag
  }

  /// Reads a sealed value strictly; nothing is opened.
  public init(_ json: JSON) throws(SealingError) {
    guard case .object(let object) = json else { throw .malformed(.sealedValue, .json) }
    for name in object.keys where !Self.members.contains(name) { throw .member(.sealedValue, name, .unknown) }
    let (text, protected) = try Self.bytes("protected", of: object)
    guard let parsed = try? JSON(parsing: protected), case .object(let header) = parsed else {
      throw .member(.sealedValue, "protected", .wrong)
    }
    try self.init(
      header: header, protected: Array(text.utf8), encryptedKey: Self.bytes("encrypted_key", of: object, 40),
      iv: Self.bytes("iv", of: object, 12), ciphertext: Self.bytes("ciphertext", of: object).bytes,
      tag: Self.bytes("tag", of: object, 16))
  }

  /// Reads a sealed value from its text.
  public init(parsing text: [UInt8]) throws(SealingError) {
    guard let json = try? JSON(parsing: text) else { throw .malformed(.sealedValue, .json) }
    try self.init(json)
  }

  private static func bytes(
    _ name: String, of object: JSONObject
  ) throws(SealingError) -> (text: String, bytes: [UInt8]) {
    guard let value = object[name] else { throw .member(.sealedValue, name, .missing) }
    guard let text = value.stringValue, let bytes = Base64.url.decode(text) else {
      throw .member(.sealedValue, name, .wrong)
    }
    return (text, bytes)
  }

  private static func bytes(_ name: String, of object: JSONObject, _ count: Int) throws(SealingError) -> [UInt8] {
    let bytes = try bytes(name, of: object).bytes
    guard bytes.count == count else { throw .member(.sealedValue, name, .wrong) }
    return bytes
  }

  /// The sealed value as JSON.
  public var json: JSON {
    let texts = [protected] + [encryptedKey, iv, ciphertext, tag].map { Base64.url.encode($0) }
    return .object(JSONObject(zip(Self.members, texts.map { .string(String(decoding: $0, as: UTF8.self)) })))
  }
}
