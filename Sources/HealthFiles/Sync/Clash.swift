/// What records of two copies of a store break together although each is valid.
public struct Clash: Sendable, Hashable {
  /// Id of the record that came later into the history.
  public let record: String
  /// The rule that is broken, by its code.
  public let rule: String
  /// Ids of the other records that are part of it.
  public let others: [String]

  /// Makes a clash.
  public init(record: String, rule: String, others: [String]) {
    self.record = record
    self.rule = rule
    self.others = others
  }
}

extension Fact {
  /// Ids of the other records that are part of what is wrong.
  var others: [String] {
    switch self {
    case .duplicateID(let other), .notUnique(_, let other, _), .claimedTwice(_, _, let other),
      .bookedTwice(_, let other):
      [other]
    case .missingReference(let id, _): [id]
    default: []
    }
  }
}
