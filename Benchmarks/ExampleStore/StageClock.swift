import HealthFiles
import Synchronization

/// The clock and the dice of the example: both are set, never asked of the machine.
final class StageClock: Sendable {
  private let seconds: Mutex<Int64>
  private let bits: Mutex<[UInt64]>
  private let dice = Mutex(SplitMix64(seed: 0x5175_6965_7448_6561))

  /// Begins at an instant; `first` is what the dice show before they roll.
  init(at instant: Instant, first: [UInt64] = []) {
    seconds = Mutex(instant.seconds)
    bits = Mutex(first)
  }

  func set(_ instant: Instant) { seconds.withLock { $0 = instant.seconds } }

  private func roll() -> UInt64 {
    let given = bits.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    return given ?? dice.withLock { $0.next() }
  }

  var environment: Environment {
    Environment(
      now: { (self.seconds.withLock { $0 }, 0) }, randomBits: { self.roll() },
      randomBytes: { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: self.roll()) } },
      timeZone: { $0 == "Asia/Shanghai" ? TimeZoneRules(fixedOffset: Days.offsetMinutes * 60) : nil })
  }
}
