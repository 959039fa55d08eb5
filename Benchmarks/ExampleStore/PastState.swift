import HealthFiles
import JSONSchema

/// What a document looked like before the end of its story, told from the times it holds.
struct PastState {
  private let record: Record

  init(_ record: Record) { self.record = record }

  /// The moments at which the document changed.
  var moments: [Instant] {
    var texts = (record.value["history"]?.arrayValue ?? []).map { $0["time"]?.stringValue }
    texts += [
      record.value["closed"]?.stringValue, record.value["withdrawn"]?["time"]?.stringValue,
      record.value["prepayment"]?["refund"]?["time"]?.stringValue,
    ]
    return texts.compactMap { $0 }.compactMap { Instant($0) }
  }

  /// The document at a moment.
  func value(at moment: Instant) -> JSON {
    var value = record.value
    func isLater(_ time: JSON?) -> Bool {
      time?.stringValue.flatMap { Instant($0) }.map { moment < $0 } ?? false
    }
    for field in ["history", "actions"] {
      guard let entries = value[field]?.arrayValue else { continue }
      let past = entries.filter { !isLater($0["time"]) }
      value[field] = past.isEmpty ? .none : .array(past)
      if field == "history", let state = past.last?["state"] { value["state"] = state }
    }
    if isLater(value["cancelled"]?["time"]) { value["cancelled"] = nil }
    if isLater(value["withdrawn"]?["time"]) { value["withdrawn"] = nil }
    if isLater(value["prepayment"]?["refund"]?["time"]), var prepayment = value["prepayment"] {
      prepayment["refund"] = nil
      value["prepayment"] = prepayment
    }
    if record.type == "feedback" { hideResolution(&value) }
    if record.type == "shift", isLater(value["closed"]) { reopen(&value) }
    return value
  }

  private func hideResolution(_ value: inout JSON) {
    let state = value["state"]?.stringValue
    guard state == "open" || state == "in-progress" else { return }
    for field in ["rootCause", "measure", "resolution"] { value[field] = nil }
  }

  private func reopen(_ value: inout JSON) {
    value["state"] = "open"
    for field in ["closed", "closedBy", "counted", "deposit"] { value[field] = nil }
  }
}
