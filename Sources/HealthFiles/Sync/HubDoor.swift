// How one gets to a hub, and what is said when that fails.

public import Git

/// What is needed to get to hubs, beside their addresses.
public struct HubDoor {
  /// A file with a private key for SSH.
  public struct KeyFile: Sendable, Hashable {
    /// Where it is.
    public let path: String
    /// Whether it asks for a passphrase.
    public let isEncrypted: Bool

    /// Names a key file.
    public init(path: String, isEncrypted: Bool) {
      self.path = path
      self.isEncrypted = isEncrypted
    }
  }

  /// The name under which one signs in where the address says none.
  public var user: String?
  /// Whether an ssh-agent is asked for keys, before files are.
  public var usesAgent = false
  /// The keys to try, one after another.
  public var keyFiles: [KeyFile] = []
  /// Asks for the passphrase of a key file; nil when there is none.
  public var passphrase: (_ path: String) -> String? = { _ in nil }
  /// Finds name and password, or token, for an address; asked once for each connection.
  public var password: (_ address: String, _ user: String?) -> (user: String, secret: String)? = { _, _ in nil }
  /// The text of files of known host keys.
  public var knownHosts = ""
  /// The fingerprint of a host key that is accepted although nobody has seen it before.
  public var acceptedHostKey: String?
  /// Certificates that vouch for the hub's server from now on, in place of the system's (PEM).
  public var authority: [UInt8]?
  /// Is told how far receiving and sending are.
  public var progress: (TransferProgress) -> Void = { _ in }
  /// The most that is taken from a hub at once.
  public var limits = HistoryLimits()
  /// The folder of the repository that remembers what was accepted.
  var home = ""

  static let hostsPath = "hfile/known_hosts"
  static let systemAuthorities = "/etc/ssl/certs"

  /// Makes what is needed for folders.
  public init() {}

  /// What is needed by a clone, which remembers what was accepted.
  func of(_ gitDirectory: String, _ hub: Hub) throws(StoreError) -> HubDoor {
    var door = self
    door.home = gitDirectory
    let disk = Disk(root: gitDirectory)
    if let bytes = try disk.read(Self.hostsPath) { door.knownHosts += "\n" + String(decoding: bytes, as: UTF8.self) }
    if let authority { try disk.write(authority, to: Self.authorities(hub) + "/authority.pem") }
    return door
  }

  private static func authorities(_ hub: Hub) -> String { "hfile/authorities/" + hub.name }

  /// The folder of certificates that vouch for a hub.
  fileprivate func authorities(of hub: Hub) throws(StoreError) -> String {
    let own = Self.authorities(hub)
    return try Disk(root: home).kind(of: own) == nil ? Self.systemAuthorities : home + "/" + own
  }

  /// Remembers a host key that was accepted.
  fileprivate func remember(_ key: HostKey, of host: String, port: Int) throws(StoreError) {
    let disk = Disk(root: home)
    let known = String(decoding: try disk.read(Self.hostsPath) ?? [], as: UTF8.self)
    guard KnownHosts(known).judge(key, of: host, port: port) != .known else { return }
    try disk.write(Array((known + KnownHosts.line(key, of: host, port: port)).utf8), to: Self.hostsPath)
  }
}

/// Answers for a person what a connection to a server asks.
private final class HubGuide: ConnectionGuide {
  private let hub: Hub
  private let door: HubDoor
  private let hosts: KnownHosts
  private var keys: [Credential]
  /// Why the server was turned down.
  private(set) var problem: HubError?
  /// A host key that was accepted just now.
  private(set) var accepted: HostKey?

  init(_ hub: Hub, _ door: HubDoor) {
    self.hub = hub
    self.door = door
    hosts = KnownHosts(door.knownHosts)
    keys = door.usesAgent ? [.agent(user: "")] : []
    for file in door.keyFiles { keys.append(.keyFile(user: "", path: file.path, passphrase: nil)) }
  }

  private var user: String { hub.address.user ?? door.user ?? "git" }

  func credential(for request: CredentialRequest) -> Credential? {
    if request.wantsName { return .name(user) }
    if request.takesKey { return key() }
    guard request.takesPassword, case .https = hub.address.way, request.attempt == 1,
      let (user, secret) = door.password(hub.address.text, hub.address.user ?? door.user)
    else { return nil }
    return .password(user: user, secret: secret)
  }

