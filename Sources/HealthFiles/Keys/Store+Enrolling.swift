// Who belongs to the store, and what he may open: one commit changes the file about a person or device and, with it,
// the recipients of the compartments that his roles open or no longer open.

public import Git

/// What is to change about a person or device.
public struct Enrolment: Sendable {
  /// Id of a person, or the two-character code of a device.
  public let id: String
  /// New keys; nil keeps those that are known.
  public var keys: PublicKeys?
  /// The public name; nil keeps it.
  public var alias: String?
  /// Roles that are given.
  public var gives: [String] = []
  /// Roles that are taken away.
  public var takes: [String] = []
  /// Whether nothing may be signed any more.
  public var revokes = false

  /// Begins a change.
  public init(_ id: String) { self.id = id }
}

/// What an enrolment did.
public struct EnrolmentResult: Sendable {
  /// The new commit; nil on a dry run.
  public let commit: ObjectID?
  /// The person or device as the store knows it now.
  public let signer: Signer
  /// Compartments that can be opened now and could not before.
  public let opened: [String]
  /// Compartments that have new keys, which this person or device does not have.
  public let closed: [String]
}

extension Store {
  /// Changes who somebody is to the store.
  ///
  /// - Throws: `StoreError.notFound` for a role or person that is not known, `.lockedOut`, `.notPermitted`.
  public func enrol(
    _ enrolment: Enrolment, author: Author, message: String, isDryRun: Bool = false
  ) throws(StoreError) -> EnrolmentResult {
    let state = try snapshot()
    let access = try state.access()
    guard access.store != nil else { throw .notTrusted }
    let now = state.profile.instant(seconds: environment.now().seconds).description
    let signer = try signer(enrolment, in: access, now: now)
    let isRecipient = { (name: String) in access.compartments[name]?.recipients.contains(signer.id) == true }
    let opens = signer.isRevoked || signer.unsealing.isEmpty ? [] : access.compartments(of: signer)
    let names = access.compartments.keys.sorted()
    let opened = names.filter { opens.contains($0) && !isRecipient($0) }
    let closed = names.filter { !opens.contains($0) && isRecipient($0) }
    let changes =
      opened.map { ($0, RecipientChange.add(signer.id)) } + closed.map { ($0, RecipientChange.remove(signer.id)) }
    let commit = try changeKeys(changes, enrolling: signer, author: author, message: message, isDryRun: isDryRun)
    return EnrolmentResult(commit: commit, signer: signer, opened: opened, closed: closed)
  }

  private func signer(_ enrolment: Enrolment, in access: AccessState, now: String) throws(StoreError) -> Signer {
    let known = access.signer(enrolment.id)
    guard let signing = enrolment.keys?.signing ?? known?.signing else {
      let near = Suggestion.nearest(to: enrolment.id, among: access.signers.map(\.id))
      throw .notFound(kind: .signer, name: enrolment.id, near: near)
    }
    for role in enrolment.gives where access.roles[role] == nil {
      throw .notFound(kind: .role, name: role, near: Suggestion.nearest(to: role, among: access.roles.keys))
    }
    for role in enrolment.takes where known?.roles.contains(role) != true {
      throw .notFound(kind: .role, name: role, near: known?.roles ?? [])
    }
    let kept = (known?.roles ?? []).filter { !enrolment.takes.contains($0) && !enrolment.gives.contains($0) }
    let isBack = enrolment.keys != nil || !enrolment.gives.isEmpty
    return Signer(
      kind: RecordID.isDevice(enrolment.id) ? .device : .person, id: enrolment.id,
      alias: enrolment.alias ?? known?.alias ?? enrolment.id, roles: kept + enrolment.gives, signing: signing,
      unsealing: enrolment.keys?.unsealing ?? known?.unsealing ?? [],
      revoked: enrolment.revokes ? now : isBack ? nil : known?.revoked)
  }

  /// The signing keys that the store's people and devices have or had: whose, by address.
  public func signingKeys() throws(StoreError) -> [(address: String, key: VerifyingKey)] {
    guard let head = try head() else { return [] }
    var found: Set<[String]> = []
    var keys: [(address: String, key: VerifyingKey)] = []
    var last: ObjectID?
    for commit in try commitsOfAccess(head) where commit.access != last {
      last = commit.access
      let access = try snapshot(at: commit.id).access()
      for signer in access.signers {
        for key in signer.signing where found.insert([signer.id, key.openSSH]).inserted {
          keys.append((signer.address(store: access.store ?? ""), key))
        }
      }
    }
    return keys.sorted { ($0.address, $0.key.openSSH) < ($1.address, $1.key.openSSH) }
  }

  /// The commits of a history, newest first, each with its tree of `access/`.
  private func commitsOfAccess(_ head: ObjectID) throws(StoreError) -> [(id: ObjectID, access: ObjectID?)] {
    try repository().use { repository throws(GitError) in
      var commits: [(id: ObjectID, access: ObjectID?)] = []
      try repository.history(from: head) { commit throws(GitError) in
        let access = try repository.entry(at: "access", in: commit.tree)?.id
        if commits.last?.access != access || commits.isEmpty { commits.append((commit.id, access)) }
        return access != nil
      }
      return commits
    }
  }
}
