// The keys that one holder reaches: his own unseal compartment keys, those unwrap record keys, those open seals. Keys
// are unwrapped when they are first needed and kept in memory only.

internal import Git
internal import JSONSchema
internal import Synchronization

/// What an unlocked person or device can open, and new keys on their way into the keyring.
final class KeyChain: Sendable {
  /// Where keys are found.
  struct Source: Sendable {
    /// Id of the store.
    let store: String
    let keyring: Keyring
    /// The compartments and their current keys, as the last commit has them: what can be opened is told by them,
    /// nothing is wrapped.
    let compartments: [String: AccessState.Compartment]
    /// The key that a compartment of a record is sealed by in the last commit.
    let seal: @Sendable (_ record: String, _ compartment: String) throws(StoreError) -> String?
  }

  /// Names a record key.
  private struct Name: Hashable {
    let subject: String
    let compartment: String
  }

  private struct Known {
    let key: SecretKey
    let epoch: Int
    /// The key that it is wrapped by.
    let wrapper: KeyTag
  }

  private struct Master {
    let key: SecretKey
    let compartment: String
  }

  private struct State {
    var source: Source??
    /// The compartments by which something new is wrapped.
    var judged: [String: AccessState.Compartment]?
    /// Compartment keys by their tag; read once.
    var masters: [KeyTag: Master]?
    /// Tags of all keys of each compartment, at hand or not.
    var tags: [String: Set<KeyTag>] = [:]
    /// Record keys of the subjects that were looked up.
    var records: [Name: [Known]] = [:]
    /// What the keyring has for them, at hand or not.
    var entries: [Name: [KeyringEntry]] = [:]
    var lookedUp: Set<String> = []
    var loaded: Set<String> = []
    /// New keys that are not in the keyring yet.
    var pending: [KeyringEntry: [UInt8]] = [:]
  }

  let holder: any KeyHolder
  private let random: RandomBytes
  private let load: @Sendable () throws(StoreError) -> Source?
  private let judge: @Sendable () throws(StoreError) -> AccessState
  private let state = Mutex(State())

  /// Makes the keys of a holder.
  ///
  /// - Parameters:
  ///   - load: finds the keyring when it is first needed; nil when this copy of the store has none.
  ///   - judged: says who may do what, before something is first wrapped.
  init(
    holder: any KeyHolder, random: @escaping RandomBytes, load: @escaping @Sendable () throws(StoreError) -> Source?,
    judged: @escaping @Sendable () throws(StoreError) -> AccessState
  ) {
    self.holder = holder
    self.random = random
    self.load = load
    judge = judged
  }

  private func source() throws(StoreError) -> Source? {
    if let known = state.withLock({ $0.source }) { return known }
    let found = try load()
    state.withLock { $0.source = .some(found) }
    return found
  }

  /// Id of the store, as its seals name it.
  func store() throws(StoreError) -> String { try source()?.store ?? "" }

  // MARK: compartment keys

  /// Returns the current key of a compartment; nil when the holder is no recipient.
  func master(of compartment: AccessState.Compartment) throws(StoreError) -> SecretKey? {
    let key = try masters()[KeyTag(thumbprint: compartment.key)]?.key
    return key?.thumbprint == compartment.key ? key : nil
  }

  /// Returns the key of a compartment by which something new may be wrapped; nil when the holder is no recipient.
  func judgedMaster(of name: String) throws(StoreError) -> SecretKey? {
    try judged(name).flatMap { compartment throws(StoreError) in try master(of: compartment) }
  }

  private func judged(_ compartment: String) throws(StoreError) -> AccessState.Compartment? {
    if let known = state.withLock({ $0.judged }) { return known[compartment] }
    let found = try judge().compartments
    state.withLock { $0.judged = found }
    return found[compartment]
  }

  /// Compartments the holder can open now.
  func compartments() throws(StoreError) -> Set<String> {
    var found: Set<String> = []
    for (name, compartment) in try source()?.compartments ?? [:] where try master(of: compartment) != nil {
      found.insert(name)
    }
    return found
  }

