// One act of business is one commit. Its records are made from the newest commit while the lock is held, so that no two
// tills take the same receipt number or spend the same points; what a person edits meanwhile is left alone.

public import JSONSchema

/// What an act of business records: new records and changed ones, made from the newest committed state.
public struct BusinessAct {
  /// The newest committed state.
  public let state: Snapshot
  /// When it happens, by the store's clock.
  public let time: Instant
  /// The business day it happens on.
  public let day: BusinessDay
  let store: Store
  /// Whose own key is at hand: a member of staff's, not a till's.
  let person: Signer?
  private(set) var changes: [RecordChange] = []

  init(_ store: Store, in state: Snapshot, at time: Instant?) throws(StoreError) {
    self.store = store
    self.state = state
    let now = time?.seconds ?? store.environment.now().seconds
    self.time = state.profile.instant(seconds: now)
    day = state.profile.businessDay(of: now)
    person = try store.person(in: state)
  }

  /// The code of the device that records it.
  public func device() throws(StoreError) -> String { try store.device() }

  /// When something happens that must come after what is recorded: now, or the second after the last of it.
  func time(after latest: Instant?) -> Instant {
    guard let latest, time <= latest else { return time }
    return state.profile.instant(seconds: latest.seconds + 1)
  }

  /// A random code of eight characters.
  public func code() -> String { RecordID.code(bits: store.environment.randomBits()) }

  /// A type by its name.
  public func type(_ name: String) throws(StoreError) -> RecordType {
    guard let type = state.catalogue.types[name] else { throw .notFound(kind: .type, name: name, near: []) }
    return type
  }

  /// The member of staff whose own key approves it; nil where a till signs, or he has no record.
  public var approver: String? {
    get throws(StoreError) {
      guard let person, try state.storedRecord(person.id) != nil else { return nil }
      return person.id
    }
  }

  /// Who records it: the operator at a shared till, else whose key signs.
  public var recorder: String? {
    get throws(StoreError) {
      let signedIn = try store.useOperator()
      return if let signedIn { signedIn } else { try approver }
    }
  }

  /// Demands that a person's own key signs, not that of a shared till (design: refunds, voids, overridden prices).
  public func requirePerson() throws(StoreError) {
    guard try store.isTrusted(), person == nil else { return }
    throw StoreError(TradeError.personNeeded)
  }

  /// Adds a record; id, time, business day, device and who records it are filled in where they are left out.
  ///
  /// A record of that id with the same content is there already when an act is sent twice: nothing is added then.
  ///
  /// - Throws: `StoreError.conflict` when a record of that id says something else.
  @discardableResult
  public mutating func add(_ name: String, _ fields: JSON) throws(StoreError) -> Record {
    let type = try type(name)
    var value = fields
    let old = try fields["id"]?.stringValue.flatMap { id throws(StoreError) in try state.record(id) }
    for key in ["time", "by"] where value[key] == nil { value[key] = old?.value[key] }
    if let pointer = type.time, value[pointer] == nil { value.set(.string(time.description), at: pointer) }
    value = try store.completed(value, of: type, in: state)
    if old == nil, value["by"] == nil, type.fields.contains(where: { $0.name == "by" }) {
      value["by"] = try approver.map { .string($0) }
    }
    let id = value["id"]?.stringValue ?? ""
    let record = Record(type: name, id: id, value: value)
    let path = Layout.path(of: id, in: type) ?? ""
    guard let old else {
      changes.append(RecordChange(type: name, id: id, path: path, old: nil, new: value))
      return record
    }
    guard old.value.text(.compact, order: .codePoints) == value.text(.compact, order: .codePoints) else {
      let fact = Fact.alreadyExists(isFact: type.layout == .daily)
      throw .conflict([Problem(fact, at: Place(file: path, record: id))])
    }
    return record
  }

  /// Changes a committed record.
  @discardableResult
  public mutating func amend(_ record: Record, _ change: (inout JSON) -> Void) throws(StoreError) -> Record {
    var value = record.value
    change(&value)
    let stored = try state.storedRecord(record.id)?.value
    changes.append(
      RecordChange(
        type: record.type, id: record.id, path: state.path(of: record.id) ?? "", old: stored, new: value))
    return Record(type: record.type, id: record.id, value: value)
  }
}

extension Store {
  /// Carries out an act of business as one commit.
  ///
  /// - Parameters:
  ///   - time: when it happened; now if nil.
  ///   - known: the committed state as it was read before; read again if another commit came since.
  ///   - make: makes the records in the newest state; called while the lock is held.
  /// - Returns: what was committed, and what the body returned.
  /// - Throws: `StoreError.invalid` with all problems, when anything is wrong; nothing is written then.
  @discardableResult
  public func perform<Outcome>(
    _ request: CommitRequest, at time: Instant? = nil, in known: Snapshot? = nil,
    _ make: (inout BusinessAct) throws(StoreError) -> Outcome
  ) throws(StoreError) -> (result: CommitResult, outcome: Outcome) {
    var made: Outcome?
    let result = try commit(request, in: known) { base throws(StoreError) in
      var act = try BusinessAct(self, in: base, at: time)
      made = try make(&act)
      let plan = try CommitPlan(changing: act.changes, in: base)
      for change in plan.records { try refuseUncommitted(change, base) }
      return plan
    }
    guard let made else { throw .bareRepository }
    return (result, made)
  }
}
