internal import JSONSchema

extension Check {
  /// Health data bear on tiers and offers, and offers go out, only with the consents that the policy asks for.
  ///
  /// Which type holds consents, which messages are offers and which purpose stands for which rule is the meaning of
  /// codes, and no schema can say it: these five names are all this check knows.
  static let consent = Check(
    name: "consent",
    summary: Phrase(
      "health data and offers are used with consent", "健康信息与营销的使用均已取得同意", "健康資料與行銷的使用均已取得同意")
  ) { state, today throws(StoreError) in
    let policy = try PrivacyPolicy(state)
    let consents = try Consents(state)
    return try healthProblems(policy.rules(on: today), consents, today, in: state)
      + offerProblems(policy, consents, in: state)
  }

  private static func healthProblems(
    _ rules: JSON, _ consents: Consents, _ today: BusinessDay, in state: Snapshot
  ) throws(StoreError) -> [Problem] {
    let uses = [("healthForTiers", "health-tier"), ("healthForMarketing", "health-marketing")]
    let purposes = uses.filter { rules[$0.0] == .bool(true) }.map(\.1)
    guard !purposes.isEmpty else { return [] }
    var problems: [Problem] = []
    for type in state.catalogue.sortedTypes where type.isSubject {
      guard let health = type.sealed?.compartments.first(where: { $0.name == "health" }) else { continue }
      for path in try state.paths(of: type) {
        guard let bytes = try state.bytes(at: path) else { continue }
        let file = RecordFile(bytes, path: path, type: type)
        for entry in file.entries {
          let value = entry.record.value
          let isHeld = value[SealedFields.member]?[health.name] != nil
          guard isHeld || health.members.contains(where: { value[$0] != nil }) else { continue }
          let missing = purposes.filter { !consents.hold(entry.record.id, $0, on: today) }
          let found = missing.map { Problem(.consentMissing(purpose: $0), at: Place(pointer: JSONPointer(["id"]))) }
          problems += file.located(found, of: entry, in: bytes)
        }
      }
    }
    return problems
  }

  private static func offerProblems(
    _ policy: PrivacyPolicy, _ consents: Consents, in state: Snapshot
  ) throws(StoreError) -> [Problem] {
    guard let type = state.catalogue.types["message"] else { return [] }
    var problems: [Problem] = []
    for path in try state.paths(of: type) {
      guard let bytes = try state.bytes(at: path) else { continue }
      let file = RecordFile(bytes, path: path, type: type)
      for entry in file.entries {
        let value = entry.record.value
        guard value["purpose"] == "offer", value["direction"] != "in", let member = value["member"]?.stringValue,
          let time = type.instant(of: value), let day = value["day"]?.stringValue.flatMap({ BusinessDay($0) }),
          policy.rules(on: day)["marketingNeedsConsent"] == .bool(true),
          !consents.hold(member, "marketing", on: day, at: time, by: value["channel"]?.stringValue)
        else { continue }
        let problem = Problem(.consentMissing(purpose: "marketing"), at: Place(pointer: JSONPointer(["member"])))
        problems += file.located([problem], of: entry, in: bytes)
      }
    }
    return problems
  }
}

/// The versions of the policy that rules over consents.
private struct PrivacyPolicy {
  private let type: PolicyType?
  private let versions: JSON?

  init(_ state: Snapshot) throws(StoreError) {
    type = state.catalogue.policies["privacy"]
    versions = try state.policy("privacy")
  }

  func rules(on day: BusinessDay) -> JSON { type?.version(of: versions, on: day).values ?? .null }
}

/// What members decided, by member and purpose.
private struct Consents {
  private struct Key: Hashable {
    let member: String?
    let purpose: String?
  }

  /// Decisions with the instant each was made, oldest first.
  private var decisions: [Key: [(time: Instant, value: JSON)]] = [:]

  init(_ state: Snapshot) throws(StoreError) {
    guard let type = state.catalogue.types["consent"] else { return }
    for record in try state.records(of: type).records {
      guard let time = type.instant(of: record.value) else { continue }
      let key = Key(member: record.value["member"]?.stringValue, purpose: record.value["purpose"]?.stringValue)
      decisions[key, default: []].append((time, record.value))
    }
    for key in decisions.keys { decisions[key]?.sort { $0.time < $1.time } }
  }

  /// Whether the latest decision of a member, at a time if one is given, allows a purpose on a day.
  func hold(
    _ member: String, _ purpose: String, on day: BusinessDay, at time: Instant? = nil, by channel: String? = nil
  ) -> Bool {
    let all = decisions[Key(member: member, purpose: purpose)] ?? []
    guard let last = all.last(where: { decision in time.map { decision.time <= $0 } ?? true })?.value,
      last["decision"] == "granted"
    else { return false }
    if let withdrawn = last["withdrawn"]?["time"]?.stringValue.flatMap({ Instant($0) }) {
      guard let time, time < withdrawn else { return false }
    }
    if let end = last["validUntil"]?.stringValue.flatMap({ BusinessDay($0) }), end < day { return false }
    guard let channel, let covered = last["channels"]?.arrayValue else { return true }
    return covered.contains(.string(channel))
  }
}