  private func masters() throws(StoreError) -> [KeyTag: Master] {
    if let known = state.withLock({ $0.masters }) { return known }
    let own = Set(holder.sealingKeys.map { KeyTag(thumbprint: $0.thumbprint) })
    var masters: [KeyTag: Master] = [:]
    var tags: [String: Set<KeyTag>] = [:]
    if let source = try source() {
      for (entry, blob) in try source.keyring.entries(under: "compartments") {
        tags[entry.compartment, default: []].insert(entry.key)
        guard own.contains(entry.wrapper) else { continue }
        if let key = unwrapped(entry, try source.keyring.bytes(blob), source, masters) {
          masters[entry.key] = Master(key: key, compartment: entry.compartment)
        }
      }
    }
    state.withLock { ($0.masters, $0.tags) = (masters, tags) }
    return masters
  }

  // MARK: record keys

  /// Returns the key of a seal; nil when the holder cannot reach it.
  func key(_ thumbprint: String, of subject: String, _ compartment: String) throws(StoreError) -> SecretKey? {
    try known(subject, compartment).first { $0.key.thumbprint == thumbprint }?.key
  }

  /// Returns the record key that an entry of the keyring holds.
  func key(_ tag: KeyTag, of subject: String, _ compartment: String) throws(StoreError) -> SecretKey? {
    try known(subject, compartment).first { KeyTag(thumbprint: $0.key.thumbprint) == tag }?.key
  }

  /// Whether the keyring has the key of a seal, for whomever.
  func holds(_ thumbprint: String, of subject: String, _ compartment: String) throws(StoreError) -> Bool {
    _ = try known(subject, compartment)
    return entries(subject, compartment).contains { $0.key == KeyTag(thumbprint: thumbprint) }
  }

  /// Returns the key under which something new is sealed, made if the subject has none yet.
  ///
  /// - Throws: `StoreError.keyMissing` when the holder does not reach the key of the compartment, or that of a subject
  ///   who is narrowed to others.
  func currentKey(of subject: String, _ compartment: String) throws(StoreError) -> SecretKey {
    guard try source() != nil, let current = try judged(compartment) else {
      throw .keyMissing(compartment: compartment)
    }
    let known = try known(subject, compartment)
    // Anybody can wrap a key of his own by another of his own: wraps by compartment keys that are not judged count for
    // nothing here.
    let judgedTags = try judgedTags(of: compartment)
    let allTags = state.withLock { $0.tags.values.reduce(into: Set<KeyTag>()) { $0.formUnion($1) } }
    let entries = entries(subject, compartment).filter {
      judgedTags.contains($0.wrapper) || !allTags.contains($0.wrapper)
    }
    let newest = entries.map(\.epoch).max() ?? 0
    let latest = known.filter { $0.epoch == newest }.sorted { $0.key.thumbprint < $1.key.thumbprint }
    let best = latest.first { judgedTags.contains($0.wrapper) }
    if let narrowed = best ?? latest.first, isNarrowed(narrowed.key, entries, compartment) {
      let isSound = best != nil ? true : try isSealing(narrowed, subject, compartment)
      guard isSound else { throw .keyMissing(compartment: compartment) }
      return narrowed.key
    }
    guard let master = try master(of: current), best != nil || newest < current.epoch else {
      throw .keyMissing(compartment: compartment)
    }
    if let best, newest >= current.epoch { return best.key }
    return try makeKey(of: subject, compartment, epoch: current.epoch, under: master)
  }

