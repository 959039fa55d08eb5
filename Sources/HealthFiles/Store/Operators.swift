// Who stands at a shared till (docs/Trust.md, section 1): staff who sign in with a PIN. The device signs; what it
// records says `by` whom. Kept beside the repository, never in it, for this computer alone.

internal import JSONSchema
internal import Synchronization

/// The staff who sign in at this copy of the store, and who is signed in now.
struct Operators: Sendable {
  /// What is known of one of them.
  struct Entry: Sendable {
    let pin: PassphraseHash
    /// How often a wrong PIN was given in a row.
    var failures = 0
  }

  /// A turn at the till.
  struct Turn: Sendable {
    let id: String
    /// Seconds since 1970 when something was last recorded.
    var used: Int64
    /// The turn ends when nothing is recorded for so long.
    let minutes: Int
  }

  static let path = ".git/hfile/operators.json"
  /// Wrong PINs in a row after which only a person's own key helps.
  static let mostFailures = 5

  var entries: [String: Entry] = [:]
  var turn: Turn?

  /// The operators as JSON text.
  var bytes: [UInt8] {
    var list = JSONObject()
    for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
      list[id] = ["pin": entry.pin.json, "failures": .number(JSONNumber(Int64(entry.failures)))]
    }
    var value: JSON = ["operators": .object(list)]
    if let turn {
      value["turn"] = [
        "id": .string(turn.id), "used": .number(JSONNumber(turn.used)),
        "minutes": .number(JSONNumber(Int64(turn.minutes))),
      ]
    }
    return RecordFile.document(value, order: nil)
  }

  init() {}

  /// Reads the file; what cannot be read makes everybody give a new PIN.
  init(_ bytes: [UInt8]) {
    guard let value = try? JSON(parsing: bytes, limits: .record) else { return }
    for (id, entry) in value["operators"]?.objectValue ?? JSONObject() {
      guard let pin = entry["pin"].flatMap(PassphraseHash.init) else { continue }
      entries[id] = Entry(pin: pin, failures: Int(entry["failures"]?.integerValue ?? 0))
    }
    guard let id = value["turn"]?["id"]?.stringValue, let used = value["turn"]?["used"]?.integerValue,
      let minutes = value["turn"]?["minutes"]?.integerValue
    else { return }
    turn = Turn(id: id, used: used, minutes: Int(minutes))
  }
}

extension Store {
  /// Minutes without a record after which an operator is signed out, unless he says otherwise.
  public static let operatorMinutes = 10

  /// Whether somebody has a PIN at this copy of the store.
  public func hasPIN(_ id: String) throws(StoreError) -> Bool { try operators().entries[id] != nil }

  /// Whether somebody's PIN is asked for before he gets another: he has one, and no person's own key is at hand.
  public func needsPIN(toChange id: String) throws(StoreError) -> Bool {
    guard try hasPIN(id) else { return false }
    return try !isPersonPresent()
  }

  /// Gives a member of staff a PIN at this computer.
  ///
  /// - Parameter old: the PIN he had; nil is enough where he has none, or a person's own key is at hand.
  /// - Throws: `StoreError.wrongPIN`, `.notFound` without such a record, `.weakPIN`.
  public func setPIN(_ pin: String, of id: String, old: String?) throws(StoreError) {
    guard (4...12).contains(pin.utf8.count), pin.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw .weakPIN }
    let state = try snapshot()
    guard let record = try state.record(id), record.value["ended"] == nil else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    try locked { () throws(StoreError) in
      if try needsPIN(toChange: id) { try check(old ?? "", of: id) }
      var operators = try operators()
      let hash = try sealing { () throws(SealingError) in
        try PassphraseHash(pin, random: environment.randomBytes)
      }
      operators.entries[id] = Operators.Entry(pin: hash)
      try write(operators)
    }
  }

  /// Signs an operator in at this computer; what is recorded from now on is `by` him.
  ///
  /// - Parameter minutes: the turn ends when nothing is recorded for so long.
  /// - Throws: `StoreError.wrongPIN`, `.blockedPIN` after five wrong ones.
  public func signIn(_ id: String, pin: String, minutes: Int) throws(StoreError) {
    try locked { () throws(StoreError) in
      try check(pin, of: id)
      var operators = try operators()
      operators.entries[id]?.failures = 0
      operators.turn = Operators.Turn(id: id, used: environment.now().seconds, minutes: minutes)
      try write(operators)
    }
  }

  /// Makes sure that somebody is who he says, and leaves it at that: who records goes on as before.
  ///
  /// - Throws: `StoreError.wrongPIN`, `.blockedPIN` after five wrong ones.
  public func confirm(_ id: String, pin: String) throws(StoreError) {
    try locked { () throws(StoreError) in
      try check(pin, of: id)
      var operators = try operators()
      operators.entries[id]?.failures = 0
      try write(operators)
    }
  }

  /// Whether the own key of a member of staff is at hand.
  public func isPresent(_ id: String) throws(StoreError) -> Bool { try person(in: snapshot())?.id == id }

  /// Signs the operator out.
  public func signOut() throws(StoreError) {
    try locked { () throws(StoreError) in
      var operators = try operators()
      guard operators.turn != nil else { return }
      operators.turn = nil
      try write(operators)
    }
  }

  /// Who records here now, and goes on doing so; nil where nobody has a PIN, and so nobody signs in.
  ///
  /// - Throws: `StoreError.noOperator` where operators sign in and none is, or the turn has ended.
  func useOperator() throws(StoreError) -> String? {
    guard !isBare else { return nil }
    var operators = try operators()
    guard !operators.entries.isEmpty else { return nil }
    let now = environment.now().seconds
    guard let turn = operators.turn, operators.entries[turn.id] != nil, now >= turn.used,
      now - turn.used < Int64(turn.minutes) * 60
    else { throw .noOperator }
    // A sale need not wait for the disk once more: a tenth of the turn is near enough.
    if now - turn.used >= Int64(turn.minutes) * 6 {
      operators.turn?.used = now
      try write(operators)
    }
    return turn.id
  }

  /// A wrong PIN is remembered before it is told: whoever guesses cannot guess again by breaking off.
  private func check(_ pin: String, of id: String) throws(StoreError) {
    var operators = try operators()
    guard var entry = operators.entries[id] else { throw .noPIN(id) }
    guard entry.failures < Operators.mostFailures else { throw .blockedPIN(id) }
    entry.failures += 1
    operators.entries[id] = entry
    try write(operators)
    guard entry.pin.matches(pin) else {
      throw .wrongPIN(id, left: Operators.mostFailures - entry.failures)
    }
  }

  /// Whether the key at hand is that of a person, not of a device.
  private func isPersonPresent() throws(StoreError) -> Bool { try person(in: snapshot()) != nil }

  /// The person whose own key is at hand; nil where a device signs, or nobody does.
  func person(in state: Snapshot) throws(StoreError) -> Signer? {
    guard try isTrusted(), let holder = unlocked.withLock({ $0.holder }) else { return nil }
    let signer = try state.access().signer(with: holder.verifyingKey)
    return signer?.kind == .person && signer?.isRevoked == false ? signer : nil
  }

  private func operators() throws(StoreError) -> Operators {
    try disk.read(Operators.path).map { Operators($0) } ?? Operators()
  }

  private func write(_ operators: Operators) throws(StoreError) {
    try disk.write(operators.bytes, to: Operators.path, mode: 0o600)
  }
}
