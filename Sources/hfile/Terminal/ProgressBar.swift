import HealthFiles
import Synchronization

/// How far long work is, on one line of a terminal that is written over: a bar, the rate, the time that remains.
final class ProgressBar: Sendable {
  private struct State {
    var done = 0
    var shown = -1
  }

  private let total: Int
  private let started: Double
  private let now: @Sendable () -> Double
  private let write: @Sendable (String) -> Void
  private let language: Language
  private let state: Mutex<State>

  /// Begins at nothing of a number of bytes; nil when nobody watches.
  init?(_ console: Console, total: Int) {
    guard let write = console.environment.progress else { return nil }
    let clock = console.environment.now
    now = { Double(clock().seconds) + Double(clock().nanoseconds) / 1e9 }
    started = now()
    self.write = write
    language = console.language
    self.total = max(1, total)
    state = Mutex(State())
  }

  /// Goes on by a number of bytes; called by any thread.
  ///
  /// The line is written anew for each hundredth.
  func advance(_ bytes: Int) {
    state.withLock { state in
      state.done += bytes
      let percent = min(100, state.done * 100 / total)
      guard percent != state.shown else { return }
      state.shown = percent
      write("\r" + line(percent, state.done))
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      guard state.shown >= 0 else { return }
      state.shown = -1
      write("\r\u{1B}[K")
    }
  }

  private func line(_ percent: Int, _ done: Int) -> String {
    let seconds = max(0.001, now() - started)
    // Every byte is dealt with twice: read, then written.
    let rate = Int(Double(done) / seconds / 2_000_000)
    let rest = Int((Double(total - done) * seconds / Double(max(1, done))).rounded(.up))
    let bar = String(repeating: "█", count: percent / 5) + String(repeating: "░", count: 20 - percent / 5)
    let remaining = language.pick("\(rest) s left", "剩余 \(rest) 秒", "剩餘 \(rest) 秒")
    return "\(bar) \(percent) %  \(rate) MB/s  \(remaining)\u{1B}[K"
  }
}
