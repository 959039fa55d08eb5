public import JSONSchema

/// Keys at hand in this process: opens with them, and signs with one of them or asks who can.
public struct HeldKeys: KeyHolder {
  /// The public half of the key for signing.
  public let verifyingKey: VerifyingKey
  private let unsealing: [UnsealingKey]
  /// Signs bytes: 64 bytes.
  private let signer: @Sendable (_ bytes: [UInt8]) throws(SealingError) -> [UInt8]

  /// Holds a key for signing and keys for opening, newest first.
  public init(signing: SigningKey, unsealing: [UnsealingKey]) {
    self.init(verifyingKey: signing.verifyingKey, unsealing: unsealing) { bytes throws(SealingError) in
      try signing.signature(for: bytes)
    }
  }

  /// Holds keys for opening, newest first; `signer` gives 64 bytes that `verifyingKey` verifies.
  public init(
    verifyingKey: VerifyingKey, unsealing: [UnsealingKey],
    signer: @escaping @Sendable (_ bytes: [UInt8]) throws(SealingError) -> [UInt8]
  ) {
    self.verifyingKey = verifyingKey
    self.unsealing = unsealing
    self.signer = signer
  }

  /// The public halves of the keys for opening, newest first.
  public var sealingKeys: [SealingKey] { unsealing.map(\.sealingKey) }

  /// Signs a commit: armoured text without a final newline.
  public func sign(_ payload: [UInt8]) throws(SealingError) -> [UInt8] {
    let signature = try signer(SSHSignature.signedBytes(of: payload))
    return try SSHSignature(key: verifyingKey, signature: signature).armoured
  }

  /// Opens what was sealed for one of the keys.
  public func open(_ encryption: JSONWebEncryption, expecting expected: JSONObject) throws(SealingError) -> [UInt8] {
    guard let key = unsealing.first(where: { $0.sealingKey.thumbprint == encryption.kid }) else {
      throw .otherKey(encryption.kid)
    }
    return try encryption.open(with: key, expecting: expected)
  }
}
