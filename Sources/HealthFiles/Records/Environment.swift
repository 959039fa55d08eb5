/// Draws a number of random bytes that nobody can guess.
public typealias RandomBytes = @Sendable (_ count: Int) -> [UInt8]

/// What the library takes from the world around it, passed in so that every test is repeatable.
public struct Environment: Sendable {
  /// Tells the time: seconds since 1970-01-01T00:00:00Z and nanoseconds.
  public var now: @Sendable () -> (seconds: Int64, nanoseconds: Int32)
  /// Draws 64 random bits.
  public var randomBits: @Sendable () -> UInt64
  /// Draws random bytes for keys.
  public var randomBytes: RandomBytes
  /// Finds a time zone by its IANA name.
  public var timeZone: @Sendable (_ name: String) -> TimeZoneRules?
  /// Is told once when another writer holds the lock and this one waits.
  public var waiting: @Sendable () -> Void

  /// Writes to the terminal on which long work is watched; nil when nobody watches.
  public var progress: (@Sendable (_ text: String) -> Void)?

  /// Makes an environment from its parts.
  public init(
    now: @escaping @Sendable () -> (seconds: Int64, nanoseconds: Int32),
    randomBits: @escaping @Sendable () -> UInt64, randomBytes: @escaping RandomBytes,
    timeZone: @escaping @Sendable (_ name: String) -> TimeZoneRules?,
    waiting: @escaping @Sendable () -> Void = {}, progress: (@Sendable (_ text: String) -> Void)? = nil
  ) {
    self.now = now
    self.randomBits = randomBits
    self.randomBytes = randomBytes
    self.timeZone = timeZone
    self.waiting = waiting
    self.progress = progress
  }
}
