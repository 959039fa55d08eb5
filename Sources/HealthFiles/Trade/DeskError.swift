internal import JSONSchema

/// Why an act at the desk cannot be done so.
enum DeskError: Error, Sendable, Hashable {
  /// Nobody, or nothing, is free for it then; nearest starts that are.
  case notFree(Timetable.Refusal, at: String, near: [String])
  /// All places of a session are taken; how many are left.
  case full(session: String, left: Int)
  /// The course has no such session, or it is cancelled.
  case noSession(String, codes: [String])
  /// It begins before the earliest start that may be booked.
  case tooSoon(from: String)
  /// It begins after the last day that may be booked.
  case tooFar(until: String)
  /// The state does not allow it; states that do.
  case state(Phrase, allowed: [Phrase])
  /// It counts as a no-show only from then on.
  case notYet(from: String)
  /// The prepayment was paid before, or nothing is due.
  case nothingToPay
  /// It was rated before.
  case rated(String)
  /// What is to be booked is none: no service, course or equipment that customers can book.
  case notBookable(String)
  /// The event does not follow the last one of the day.
  case attendance(last: Phrase, next: [Phrase])
  /// The swipe is none of a card (ISO 7813).
  case unreadableCard
  /// Nobody has the card.
  case unknownCard
  /// A member has the phone or card already.
  case sameMember(String)
}

extension StoreError {
  init(_ error: DeskError) {
    self = .refused(
      code: Fact.kebab(String(describing: error).prefix { $0 != "(" }), sentence: Phrase(error.words),
      hint: error.hint.map { hint in Phrase(hint) }, as: error.way)
  }
}
