// What a text may cost: depth and size are bounded before anything is built from it.

/// Bounds for parsing a text that may be hostile.
public struct JSONLimits: Sendable, Hashable {
  /// How many arrays and objects may lie within one another.
  public var maximumDepth: Int
  /// How many bytes the text may have.
  public var maximumBytes: Int

  /// Makes limits; the defaults are those of a record.
  public init(maximumDepth: Int = 32, maximumBytes: Int = 262_144) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
  }

  /// The limits of a record: depth 32, 256 KiB.
  public static let record = JSONLimits()
  /// The limits of a schema: depth 64, 1 MiB.
  public static let schema = JSONLimits(maximumDepth: 64, maximumBytes: 1_048_576)
  /// For texts of one's own: depth 512, any size.
  public static let unbounded = JSONLimits(maximumDepth: 512, maximumBytes: .max)
}
