import NIOCore
import Synchronization

/// Answers that were given, kept within a budget of bytes; what was not asked for lately goes first.
///
/// Two generations instead of a list: what is found in the old one moves to the young one, and when the young one is
/// full it becomes the old.
final class PageCache: Sendable {
  private struct State {
    var young: [String: WebResponse] = [:]
    var old: [String: WebResponse] = [:]
    var size = 0
  }

  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  subscript(key: String) -> WebResponse? {
    state.withLock { state in
      if let found = state.young[key] { return found }
      guard let found = state.old[key] else { return nil }
      add(found, key, &state)
      return found
    }
  }

  func keep(_ response: WebResponse, as key: String) {
    state.withLock { add(response, key, &$0) }
  }

  private func add(_ response: WebResponse, _ key: String, _ state: inout State) {
    // Heads are small beside their pages, but not nothing.
    let size = response.body.readableBytes + key.utf8.count + 1_024
    guard size <= limit / 8 else { return }
    if state.size + size > limit / 2 {
      state.old = state.young
      state.young = [:]
      state.size = 0
    }
    if state.young.updateValue(response, forKey: key) == nil { state.size += size }
  }
}
