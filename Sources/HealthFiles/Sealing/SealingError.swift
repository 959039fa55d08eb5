/// What is wrong with a key, a signature or something sealed: facts only, and never a secret among them.
public enum SealingError: Error, Sendable, Hashable {
  /// Something is not built as it must be.
  case malformed(Thing, Flaw)

  /// What was read.
  public enum Thing: String, Sendable, Hashable, CaseIterable {
    /// A signature of OpenSSH.
    case signature
    /// A line with a public key of OpenSSH.
    case publicKey
    /// A key for signing, from its seed or a file.
    case signingKey
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
    /// The key is weak: no point of the curve that has a secret of its own.
    case weakKey
    /// Something follows after its end.
    case trailing
  }

  /// A short name that stays the same in every language: `signature.namespace`.
  public var code: String {
    switch self {
    case .malformed(let thing, let flaw): "\(thing.rawValue).\(flaw.rawValue)"
    }
  }
}