  /// Makes a new record key, in the place of those the subject has.
  ///
  /// - Parameter person: who alone opens it beside those who have `master`; nil for everybody who has `master`.
  func makeKey(
    of subject: String, _ compartment: String, epoch: Int? = nil, under master: SecretKey, for person: SealingKey? = nil
  ) throws(StoreError) -> SecretKey {
    _ = try known(subject, compartment)
    let newest = entries(subject, compartment).map(\.epoch).max() ?? 0
    let current = try source()?.compartments[compartment]?.epoch ?? 1
    let isFirst = epoch != nil
    let epoch = epoch ?? max(newest + 1, current)
    let key = try sealing { () throws(SealingError) in try SecretKey(random: random) }
    var wraps = [try wrap(key, subject: subject, compartment, epoch: epoch, under: master)]
    if let person {
      let store = try store()
      wraps.append(
        try sealing { () throws(SealingError) in
          try key.wrapped(
            for: person, store: store, compartment: compartment, epoch: epoch, subject: subject, random: random)
        })
    }
    return state.withLock { state in
      let name = Name(subject: subject, compartment: compartment)
      let wrapper = KeyTag(thumbprint: master.thumbprint)
      // Threads that seal records of one subject may come here together: the first key stays.
      if isFirst, let known = state.records[name]?.first(where: { $0.epoch == epoch && $0.wrapper == wrapper }) {
        return known.key
      }
      for wrap in wraps {
        state.pending[wrap.entry] = wrap.bytes
        state.entries[name, default: []].append(wrap.entry)
      }
      state.records[name, default: []].append(Known(key: key, epoch: epoch, wrapper: wrapper))
      return key
    }
  }

  private func entries(_ subject: String, _ compartment: String) -> [KeyringEntry] {
    state.withLock { $0.entries[Name(subject: subject, compartment: compartment)] ?? [] }
  }

  /// Whether a key is not for everybody who has the compartment.
  private func isNarrowed(_ key: SecretKey, _ entries: [KeyringEntry], _ compartment: String) -> Bool {
    let tags = state.withLock { $0.tags[compartment] ?? [] }
    return !entries.contains { $0.key == KeyTag(thumbprint: key.thumbprint) && tags.contains($0.wrapper) }
  }

  /// Tags of the keys that vouch for a record key: that of its compartment, and that of narrowing, as they are judged.
  private func judgedTags(of compartment: String) throws(StoreError) -> Set<KeyTag> {
    var tags: Set<KeyTag> = []
    for name in [compartment, Founding.narrowing] {
      if let key = try judged(name)?.key { tags.insert(KeyTag(thumbprint: key)) }
    }
    return tags
  }

  /// Whether the last commit seals a subject's own record by a key.
  private func isSealing(_ known: Known, _ subject: String, _ compartment: String) throws(StoreError) -> Bool {
    try source()?.seal(subject, compartment) == known.key.thumbprint
  }

  /// Wraps a record key by a compartment key.
  func wrap(
    _ key: SecretKey, subject: String, _ compartment: String, epoch: Int, under master: SecretKey
  ) throws(StoreError) -> (entry: KeyringEntry, bytes: [UInt8]) {
    let store = try store()
    let wrapped = try sealing { () throws(SealingError) in
      try JSONWebEncryption.seal(
        JSONWebKey.secret(key).json.bytes(.compact), header: Self.header(store, compartment, subject),
        with: master, random: random)
    }
    let entry = KeyringEntry(
      .record(subject: subject), compartment: compartment, epoch: epoch, key: KeyTag(thumbprint: key.thumbprint),
      wrapper: KeyTag(thumbprint: master.thumbprint))
    return (entry, wrapped.json.bytes(.compact))
  }

  private func known(_ subject: String, _ compartment: String) throws(StoreError) -> [Known] {
    let name = Name(subject: subject, compartment: compartment)
    let (found, isComplete) = state.withLock { state in
      (state.records[name] ?? [], state.loaded.contains(compartment) || state.lookedUp.contains(subject))
    }
    if isComplete { return found }
    guard let source = try source() else { return found }
    let masters = try masters()
    var keys: [Name: [Known]] = [:]
    var entries: [Name: [KeyringEntry]] = [:]
    for (entry, blob) in try source.keyring.entries(under: String(KeyringEntry.folder(of: subject).dropLast()))
    where entry.purpose == .record(subject: subject) {
      let name = Name(subject: subject, compartment: entry.compartment)
      entries[name, default: []].append(entry)
      guard let key = unwrapped(entry, try source.keyring.bytes(blob), source, masters) else { continue }
      keys[name, default: []].append(Known(key: key, epoch: entry.epoch, wrapper: entry.wrapper))
    }
    return state.withLock { state in
      if state.lookedUp.insert(subject).inserted {
        state.records.merge(keys) { $0 + $1 }
        state.entries.merge(entries) { $0 + $1 }
      }
      return state.records[name] ?? []
    }
  }

