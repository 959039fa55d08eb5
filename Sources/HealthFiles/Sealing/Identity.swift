/// A person's or device's identity, unlocked: the keys that sign and open in its name.
///
/// Its secrets are erased from memory with it, and are not printed.
public struct Identity: Sendable {
  /// The name of its file.
  public let name: String
  /// What it signs with.
  public let signing: Signing
  /// Keys for opening, newest first; at least one.
  public let unsealing: [UnsealingKey]

  /// What an identity signs with.
  public enum Signing: Sendable {
    /// A key of its own.
    case own(SigningKey)
    /// A key elsewhere.
    case elsewhere(Place)

    /// Where a key is kept that is no part of the identity.
    public enum Place: Sendable, Hashable {
      /// In ssh-agent, by its fingerprint.
      case agent(fingerprint: String)
      /// In a file of OpenSSH.
      case file(path: String)
    }
  }

  /// Puts an identity together.
  public init(name: String, signing: Signing, unsealing: [UnsealingKey]) throws(SealingError) {
    guard Self.isName(name) else { throw .member(.identity, "name", .wrong) }
    guard !unsealing.isEmpty else { throw .member(.identity, "unsealing", .missing) }
    self.name = name
    self.signing = signing
    self.unsealing = unsealing
  }

  /// Makes an identity with new keys; `place` says where its key for signing is, if it is not to get one.
  public init(newNamed name: String, signingWith place: Signing.Place? = nil, random: RandomBytes) throws(SealingError)
  {
    let signing: Signing = if let place { .elsewhere(place) } else { try .own(SigningKey(random: random)) }
    try self.init(name: name, signing: signing, unsealing: [UnsealingKey(random: random)])
  }

  /// Whether a text may name an identity: 1 to 40 of `a-z`, `0-9` and inner `-`.
  public static func isName(_ text: String) -> Bool {
    let isInner = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D }
    return (1...40).contains(text.utf8.count) && text.utf8.allSatisfy(isInner) && !text.hasPrefix("-")
      && !text.hasSuffix("-")
  }

  /// The identity with a new key for opening before the others, which still open what was sealed for them.
  public func rotated(random: RandomBytes) throws(SealingError) -> Identity {
    try Identity(name: name, signing: signing, unsealing: [UnsealingKey(random: random)] + unsealing)
  }

  /// The identity with its newest key for opening alone; what was sealed for the others is lost to it.
  public var withoutEarlierKeys: Identity {
    get throws(SealingError) {
      try Identity(name: name, signing: signing, unsealing: Array(unsealing.prefix(1)))
    }
  }

  /// The same keys under another name.
  public func renamed(_ name: String) throws(SealingError) -> Identity {
    try Identity(name: name, signing: signing, unsealing: unsealing)
  }
}

extension Identity: CustomStringConvertible, CustomReflectable {
  /// The name.
  public var description: String { name }
  /// No children: whoever prints an identity sees no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
