// The ciphers, by swift-crypto. That a value does not open has one reason to tell, whatever went wrong inside.

import Crypto

extension SymmetricKey {
  /// AES-256-GCM.
  func encrypt(
    _ plaintext: [UInt8], iv: [UInt8], authenticating data: [UInt8]
  ) throws(SealingError) -> (ciphertext: [UInt8], tag: [UInt8]) {
    guard let nonce = try? AES.GCM.Nonce(data: iv),
      let box = try? AES.GCM.seal(plaintext, using: self, nonce: nonce, authenticating: data)
    else { throw .malformed(.secretKey, .length) }
    return (Array(box.ciphertext), Array(box.tag))
  }

  /// AES-256-GCM, backwards.
  func decrypt(
    _ ciphertext: [UInt8], tag: [UInt8], iv: [UInt8], authenticating data: [UInt8]
  ) throws(SealingError) -> [UInt8] {
    guard let box = try? AES.GCM.SealedBox(combined: iv + ciphertext + tag),
      let plaintext = try? AES.GCM.open(box, using: self, authenticating: data)
    else { throw .notOpened }
    return Array(plaintext)
  }

  /// AES key wrap (RFC 3394): 40 bytes.
  func wrap(_ content: SymmetricKey) throws(SealingError) -> [UInt8] {
    guard let wrapped = try? AES.KeyWrap.wrap(content, using: self) else { throw .malformed(.secretKey, .length) }
    return Array(wrapped)
  }

  /// AES key wrap, backwards.
  func unwrap(_ wrapped: [UInt8]) throws(SealingError) -> SymmetricKey {
    guard let content = try? AES.KeyWrap.unwrap(wrapped, using: self) else { throw .notOpened }
    return content
  }
}

extension UnsealingKey {
  /// The key that both sides of ECDH agree on, by the Concat KDF (RFC 7518, section 4.6) for 256 bits.
  func agreedKey(with other: SealingKey, for algorithm: String) throws(SealingError) -> SymmetricKey {
    guard let secret = try? key.sharedSecretFromKeyAgreement(with: other.key) else { throw .notOpened }
    var party = SSHWriter()
    party.string(algorithm)
    party.string("")
    party.string("")
    party.number(256)
    var hash = SHA256()
    hash.update(data: [0, 0, 0, 1])
    secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(data: party.bytes)
    return SymmetricKey(data: hash.finalize())
  }
}
