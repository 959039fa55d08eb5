public import JSONSchema

/// Whoever holds a person's keys and uses them: an unlocked identity, or an agent that never gives a key away.
public protocol KeyHolder: Sendable {
  /// The public half of the key for signing.
  var verifyingKey: VerifyingKey { get }
  /// The public halves of the keys for opening, newest first.
  var sealingKeys: [SealingKey] { get }
  /// Signs a commit: armoured text without a final newline.
  func sign(_ payload: [UInt8]) throws(SealingError) -> [UInt8]
  /// Opens what was sealed for the person.
  func open(_ encryption: JSONWebEncryption, expecting expected: JSONObject) throws(SealingError) -> [UInt8]
}
