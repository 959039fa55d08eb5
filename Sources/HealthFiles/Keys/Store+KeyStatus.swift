internal import Git
internal import JSONSchema

/// What is to be said of the keys of one compartment.
public struct CompartmentStatus: Sendable, Hashable {
  /// Name of the compartment.
  public let name: String
  /// Counts its keys from 1.
  public let epoch: Int
  /// When its key was made.
  public let since: Instant?
  /// Who can open it.
  public let recipients: [String]
  /// Whether the keys at hand open it.
  public let isOpen: Bool
  /// How many record keys it has.
  public let recordKeys: Int
  /// How many of them are of an earlier epoch.
  public let olderKeys: Int
  /// Whether the policy asks for a new key by now (requirement I13).
  public let isDue: Bool
}

extension Store {
  /// The compartments of the last commit, and how their keys stand.
  public func keyStatus() throws(StoreError) -> [CompartmentStatus] {
    let state = try snapshot()
    guard let seals = state.seals else { throw .notTrusted }
    let access = try state.access()
    let entries = try Keyring.open(in: gitDirectory)?.entries().map(\.entry) ?? []
    let open = try seals.find()?.compartments() ?? []
    let limit = try rotationDays(in: state)
    var found: [CompartmentStatus] = []
    for (name, compartment) in access.compartments.sorted(by: { $0.key < $1.key }) {
      let keys = Set(entries.filter { $0.compartment == name && $0.purpose != .compartment }.map(\.wrapped))
      let since = try madeAt(name, compartment.epoch)
      let age = since.map { (environment.now().seconds - $0) / 86_400 }
      found.append(
        CompartmentStatus(
          name: name, epoch: compartment.epoch, since: since.map { state.profile.instant(seconds: $0) },
          recipients: compartment.recipients, isOpen: open.contains(name), recordKeys: keys.count,
          olderKeys: keys.count { $0.epoch < compartment.epoch },
          isDue: age.flatMap { age in limit.map { age >= $0 } } ?? false))
    }
    return found
  }

  /// Days after which a key is due, by the policy in force.
  private func rotationDays(in state: Snapshot) throws(StoreError) -> Int64? {
    guard let versions = try state.policy("privacy"), let type = state.catalogue.policies["privacy"] else { return nil }
    let today = state.profile.businessDay(of: environment.now().seconds)
    return type.version(of: versions, on: today).values["keyRotationDays"]?.integerValue
  }

  /// The time of the commit in which a compartment came to an epoch.
  private func madeAt(_ name: String, _ epoch: Int) throws(StoreError) -> Int64? {
    guard let head = try head() else { return nil }
    return try repository().use { repository throws(GitError) in
      var made: Int64?
      var last: ObjectID?
      var isSame = true
      try repository.history(from: head) { commit throws(GitError) in
        let id = try repository.entry(at: AccessState.compartmentsPath, in: commit.tree)?.id
        if id != last {
          last = id
          let value = try id.map { id throws(GitError) in try repository.blob(id, limit: 1 << 20) }
          let json = value.flatMap { try? JSON(parsing: $0, limits: .record) }
          isSame = json?["compartments"]?[name]?["epoch"]?.integerValue == Int64(epoch)
        }
        if isSame { made = commit.committer.seconds }
        return isSame
      }
      return made
    }
  }
}
