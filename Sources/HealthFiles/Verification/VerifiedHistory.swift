// What earlier runs found out, kept beside the repository. Deleting it costs time only: it follows from the objects.

internal import Git
internal import JSONSchema
internal import Synchronization

/// A history that was judged up to some commit.
struct VerifiedHistory {
  let origin: Genesis
  let tip: ObjectID
  /// Tree and time of the tip.
  let parent: (tree: ObjectID, seconds: Int64?)
  /// The latest time at which each signer said he wrote a commit.
  let authored: [String: Int64]
  let commits: Int
  let beforeTrust: Int
  /// The blobs that judge, by path.
  let files: [String: ObjectID]
  let findings: [HistoryFinding]

  /// Raised whenever a rule changes: what older rules found is found anew.
  static let rules: Int64 = 3
  static let path = "hfile/verified/history.json"
  /// What was found out of the history that was fetched last: own commits that are laid anew are no part of it.
  static let fetchedPath = "hfile/verified/fetched.json"
}

/// What a process found out of a history, for one that only reads and judges the history again and again.
public final class VerificationMemory: Sendable {
  private let kept = Mutex<VerifiedHistory?>(nil)

  /// Makes an empty memory.
  public init() {}

  var history: VerifiedHistory? {
    get { kept.withLock { $0 } }
    set { kept.withLock { $0 = newValue } }
  }
}

extension VerifiedHistory {
  /// Reads what was kept; nil when it is not of these rules, or damaged.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes, limits: .unbounded), json["rules"]?.integerValue == Self.rules else {
      return nil
    }
    func id(_ key: String) -> ObjectID? { json[key]?.stringValue.flatMap(ObjectID.init(hex:)) }
    guard let origin = Genesis(json["origin"]), let tip = id("tip"), let tree = id("tree"),
      let commits = json["commits"]?.integerValue, let before = json["beforeTrust"]?.integerValue,
      let files = json["files"]?.objectValue, let findings = json["findings"]?.arrayValue
    else { return nil }
    self.origin = origin
    self.tip = tip
    parent = (tree, json["seconds"]?.integerValue)
    let times = json["authored"]?.objectValue.map { $0.compactMap { id, time in time.integerValue.map { (id, $0) } } }
    authored = Dictionary(times ?? []) { first, _ in first }
    self.commits = Int(commits)
    beforeTrust = Int(before)
    let ids = files.compactMap { path, id in id.stringValue.flatMap { ObjectID(hex: $0) }.map { (path, $0) } }
    self.files = Dictionary(ids) { first, _ in first }
    self.findings = findings.compactMap(HistoryFinding.init)
    guard self.files.count == files.count, self.findings.count == findings.count else { return nil }
  }

  var json: JSON {
    var json: JSON = [
      "rules": .number(JSONNumber(Self.rules)), "origin": origin.json, "tip": .string(tip.description),
      "tree": .string(parent.tree.description), "commits": .number(JSONNumber(Int64(commits))),
      "beforeTrust": .number(JSONNumber(Int64(beforeTrust))),
      "files": .object(JSONObject(files.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) })),
      "findings": .array(findings.map(\.keptJSON)),
      "authored": .object(JSONObject(authored.sorted { $0.key < $1.key }.map { ($0, .number(JSONNumber($1))) })),
    ]
    if let seconds = parent.seconds { json["seconds"] = .number(JSONNumber(seconds)) }
    return json
  }
}

/// The beginning of a store's trust: what never changes afterwards.
struct Genesis: Sendable, Hashable {
  let id: ObjectID
  /// Id of the store, by `access/store.json`.
  let store: String
  let owners: [String]
  /// The keys of the owners.
  let keys: [String]
  /// The blobs of `hfile.json` and `access/store.json`.
  let marker: ObjectID?
  let accessMarker: ObjectID?

  /// Whether somebody may have signed it: an owner it names.
  func isSigned(by signer: Signer, _ access: AccessState) -> Bool {
    owners.contains(signer.id) && access.isOwner(signer)
  }

  /// What a clone pins of it; the same for two only if they are the same beginning.
  var json: JSON {
    func list(_ words: [String]) -> JSON { .array(words.map { .string($0) }) }
    var json: JSON = [
      "genesis": .string(id.description), "store": .string(store), "owners": list(owners), "keys": list(keys),
    ]
    if let marker { json["marker"] = .string(marker.description) }
    if let accessMarker { json["accessMarker"] = .string(accessMarker.description) }
    return json
  }

  init(id: ObjectID, access: AccessState, marker: ObjectID?, accessMarker: ObjectID?) {
    self.id = id
    store = access.store ?? ""
    owners = access.owners
    keys = access.owners.flatMap { access.people[$0]?.signing ?? [] }.map(\.openSSH)
    self.marker = marker
    self.accessMarker = accessMarker
  }

  init?(_ json: JSON?) {
    func id(_ key: String) -> ObjectID? { json?[key]?.stringValue.flatMap(ObjectID.init(hex:)) }
    func words(_ key: String) -> [String] { json?[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    guard let genesis = id("genesis"), let store = json?["store"]?.stringValue else { return nil }
    self.id = genesis
    self.store = store
    owners = words("owners")
    keys = words("keys")
    marker = id("marker")
    accessMarker = id("accessMarker")
  }
}

/// What this clone has seen of its store, once and for all.
struct Pins {
  let origin: Genesis
  /// The last tip that was verified.
  let tip: ObjectID

  static let path = "hfile/pins.json"

  init(origin: Genesis, tip: ObjectID) {
    self.origin = origin
    self.tip = tip
  }

  /// Reads pins; nil when there are none.
  init?(_ bytes: [UInt8]) {
    let json = try? JSON(parsing: bytes, limits: .record)
    guard let origin = Genesis(json), let tip = json?["tip"]?.stringValue.flatMap(ObjectID.init(hex:)) else {
      return nil
    }
    self.init(origin: origin, tip: tip)
  }

  var bytes: [UInt8] {
    var json = origin.json
    json["tip"] = .string(tip.description)
    return json.bytes(.indented) + [0x0A]
  }
}
