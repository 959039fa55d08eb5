// How one gets to a hub, and what is said when that fails.

internal import Git

/// What is needed to get to hubs, beside their addresses.
public struct HubDoor: Sendable {
  /// The most that is taken from a hub at once.
  var limits = HistoryLimits()

  /// Makes what is needed for folders.
  public init() {}
}

extension Hub {
  /// Opens the hub for a body, and says what goes wrong there as what it is: not a fault of this clone.
  ///
  /// - Parameter repository: what objects are received into or sent from.
  func visit<Result>(
    _ repository: Repository, _ direction: Connection.Direction, _ door: HubDoor,
    _ body: (any Peer) throws(GitError) -> Result
  ) throws(StoreError) -> Result {
    do throws(GitError) {
      return try body(try peer(repository, direction, door))
    } catch {
      throw failure(error, direction)
    }
  }

  private func peer(
    _ repository: Repository, _ direction: Connection.Direction, _ door: HubDoor
  ) throws(GitError) -> any Peer {
    switch address.way {
    case .folder(let path) where isBundle:
      return try BundlePeer(reading: path, repository: repository, limits: door.limits)
    case .folder(let path):
      let peer = try FolderPeer(at: path, repository: repository, limits: door.limits)
      if direction == .push, try peer.checkedOut == Store.branch {
        throw GitError(.bare, "push", address.text)
      }
      return peer
    case .https, .ssh: throw GitError(.network, "connect", address.text)
    }
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
    switch error.code {
    case .network: HubError.unreachable(address.text, message: error.message).asStoreError
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
