// A hub is a repository that the computers of a store have in common. It is no authority: whatever it sends is judged.

internal import Git

/// A repository elsewhere that a store is exchanged with.
public struct Hub: Sendable, Hashable {
  /// Its name in this clone.
  public let name: String
  /// Where it is.
  public let address: HubAddress

  /// Names a hub.
  public init(_ name: String, at address: HubAddress) {
    self.name = name
    self.address = address
  }

  /// Whether a word can name a hub: small letters, digits and `-`, as in the names of references.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40 && !text.hasPrefix("-")
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  /// The reference under which stock git looks for what the hub last had.
  var tracking: String { "refs/remotes/\(name)/main" }

  /// Where a folder is asked to make a new hub: nothing is there yet, but for the folder it is to lie in.
  func makeIfMissing() throws(StoreError) -> Bool {
    guard case .folder(let path) = address.way else { return false }
    let disk = Disk(root: "/")
    switch try disk.kind(of: path) {
    case nil: guard try disk.kind(of: "/" + Disk.folder(of: path)) == .folder else { return false }
    case .folder: guard try Disk(root: path).names(in: "").isEmpty else { return false }
    default: return false
    }
    _ = try git { () throws(GitError) in try Repository.initialize(at: path, bare: true) }
    return true
  }
}

extension Store {
  /// The branch that a hub and its clones have in common.
  static let branch = "refs/heads/main"

  /// The hubs that are set up here, by name.
  public func hubs() throws(StoreError) -> [Hub] {
    let found = try repository().use { repository throws(GitError) in try repository.remotes() }
    return try found.map { remote throws(StoreError) in
      Hub(remote.name, at: try HubAddress(remote.address, in: root))
    }
  }

  /// The hub of a name; the only one, or `origin`, when none is named.
  public func hub(_ name: String? = nil) throws(StoreError) -> Hub {
    let hubs = try hubs()
    let found = name.map { name in hubs.first { $0.name == name } }
    let usual = hubs.count == 1 ? hubs.first : hubs.first { $0.name == "origin" }
    guard let hub = found ?? (name == nil ? usual : nil) else { throw HubError.noHub(name ?? "").asStoreError }
    return hub
  }

  /// Sets up a hub.
  ///
  /// - Returns: whether an empty one was made in a folder.
  public func add(_ hub: Hub) throws(StoreError) -> Bool {
    guard Hub.isName(hub.name) else { throw HubError.hubName(hub.name).asStoreError }
    guard try !hubs().contains(where: { $0.name == hub.name }) else { throw HubError.hubExists(hub.name).asStoreError }
    let isNew = try hub.makeIfMissing()
    try repository().use { repository throws(GitError) in
      try repository.addRemote(hub.name, address: hub.address.text)
    }
    return isNew
  }

  /// Forgets a hub; nothing happens to the hub itself.
  public func removeHub(_ name: String) throws(StoreError) {
    let hub = try hub(name)
    try repository().use { repository throws(GitError) in try repository.removeRemote(hub.name) }
  }
}
