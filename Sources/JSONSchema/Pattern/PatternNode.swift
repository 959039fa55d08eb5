// The syntax tree of a regular expression; groups are gone, for only whether a text matches is ever asked.

indirect enum PatternNode: Sendable {
  case empty
  case scalars(ScalarSet)
  case sequence([PatternNode])
  case choice([PatternNode])
  case repetition(PatternNode, minimum: Int, maximum: Int?)
  case assertion(Assertion)

  /// What holds between two code points.
  enum Assertion: Sendable, Hashable {
    case start, end, wordBoundary, noWordBoundary
  }
}
