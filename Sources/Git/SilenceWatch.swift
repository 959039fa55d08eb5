// A server that accepts a connection and then says nothing would be waited for without end: libgit2 has no time limits
// before 1.7, and libssh2 none that libgit2 sets. Invariant: only sockets that were not open before are ended.
import Clibgit2
import Dispatch
import Glibc
import Synchronization

/// Ends the sockets of a connection once nothing has gone over them for too long.
final class SilenceWatch: Sendable {
  private struct State {
    /// Seconds since something was heard of.
    var silence = 0
    var isPaused = false
    var hasEnded = false
  }

  private let limit: Int
  private let others: Set<Int32>
  private let state = Mutex(State())

  /// Watches the sockets that are opened from now on.
  init(limit: Int) {
    self.limit = limit
    others = Set(Self.sockets().map(\.number))
  }

  /// Looks once a second, for as long as the watch is kept.
  func begin() {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in
      guard let self else { return }
      self.look()
      self.begin()
    }
  }

  /// Whether a socket was ended.
  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// Something was heard of the exchange, or done for it here.
  func hears() { state.withLock { $0.silence = 0 } }

  /// Runs a body that may wait for a person.
  func paused<Result>(_ body: () -> Result) -> Result {
    state.withLock { $0.isPaused = true }
    defer { state.withLock { ($0.isPaused, $0.silence) = (false, 0) } }
    return body()
  }

  private func look() {
    state.withLock { state in
      state.silence = state.isPaused ? 0 : state.silence + 1
      guard state.silence > limit else { return }
      for socket in Self.sockets() where !others.contains(socket.number) && socket.silence > limit {
        shutdown(socket.number, Int32(SHUT_RDWR))
        state.hasEnded = true
      }
    }
  }

  /// The sockets of TCP that are open in this process, and for how many seconds nothing came or went.
  private static func sockets() -> [(number: Int32, silence: Int)] {
    (0..<Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 4096))).compactMap { number in
      let milliseconds = healthfiles_socket_silence(number)
      return milliseconds < 0 ? nil : (number, Int(milliseconds / 1000))
    }
  }
}
