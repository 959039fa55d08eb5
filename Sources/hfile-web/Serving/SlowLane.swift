import Dispatch
import Synchronization

/// Work that may take long: so much at a time, so much waiting, each for so long at most.
///
/// Who asks for what is being made already waits for that.
final class SlowLane: Sendable {
  /// Why there is no answer.
  enum Refusal: Error {
    /// Too many wait.
    case full
    /// It takes longer than a request may; what is being made will be at hand later.
    case late
  }

  /// Calls a function after so many seconds.
  typealias Timer = @Sendable (_ seconds: Int, _ body: @escaping @Sendable () -> Void) -> Void

  private struct Waiter {
    let number: Int
    let continuation: CheckedContinuation<Result<WebResponse, Refusal>, Never>
  }

  private struct State {
    var waiters: [String: [Waiter]] = [:]
    var jobs: [(key: String, body: @Sendable () -> WebResponse)] = []
    var running = 0
    var count = 0
  }

  private let state = Mutex(State())
  private let width: Int
  private let limit: Int
  private let seconds: Int
  private let timer: Timer

  init(width: Int, limit: Int, seconds: Int, timer: @escaping Timer = SlowLane.systemTimer) {
    self.width = width
    self.limit = limit
    self.seconds = seconds
    self.timer = timer
  }

  static let systemTimer: Timer = { seconds, body in
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: body)
  }

  /// Has an answer made.
  func answer(_ key: String, _ body: @escaping @Sendable () -> WebResponse) async -> Result<WebResponse, Refusal> {
    await withCheckedContinuation { continuation in
      let number: Int? = state.withLock { state in
        guard state.jobs.count < limit || state.waiters[key] != nil else { return nil }
        state.count += 1
        if state.waiters[key] == nil { state.jobs.append((key, body)) }
        state.waiters[key, default: []].append(Waiter(number: state.count, continuation: continuation))
        return state.count
      }
      guard let number else { return continuation.resume(returning: .failure(.full)) }
      startNext()
      timer(seconds) { self.giveUp(key, number) }
    }
  }

  private func startNext() {
    let job = state.withLock { state -> (key: String, body: @Sendable () -> WebResponse)? in
      guard state.running < width, !state.jobs.isEmpty else { return nil }
      state.running += 1
      return state.jobs.removeFirst()
    }
    guard let job else { return }
    DispatchQueue.global().async {
      let response = job.body()
      let waiters = self.state.withLock { state in
        state.running -= 1
        return state.waiters.removeValue(forKey: job.key) ?? []
      }
      for waiter in waiters { waiter.continuation.resume(returning: .success(response)) }
      self.startNext()
    }
  }

  private func giveUp(_ key: String, _ number: Int) {
    let late = state.withLock { state -> Waiter? in
      guard let place = state.waiters[key]?.firstIndex(where: { $0.number == number }) else { return nil }
      // The list stays, even empty: it says that the work is under way.
      return state.waiters[key]?.remove(at: place)
    }
    late?.continuation.resume(returning: .failure(.late))
  }
}
