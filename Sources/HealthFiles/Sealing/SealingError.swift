/// What is wrong with a key, a signature or something sealed: facts only, and never a secret among them.
public enum SealingError: Error, Sendable, Hashable {
  /// Something is not built as it must be.
  case malformed(Thing, Flaw)
  /// A member of its JSON is not as it must be.
  case member(Thing, String, MemberFlaw)

  /// A value was sealed under another key, named by its thumbprint.
  case otherKey(String)
  /// A value does not open: it was changed, or sealed under another key.
  case notOpened
  /// The passphrase of an identity is not the one it was locked with, or the file was changed.
  case wrongPassphrase
  /// A word of a key on paper is wrong; the first is 1.
  case wrongWord(Int)
  /// A key on paper has another number of words than it must have.
  case wordCount(Int)

  /// What was read.
  public enum Thing: String, Sendable, Hashable, CaseIterable {
    /// A signature of OpenSSH.
    case signature
    /// A line with a public key of OpenSSH.
    case publicKey
    /// A key for signing, from its seed or a file.
    case signingKey
    /// A secret of 32 bytes.
    case secretKey
    /// A public key for sealing.
    case sealingKey
    /// A secret key for opening.
    case unsealingKey
    /// A key as JSON.
    case webKey
    /// A sealed value.
    case sealedValue
    /// A file with a private key of OpenSSH.
    case keyFile
    /// The answer of an ssh-agent.
    case agent
    /// The file of an identity.
    case identity
    /// The words of a key on paper.
    case recoveryWords
  }

  /// What is wrong with it.
  public enum Flaw: String, Sendable, Hashable, CaseIterable {
    /// It does not stand between its first and last line, or is wrapped otherwise.
    case armour
    /// It is no Base64, or not the one way to write its bytes.
    case base64
    /// It, or a part, is too short or too long.
    case length
    /// It does not begin with the word that says what it is.
    case magic
    /// Its format has another version.
    case version
    /// It was made for another purpose than `git`.
    case namespace
    /// It uses a part that must be empty.
    case reserved
    /// It uses another hash than SHA-512.
    case hash
    /// The key is of another kind.
    case keyType
    /// The key is no point of its curve, or one that anybody has the secret of.
    case weakKey
    /// Something follows after its end.
    case trailing
    /// It is no strict JSON object: a member twice, for one.
    case json
    /// It is encrypted.
    case encrypted
    /// Its public and its private half do not belong together.
    case otherHalf
    /// It would cost more memory or time than there is to spend.
    case costly
    /// It does not agree with its check.
    case checksum
    /// The other side said no.
    case refused
  }

  /// What is wrong with a member.
  public enum MemberFlaw: String, Sendable, Hashable, CaseIterable {
    /// It must be there.
    case missing
    /// It must not be there.
    case unknown
    /// It has another value than it must have.
    case wrong
  }

  /// A short name that stays the same in every language: `signature.namespace`.
  public var code: String {
    switch self {
    case .malformed(let thing, let flaw): "\(thing.rawValue).\(flaw.rawValue)"
    case .member(let thing, let name, let flaw): "\(thing.rawValue).\(Self.plain(name)).\(flaw.rawValue)"
    case .otherKey: "otherKey"
    case .notOpened: "notOpened"
    case .wrongPassphrase: "wrongPassphrase"
    case .wrongWord: "wrongWord"
    case .wordCount: "wordCount"
    }
  }

  /// A foreign name, as far as it can be printed.
  static func plain(_ name: String) -> String {
    let letters = name.unicodeScalars.prefix(40).map { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F ? $0 : "?" }
    return String(String.UnicodeScalarView(letters))
  }
}
