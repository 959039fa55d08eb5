// A store comes to another computer: its history is received into quarantine and judged before any file of it is
// written, its keys come along, and the copy gets a code of its own to write under.

internal import Git

/// What is asked of a new clone.
public struct CloneRequest: Sendable {
  /// Where the store is to be had; it becomes the hub `origin`.
  public var address: HubAddress
  /// Where to put it: an absolute path of a folder that is not there, or empty.
  public var folder: String
  /// The code to write under; nil chooses one that nobody uses.
  public var device: String?
  /// Goes on although the history breaks rules of the store.
  public var acceptsFindings = false
  /// Whether the address is one to go on with, and not a file of a backup.
  var remembersHub = true

  /// Makes a request.
  public init(address: HubAddress, folder: String) {
    self.address = address
    self.folder = folder
  }
}

/// What came of cloning.
public struct CloneOutcome: Sendable {
  /// The new copy.
  public let store: Store
  /// The code it writes under.
  public let device: String
  /// What was found out about its history.
  public let verification: Verification
  /// How many wrapped keys came along.
  public let keys: Int
}

extension Store {
  /// Copies a store from a hub.
  ///
  /// - Parameter holder: whose keys are at hand: an enrolled device keeps its code.
  /// - Throws: `StoreError.refused` when the hub cannot be reached, or its history breaks the store's rules; nothing is
  ///   left behind then.
  public static func clone(
    _ request: CloneRequest, _ door: HubDoor = HubDoor(), holder: (any KeyHolder)?, environment: Environment
  ) throws(StoreError) -> CloneOutcome {
    let made = try founded(in: request.folder) { place throws(StoreError) in
      var request = request
      request.folder = place
      return try Cloning(request, door, holder, environment).run()
    }
    return try CloneOutcome(made, at: request.folder)
  }
}

extension CloneOutcome {
  /// The same after the copy has moved.
  init(_ made: CloneOutcome, at folder: String) throws(StoreError) {
    store = try Store(containing: folder, environment: made.store.environment)
    (device, verification, keys) = (made.device, made.verification, made.keys)
  }
}

/// A copy on its way.
struct Cloning {
  let request: CloneRequest
  let door: HubDoor
  let holder: (any KeyHolder)?
  let environment: Environment
  let hub: Hub

  init(
    _ request: CloneRequest, _ door: HubDoor, _ holder: (any KeyHolder)?, _ environment: Environment
  ) throws(StoreError) {
    (self.request, self.holder, self.environment) = (request, holder, environment)
    hub = Hub("origin", at: request.address)
    try Disk(root: "/").makeFolder(request.folder + "/.git/hfile")
    self.door = try door.of(request.folder + "/.git", hub)
  }

  func run() throws(StoreError) -> CloneOutcome {
    let home = try git { () throws(GitError) in try Repository.initialize(at: request.folder) }
    let path = home.gitDirectory + HubExchange.incoming
    let quarantine = try git { () throws(GitError) in try Quarantine(at: path, for: home, known: []) }
    let seen = try receive(quarantine)
    guard let tip = seen[Store.branch] else { throw HubError.emptyHub(hub.address.text).asStoreError }
    let judged = try Store(containing: path, environment: environment)
    let memory = VerificationMemory()
    let found = try HistoryVerifier(judged, keepingIn: memory).verify(tip)
    let findings = found.findings.filter { $0.kind != .untrusted }
    if let first = findings.first, !request.acceptsFindings {
      throw HubError.breaksRules(
        commit: first.commit.description, sentence: Phrase(first.words), count: findings.count
      ).asStoreError
    }
    let device = try device(in: judged.snapshot(at: tip))
    try git { () throws(GitError) in try quarantine.release() }
    let marker = try judged.headBytes(Layout.marker)
    let disk = Disk(root: request.folder)
    try disk.removeTree(".git/" + HubExchange.incoming)
    if let marker { try disk.write(marker, to: Layout.marker) }
    let store = try Store(containing: request.folder, environment: environment)
    let keys = try place(store, tip, seen)
    try store.setDevice(device)
    HistoryVerifier(store).keep(memory)
    return CloneOutcome(store: store, device: device, verification: try HistoryVerifier(store).verify(), keys: keys)
  }

  private func receive(_ quarantine: Quarantine) throws(StoreError) -> [String: ObjectID] {
    try hub.visit(quarantine.repository, .fetch, door) { peer throws(GitError) in
      let found = try peer.references()
      guard let tip = found[Store.branch] else { return found }
      try peer.download([Store.branch])
      try quarantine.checkComplete([tip], limits: door.limits)
      try quarantine.repository.compareAndSwap(Store.branch, from: nil, to: tip, message: "judged")
      return found
    }
  }

  private func place(_ store: Store, _ tip: ObjectID, _ seen: [String: ObjectID]) throws(StoreError) -> Int {
    // What only a backup has may be unpublished: the first exchange with a hub finds out.
    if request.remembersHub {
      _ = try store.add(hub)
      try store.publish(upTo: tip)
      try store.track(hub, tip)
    }
    try store.locked { () throws(StoreError) in
      try store.unpack(tip)
      try store.publish(tip, after: nil, message: "clone", catalogue: store.snapshot(at: tip).catalogue)
    }
    try store.placeHook()
    var exchange = HubExchange(store, hub, door)
    exchange.seen = seen
    try exchange.receiveKeys()
    return exchange.outcome.keysReceived
  }

  // MARK: the code of this copy

  /// A code that no enrolled device and no file of the store uses; that of the device whose keys are at hand.
  private func device(in state: Snapshot) throws(StoreError) -> String {
    let devices = try state.access().devices
    let own = holder.flatMap { holder in devices.values.first { $0.signing.contains(holder.verifyingKey) } }?.id
    if let own, request.device == nil || request.device == own { return own }
    var used = Set(devices.keys).union([Store.importDevice])
    for path in try state.source.paths(under: "") {
      let name = Disk.name(of: path)
      if let daily = Layout.dailyName(name) { used.insert(daily.device) }
      if name.hasSuffix(".json"), let parts = RecordID.datedParts(of: String(name.dropLast(5))) {
        used.insert(String(parts.device))
      }
    }
    if let wanted = request.device {
      try Store.checkDevice(wanted)
      guard !used.contains(wanted) else { throw HubError.deviceTaken(wanted).asStoreError }
      return wanted
    }
    let all = "abcdefghijklmnopqrstuvwxyz".flatMap { letter in "0123456789".map { "\(letter)\($0)" } }
    let free = all.filter { !used.contains($0) }
    guard !free.isEmpty else { throw StoreError.noDevice }
    // At random, so that two copies that are made at once hardly get the same.
    return free[Int(environment.randomBits() % UInt64(free.count))]
  }
}
