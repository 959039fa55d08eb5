// A backup is two files: the history as a bundle, and the keyring apart from it, so that they can be kept in different
// hands. What is kept follows from policy/privacy (I4, I5); what is erased later goes with the copies that still had
// its keys (docs/Trust.md, section 6).

public import Git
internal import JSONSchema

/// What a backup wrote and did away with.
public struct BackupOutcome: Sendable {
  /// Name of the bundle.
  public let bundle: String
  /// Name of the file of keys; nil in a store that is not trusted.
  public let keys: String?
  /// The newest commit in it.
  public let tip: ObjectID
  /// How many commits it holds.
  public let commits: Int
  /// Names of the backups that were kept long enough, and are removed.
  public let removed: [String]
}

/// Which backups are kept.
public struct BackupRetention: Sendable, Hashable {
  /// Backups of how many days are kept.
  public let nightly: Int
  /// Backups of how many weeks are kept: the last of each.
  public let weekly: Int

  /// Makes a retention.
  public init(nightly: Int, weekly: Int) {
    self.nightly = nightly
    self.weekly = weekly
  }

  /// The backups that are kept no longer, of some by their instants: the newest of each of the last days and weeks that
  /// have one stay.
  public func expired(_ backups: [Instant]) -> Set<Instant> {
    func kept(_ count: Int, _ period: (BusinessDay) -> Int) -> Set<Instant> {
      var newest: [Int: Instant] = [:]
      for backup in backups.sorted() { newest[period(backup.localDay)] = backup }
      return Set(newest.sorted { $0.key > $1.key }.prefix(count).map(\.value))
    }
    let days = kept(nightly) { Int($0.daysSinceEpoch) }
    // Weeks begin on Mondays; 1970-01-01 was a Thursday.
    let weeks = kept(weekly) { (Int($0.daysSinceEpoch) + 3) / 7 }
    return Set(backups).subtracting(days).subtracting(weeks)
  }
}

extension Store {
  private static let bundleEnding = ".bundle"
  /// How the name of the file of keys ends.
  public static let keysEnding = ".keys.json"

  /// Writes a backup into a folder, and removes those that were kept long enough.
  ///
  /// - Parameters:
  ///   - folder: an absolute path; made where it is not there.
  ///   - recipient: who alone can open the file of keys; nil leaves it as it is, wrapped for its recipients.
  public func backUp(to folder: String, encryptingTo recipient: SealingKey?) throws(StoreError) -> BackupOutcome {
    let state = try snapshot()
    let now = state.profile.instant(seconds: environment.now().seconds)
    let target = Disk(root: folder)
    try Disk(root: "/").makeFolder(String(folder.drop { $0 == "/" }))
    let prefix = "\(state.profile.id)-"
    let name = prefix + Self.stamp(now)
    var keys: [UInt8]?
    let scratch = ".\(prefix)\((try? device()) ?? Self.importDevice).part"
    // Keys are read after the history that needs them, and written before it: a bundle that is there has its keys.
    let bundle = try writeBundle(named: name + Self.bundleEnding, in: target, by: scratch, withKeys: false) {
      () throws(StoreError) in
      keys = try keyringFile(encryptingTo: recipient)
      guard let keys else { return }
      try target.write(keys, to: "\(scratch)/\(name)\(Self.keysEnding)", mode: 0o600)
      try target.move("\(scratch)/\(name)\(Self.keysEnding)", to: name + Self.keysEnding)
    }
    let removed = try expire(
      prefix, in: target, keeping: state.retention(on: state.profile.businessDay(of: now.seconds)))
    return BackupOutcome(
      bundle: name + Self.bundleEnding, keys: keys == nil ? nil : name + Self.keysEnding, tip: bundle.tip,
      commits: bundle.commits, removed: removed)
  }

  /// `20261122T023000+0800`, which sorts by time and can be read back.
  private static func stamp(_ time: Instant) -> String {
    let text = time.description
    return text.prefix(19).filter { $0 != "-" && $0 != ":" } + text.dropFirst(19).filter { $0 != ":" }
  }

  private static func instant(ofStamp stamp: Substring) -> Instant? {
    guard stamp.utf8.count == 20, stamp.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let letters = Array(stamp)
    func part(_ range: Range<Int>) -> String { String(letters[range]) }
    return Instant(
      "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))"
        + "\(part(15..<18)):\(part(18..<20))")
  }

