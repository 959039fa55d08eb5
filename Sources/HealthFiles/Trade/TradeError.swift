internal import JSONSchema

/// Why an act of business cannot be done so.
enum TradeError: Error, Sendable, Hashable {
  /// A person's own key is needed, and a shared till signs.
  case personNeeded
}

extension StoreError {
  init(_ error: TradeError) {
    self = .refused(
      code: Fact.kebab(String(describing: error).prefix { $0 != "(" }), sentence: Phrase(error.words),
      hint: error.hint, as: error.way)
  }
}