  /// The next key to try.
  private func key() -> Credential? {
    guard !keys.isEmpty else { return nil }
    switch keys.removeFirst() {
    case .keyFile(_, let path, _):
      guard door.keyFiles.contains(where: { $0.path == path && $0.isEncrypted }) else {
        return .keyFile(user: user, path: path, passphrase: nil)
      }
      guard let passphrase = door.passphrase(path) else { return key() }
      return .keyFile(user: user, path: path, passphrase: passphrase)
    default: return .agent(user: user)
    }
  }

  func accepts(_ key: HostKey) -> Bool {
    guard case .ssh(let host, let port) = hub.address.way else { return false }
    switch hosts.judge(key, of: host, port: port) {
    case .known: return true
    case .changed: problem = .changedHost(host: host, fingerprint: key.fingerprint)
    case .unknown:
      if door.acceptedHostKey == key.fingerprint {
        accepted = key
        return true
      }
      problem = .unknownHost(host: host, fingerprint: key.fingerprint)
    }
    return false
  }

  func continues(_ progress: TransferProgress) -> Bool {
    door.progress(progress)
    return true
  }
}

extension Hub {
  /// Opens the hub for a body, and says what goes wrong there as what it is: not a fault of this clone.
  ///
  /// - Parameter repository: what objects are received into or sent from.
  func visit<Result>(
    _ repository: Repository, _ direction: Connection.Direction, _ door: HubDoor,
    _ body: (any Peer) throws(GitError) -> Result
  ) throws(StoreError) -> Result {
    let guide = HubGuide(self, door)
    let authorities = try door.authorities(of: self)
    let result: Result
    do throws(GitError) {
      result = try body(try peer(repository, direction, guide, authorities, door.limits))
    } catch {
      throw guide.problem?.asStoreError ?? failure(error, direction)
    }
    if let key = guide.accepted, case .ssh(let host, let port) = address.way {
      try door.remember(key, of: host, port: port)
    }
    return result
  }

  private func peer(
    _ repository: Repository, _ direction: Connection.Direction, _ guide: HubGuide, _ authorities: String,
    _ limits: HistoryLimits
  ) throws(GitError) -> any Peer {
    guard case .folder(let path) = address.way else {
      return try Connection(
        to: address.text, for: direction, authorities: authorities, repository: repository, limits: limits,
        guide: guide)
    }
    if isBundle { return try BundlePeer(reading: path, repository: repository, limits: limits) }
    let peer = try FolderPeer(at: path, repository: repository, limits: limits)
    if direction == .push, try peer.checkedOut == Store.branch { throw GitError(.bare, "push", address.text) }
    return peer
  }

  /// Whether the path names a file: what is carried on a stick.
  var isBundle: Bool {
    guard case .folder(let path) = address.way else { return false }
    if case .file? = try? Disk(root: "/").kind(of: path) { return true }
    return false
  }

  /// A folder that is not there may be on a disk that is not mounted.
  private var absence: StoreError {
    guard case .folder(let path) = address.way, (try? Disk(root: "/").kind(of: path)) == nil else {
      return HubError.emptyHub(address.text).asStoreError
    }
    return HubError.unreachable(address.text, message: DiskReason(code: 2).words.english).asStoreError
  }

  private func failure(_ error: GitError, _ direction: Connection.Direction) -> StoreError {
    if isBundle, error.doing == BundleHeader.goingOn {
      return HubError.laterBundle(address.text, commit: error.message).asStoreError
    }
    if isBundle, [.corrupt, .mismatch, .notFound, .invalid, .tooLarge].contains(error.code) {
      return HubError.unusableBundle(address.text, message: error.message).asStoreError
    }
    return switch error.code {
    // libssh2 calls a wrong passphrase a key that it cannot read.
    case .network where error.message.contains("private key"): HubError.signIn(address.text).asStoreError
    case .network: HubError.unreachable(address.text, message: error.message).asStoreError
    case .silent: HubError.silent(address.text).asStoreError
    case .authentication: HubError.signIn(address.text).asStoreError
    case .certificate: HubError.certificate(address.text).asStoreError
    case .corrupt, .mismatch, .notFound, .invalid:
      direction == .fetch ? HubError.broken(error.message).asStoreError : StoreError(error)
    case .tooLarge: HubError.tooLarge(error.message).asStoreError
    case .bare: HubError.checkedOut(address.text).asStoreError
    case .notRepository: absence
    case .modified: HubError.moving.asStoreError
    default: StoreError(error)
    }
  }
}
