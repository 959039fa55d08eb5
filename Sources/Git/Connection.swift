// Speaking with a repository elsewhere: https and ssh, through libgit2. Invariants: no redirect leads to another host
// (within one host libgit2 follows them, and that cannot be turned off); no configuration of git has a part in where it
// leads; what is received goes into a quarantine and moves no reference.
import Clibgit2
import Glibc

/// One connection to a server.
public final class Connection: Peer {
  /// What a connection is for: a server is asked for one or the other.
  public enum Direction: Sendable, Hashable {
    /// Receiving.
    case fetch
    /// Sending.
    case push
  }

  private let repository: Repository
  private let remote: Handle<RemoteKind>
  private let attendant: Attendant

  /// Connects to a server.
  ///
  /// - Parameters:
  ///   - authorities: a folder of certificates that https servers are vouched for by.
  ///   - repository: what objects are received into or sent from.
  public init(
    to address: String, for direction: Direction, authorities: String, repository: Repository, limits: HistoryLimits,
    guide: any ConnectionGuide
  ) throws(GitError) {
    try Repository.checkPath(address, "connect")
    if address.hasPrefix("https://") {
      try check("read certificates") { unsafe healthfiles_option_certificates(authorities) }
    }
    self.repository = repository
    attendant = Attendant(guide, limits: limits)
    let owner = unsafe repository.handle.pointer
    remote = try unsafe Handle("connect") { made in
      var options = unsafe git_remote_create_options()
      _ = unsafe git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
      unsafe options.repository = owner
      let flags = [GIT_REMOTE_CREATE_SKIP_INSTEADOF, GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC]
      unsafe options.flags = flags.reduce(0) { $0 | $1.rawValue }
      return unsafe git_remote_create_with_opts(&made, address, &options)
    }
    let way = direction == .fetch ? GIT_DIRECTION_FETCH : GIT_DIRECTION_PUSH
    try unsafe run("connect") { remote in
      var options = unsafe git_remote_connect_options()
      _ = unsafe git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
      unsafe options.callbacks = attendant.callbacks
      unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      return unsafe git_remote_connect_ext(remote, way, &options)
    }
  }

  deinit { _ = unsafe git_remote_disconnect(remote.pointer) }

  /// The references that the server has.
  public func references() throws(GitError) -> [String: ObjectID] {
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>? = nil
    var count = 0
    try unsafe run("list references") { remote in unsafe git_remote_ls(&heads, &count, remote) }
    var found: [String: ObjectID] = [:]
    for number in 0..<count {
      guard let head = unsafe heads?[number], let name = unsafe head.pointee.name else { continue }
      unsafe found[String(cString: name)] = unsafe ObjectID(head.pointee.oid)
    }
    return found
  }

  /// Receives objects.
  public func download(_ names: [String]) throws(GitError) {
    guard !names.isEmpty else { return }
    try unsafe run("receive objects") { remote in
      var options = unsafe git_fetch_options()
      _ = unsafe git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
      unsafe options.callbacks = attendant.callbacks
      unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      unsafe options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
      return unsafe withStrings(names.map { "\($0):\($0)" }) { specifications in
        unsafe git_remote_download(remote, &specifications, &options)
      }
    }
    try repository.refresh()
  }

  /// Sends objects, and asks the server to move references from where it said they are.
  public func upload(_ updates: [ReferenceUpdate]) throws(GitError) -> [String: String] {
    let names = updates.map { "refs/outgoing/\($0.new)" }
    for (update, name) in zip(updates, names) {
      try repository.compareAndSwap(name, from: try repository.reference(name), to: update.new, message: "outgoing")
    }
    defer { for (update, name) in zip(updates, names) { try? repository.forget(name, update.new) } }
    attendant.refused = [:]
    try unsafe run("send objects") { remote in
      var options = unsafe git_push_options()
      _ = unsafe git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
      unsafe options.callbacks = attendant.callbacks
      unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      let specifications = zip(updates, names).map { ($0.isForced ? "+" : "") + "\($1):\($0.name)" }
      return unsafe withStrings(specifications) { unsafe git_remote_upload(remote, &$0, &options) }
    }
    return attendant.refused
  }

  /// Runs a call, and tells what the guide or a limit stopped rather than what libgit2 says of it.
  private func run(_ doing: String, _ call: (OpaquePointer) -> Int32) throws(GitError) {
    let code = unsafe call(remote.pointer)
    guard code < 0 else { return }
    if let reason = attendant.reason { throw reason }
    var error = GitError.last(code, doing)
    // Broken off before anybody was asked who we are.
    if error.code == .authentication, attendant.attempts == 0 { error.code = .network }
    throw error
  }
}

/// Runs a body with C's array of some strings.
private func withStrings(_ strings: [String], _ body: (inout git_strarray) -> Int32) -> Int32 {
  var copies = unsafe strings.map { unsafe strdup($0) }
  defer { unsafe copies.forEach { unsafe free($0) } }
  return unsafe copies.withUnsafeMutableBufferPointer { buffer in
    var array = unsafe git_strarray(strings: buffer.baseAddress, count: buffer.count)
    return unsafe body(&array)
  }
}

extension Repository {
  /// Removes a reference that was made for a moment.
  fileprivate func forget(_ name: String, _ id: ObjectID) throws(GitError) {
    try compareAndSwap(name, from: id, to: nil, message: "sent")
  }
}

enum RemoteKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_remote_free(pointer) }
}