  /// Unwraps all record keys of some compartments at once, on all processors: for whoever opens many records.
  func load(_ compartments: Set<String>) throws(StoreError) {
    let missing = state.withLock { compartments.subtracting($0.loaded) }
    guard !missing.isEmpty, let source = try source() else { return }
    let masters = try masters()
    let folders = try source.keyring.folders(under: "records")
    let found = try Workers.map(folders.count) { () throws(StoreError) in
      try source.keyring.reader()
    } each: { (reader: inout BlobReader, number: Int) throws(StoreError) in
      var found: [(name: Name, entry: KeyringEntry, known: Known?)] = []
      for (entry, blob) in try source.keyring.entries(in: folders[number], reader)
      where missing.contains(entry.compartment) {
        guard case .record(let subject) = entry.purpose, let bytes = try Self.read(blob, reader) else { continue }
        let key = self.unwrapped(entry, bytes, source, masters)
        let known = key.map { Known(key: $0, epoch: entry.epoch, wrapper: entry.wrapper) }
        found.append((Name(subject: subject, compartment: entry.compartment), entry, known))
      }
      return found
    }
    state.withLock { state in
      let new = Set(state.pending.keys.map(\.purpose))
      for (name, entry, known) in found.joined() where !state.lookedUp.contains(name.subject) {
        state.entries[name, default: []].append(entry)
        if let known, !new.contains(entry.purpose) { state.records[name, default: []].append(known) }
      }
      state.loaded.formUnion(missing)
    }
  }

  /// What the header of a wrapped key says of its place.
  static func header(_ store: String, _ compartment: String, _ subject: String?) -> JSONObject {
    var header: JSONObject = JSONObject([("store", .string(store)), ("compartment", .string(compartment))])
    header["record"] = subject.map { .string($0) }
    return header
  }

  static func read(_ blob: ObjectID, _ reader: BlobReader) throws(StoreError) -> [UInt8]? {
    try git { () throws(GitError) in
      try reader.withBlob(blob, limit: Keyring.entryLimit) { bytes in (0..<bytes.count).map { bytes[$0] } }
    }
  }

  /// Unwraps what a file of the keyring holds; nil when the holder cannot, or it is not what its name says.
  private func unwrapped(
    _ entry: KeyringEntry, _ bytes: [UInt8], _ source: Source, _ masters: [KeyTag: Master]
  ) -> SecretKey? {
    let subject: String? = if case .record(let subject) = entry.purpose { subject } else { nil }
    let expected = Self.header(source.store, entry.compartment, subject)
    guard let wrapped = try? JSONWebEncryption(parsing: bytes) else { return nil }
    let opened: [UInt8]? =
      if let master = masters[entry.wrapper]?.key {
        try? wrapped.open(with: master, expecting: expected)
      } else if holder.sealingKeys.contains(where: { KeyTag(thumbprint: $0.thumbprint) == entry.wrapper }) {
        try? holder.open(wrapped, expecting: expected)
      } else {
        nil
      }
    guard let opened, case .secret(let key)? = try? JSONWebKey(parsing: opened),
      KeyTag(thumbprint: key.thumbprint) == entry.key
    else { return nil }
    return key
  }

  // MARK: new keys

  /// Puts new keys into the keyring, durably: what is sealed by them is written after this.
  func flush(time: Signature) throws(StoreError) {
    let pending = state.withLock { $0.pending }
    guard !pending.isEmpty, let source = try source() else { return }
    try source.keyring.add(pending, time: time)
    state.withLock { state in for entry in pending.keys { state.pending[entry] = nil } }
  }
}

/// Runs a body of the room `Sealing` and turns its errors into those of the store.
func sealing<Result>(_ body: () throws(SealingError) -> Result) throws(StoreError) -> Result {
  do throws(SealingError) { return try body() } catch { throw StoreError(error) }
}
