/// Answers what a connection asks while it lasts: who we are, whether the other side is who it should be.
public protocol ConnectionGuide: AnyObject {
  /// Returns what proves who we are; nil gives up.
  func credential(for request: CredentialRequest) -> Credential?
  /// Tells whether a server's SSH key is the one it should have.
  func accepts(_ key: HostKey) -> Bool
  /// Is told how far receiving or sending is; false ends it.
  func continues(_ progress: TransferProgress) -> Bool
}

/// Says what a server takes as proof of who we are.
public struct CredentialRequest: Sendable, Hashable {
  /// The name in the address, if there is one.
  public let user: String?
  /// Whether the server first wants a name alone.
  public let wantsName: Bool
  /// Whether an SSH key will do.
  public let takesKey: Bool
  /// Whether a password or token will do.
  public let takesPassword: Bool
  /// Counts the requests of one connection from 1.
  public let attempt: Int
}

/// Proves who we are.
public enum Credential: Sendable {
  /// A name alone.
  case name(String)
  /// A key that an ssh-agent holds.
  case agent(user: String)
  /// A private key in a file.
  case keyFile(user: String, path: String, passphrase: String?)
  /// A password, or a token in its place.
  case password(user: String, secret: String)
}

/// The key by which an SSH server proves who it is.
public struct HostKey: Sendable, Hashable {
  /// The key in the form of known_hosts files, decoded.
  public let bytes: [UInt8]
  /// SHA-256 of it.
  public let digest: [UInt8]

  /// Makes a key from its bytes and their digest.
  public init(bytes: [UInt8], digest: [UInt8]) {
    self.bytes = bytes
    self.digest = digest
  }
}

/// How far receiving or sending is.
public struct TransferProgress: Sendable, Hashable {
  /// Objects that have been received or sent.
  public let objects: Int
  /// Objects in all, as far as that is known.
  public let total: Int
  /// Bytes that have been received or sent.
  public let bytes: Int
}
