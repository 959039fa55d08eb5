// A backup becomes a store again: its history is judged as that of any hub is, and its keys are those that the history
// did not do away with.

internal import Git
internal import JSONSchema

/// What is asked of restoring a backup.
public struct RestoreRequest: Sendable {
  /// An absolute path of the bundle.
  public var bundle: String
  /// The bytes of the file of keys; nil restores what is plain.
  public var keys: [UInt8]?
  /// Opens the file of keys in place of who restores: the key that the words on paper stand for.
  public var recovery: UnsealingKey?
  /// Where to put the store: an absolute path of a folder that is not there, or empty.
  public var folder: String
  /// The code to write under; nil chooses one that nobody uses.
  public var device: String?
  /// Goes on although the history breaks rules of the store.
  public var acceptsFindings = false

  /// Makes a request.
  public init(bundle: String, keys: [UInt8]?, folder: String) {
    self.bundle = bundle
    self.keys = keys
    self.folder = folder
  }
}

/// Who opens the file of keys where it is sealed for one recipient.
enum KeysOpener {
  case holder(any KeyHolder)
  case recovery(UnsealingKey)

  /// Opens it, given what its header must say.
  func open(_ sealed: JSONWebEncryption, expecting header: JSONObject) throws(SealingError) -> [UInt8] {
    switch self {
    case .holder(let holder): try holder.open(sealed, expecting: header)
    case .recovery(let key): try sealed.open(with: key, expecting: header)
    }
  }
}

extension Store {
  /// Makes a store of a backup.
  ///
  /// What was erased after the backup comes back with its keys until the store is synced with a hub, or with another
  /// copy, that knows of the erasure.
  ///
  /// - Parameter holder: whose keys are at hand.
  /// - Throws: `StoreError.refused` when the backup is damaged, or its history breaks the store's rules; nothing is
  ///   left behind then.
  public static func restore(
    _ request: RestoreRequest, holder: (any KeyHolder)?, environment: Environment
  ) throws(StoreError) -> CloneOutcome {
    let made = try founded(in: request.folder) { place throws(StoreError) in
      var request = request
      request.folder = place
      return try restored(request, holder, environment)
    }
    return try CloneOutcome(made, at: request.folder)
  }

  private static func restored(
    _ request: RestoreRequest, _ holder: (any KeyHolder)?, _ environment: Environment
  ) throws(StoreError) -> CloneOutcome {
    var clone = CloneRequest(address: try HubAddress(request.bundle, in: "/"), folder: request.folder)
    clone.device = request.device
    clone.acceptsFindings = request.acceptsFindings
    clone.remembersHub = false
    let made = try Cloning(clone, HubDoor(), holder, environment).run()
    guard let bytes = request.keys else { return made }
    let opener = request.recovery.map { KeysOpener.recovery($0) } ?? holder.map { .holder($0) }
    let keys = try made.store.restoreKeys(from: bytes, opening: opener)
    return CloneOutcome(store: made.store, device: made.device, verification: made.verification, keys: keys)
  }

  /// Restores a backup beside the keyring it came from, holds it against this store, and removes it again.
  ///
  /// - Parameters:
  ///   - backup: what was backed up.
  ///   - folder: the folder of the backup.
  ///   - holder: opens the keys; where they are sealed for somebody else only the history is compared.
  /// - Throws: `StoreError.refused` when anything is missing or otherwise than here.
  public func verify(_ backup: BackupOutcome, in folder: String, holder: (any KeyHolder)?) throws(StoreError) {
    let disk = Disk(root: gitDirectory)
    // A check that was killed may have left it.
    try disk.removeTree(Keyring.verifying)
    defer { try? disk.removeTree(Keyring.verifying) }
    let keys = try backup.keys.flatMap { name throws(StoreError) in try Disk(root: folder).read(name, limit: 1 << 30) }
    var request = RestoreRequest(
      bundle: folder + "/" + backup.bundle, keys: nil, folder: gitDirectory + "/" + Keyring.verifying)
    request.acceptsFindings = true
    let restored = try Store.restored(request, holder, environment).store
    let (head, changes) = (try restored.head(), try restored.workingChanges())
    guard head == backup.tip, changes.records.isEmpty, changes.files.isEmpty else {
      throw SyncError.otherBackup.asStoreError
    }
    guard let keys else { return }
    do throws(StoreError) {
      _ = try restored.restoreKeys(from: keys, opening: holder.map { .holder($0) })
    } catch {
      // Sealed for somebody else: whoever made it cannot look into it, and that is the point.
      guard case .sealing = error else { throw error }
      return
    }
    let (theirs, own) = (try Keyring.open(in: restored.gitDirectory), try Keyring.open(in: gitDirectory))
    guard try Set(theirs?.entries().map(\.entry) ?? []) == Set(own?.entries().map(\.entry) ?? []) else {
      throw SyncError.otherBackup.asStoreError
    }
  }
}