  private func expire(
    _ prefix: String, in folder: Disk, keeping retention: BackupRetention
  ) throws(StoreError) -> [String] {
    func stems(_ ending: String) throws(StoreError) -> [Instant: String] {
      var found: [Instant: String] = [:]
      for name in try folder.names(in: "") where name.hasPrefix(prefix) && name.hasSuffix(ending) {
        let stem = name.dropLast(ending.count)
        if let time = Self.instant(ofStamp: stem.dropFirst(prefix.count)) { found[time] = String(stem) }
      }
      return found
    }
    let backups = try stems(Self.bundleEnding)
    var expired = retention.expired(Array(backups.keys)).compactMap { backups[$0] }
    // Keys of a backup that was broken off, or whose bundle lies elsewhere, go when all of their time are gone.
    if let oldest = backups.filter({ !expired.contains($0.value) }).keys.min() {
      expired += try stems(Self.keysEnding).filter { $0.key < oldest && backups[$0.key] == nil }.values
    }
    expired.sort()
    for stem in expired {
      // Keys first: without them what is sealed in the bundle is gone, whatever stops this.
      for ending in [Self.keysEnding, Self.bundleEnding] where try folder.kind(of: stem + ending) != nil {
        try folder.remove(stem + ending)
      }
    }
    return expired
  }

  // MARK: keys

  /// The keyring as one file: the wrapped keys by their paths, or that sealed for one recipient (RFC 7516).
  private func keyringFile(encryptingTo recipient: SealingKey?) throws(StoreError) -> [UInt8]? {
    guard let keyring = try Keyring.open(in: gitDirectory) else { return nil }
    let bytes = try keyring.bytes(of: Set(try keyring.entries().map(\.entry)))
    var entries = JSONObject()
    for (entry, wrap) in bytes.sorted(by: { $0.key.path < $1.key.path }) {
      entries[entry.path] = try? JSON(parsing: wrap, limits: .record)
    }
    let store = try snapshot().profile.id
    let file = JSON.object(
      JSONObject([("format", 1), ("store", .string(store)), ("entries", .object(entries))]))
    guard let recipient else { return file.bytes(.indented) + [0x0A] }
    let sealed = try sealing { () throws(SealingError) in
      try JSONWebEncryption.seal(
        file.bytes(.compact), header: JSONObject([("store", .string(store)), ("content", "keyring")]), for: recipient,
        random: environment.randomBytes)
    }
    return sealed.json.bytes(.indented) + [0x0A]
  }

  /// Puts the keys of a file of a backup into this copy, but for those that its history did away with.
  ///
  /// - Parameter opener: opens the file where it is sealed for one recipient.
  /// - Returns: how many wrapped keys came.
  /// - Throws: `StoreError.refused` when the file is another store's, or no file of keys.
  func restoreKeys(from bytes: [UInt8], opening opener: KeysOpener?) throws(StoreError) -> Int {
    let store = try snapshot().profile.id
    var file = try? JSON(parsing: bytes, limits: .unbounded)
    if let sealed = file, sealed["ciphertext"] != nil {
      guard let opener else { throw .notUnlocked }
      let opened = try sealing { () throws(SealingError) in
        try opener.open(
          JSONWebEncryption(sealed), expecting: JSONObject([("store", .string(store)), ("content", "keyring")]))
      }
      file = try? JSON(parsing: opened, limits: .unbounded)
    }
    guard let file, file["format"]?.integerValue == 1, let listed = file["entries"]?.objectValue else {
      throw SyncError.noKeys.asStoreError
    }
    guard file["store"] == .string(store) else { throw HubError.otherKeyring.asStoreError }
    var entries: [KeyringEntry: [UInt8]] = [:]
    for (path, wrap) in listed {
      guard let entry = KeyringEntry(path: path) else { throw SyncError.noKeys.asStoreError }
      entries[entry] = wrap.bytes(.compact)
    }
    return try locked { () throws(StoreError) in
      let state = try snapshot()
      let epochs = try state.access().compartments.mapValues(\.epoch)
      let wanted = KeyringEntry.merged(Set(entries.keys), erased: try erasedRecords(in: state), epochs: epochs)
      let kept = entries.filter { wanted.contains($0.key) }
      try Keyring.replace(in: gitDirectory, with: kept, store: store, time: keyringSignature)
      forgetKeys()
      return kept.count
    }
  }
}

extension Snapshot {
  /// How many backups are kept, by the policy of a day.
  func retention(on day: BusinessDay) throws(StoreError) -> BackupRetention {
    let rules = try policyValues("privacy", on: day)["backups"]
    return BackupRetention(
      nightly: Int(rules?["nightly"]?.integerValue ?? 7), weekly: Int(rules?["weekly"]?.integerValue ?? 8))
  }
}
