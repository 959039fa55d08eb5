import Dispatch
import HTTPTypes
import NIOCore
import Testing

@testable import hfile_web

/// Work that takes long neither stops the others nor waits for ever.
@Suite struct WebLaneTests {
  /// Calls what is due when the test says so.
  private final class ManualTimer: Sendable {
    private let bodies = Lock<[@Sendable () -> Void]>([])

    var timer: SlowLane.Timer {
      { _, body in self.bodies.value += [body] }
    }

    func fire() {
      let due = bodies.value
      bodies.value = []
      for body in due { body() }
    }

    var count: Int { bodies.value.count }
  }

  private static func page(_ text: String) -> WebResponse {
    WebResponse(.ok, type: "text/plain", body: ByteBuffer(string: text))
  }

  @Test func whatTakesTooLongIsToldAndFoundLater() async throws {
    let timer = ManualTimer()
    let lane = SlowLane(width: 1, limit: 4, seconds: 1, timer: timer.timer)
    let gate = DispatchSemaphore(value: 0)
    async let first = lane.answer("a") {
      gate.wait()
      return Self.page("done")
    }
    async let second = lane.answer("a") { Self.page("never made: the first is under way") }
    while timer.count < 2 { await Task.yield() }
    timer.fire()
    for result in await [first, second] {
      guard case .failure(.late) = result else {
        Issue.record("\(result)")
        continue
      }
    }
    gate.signal()
    guard case .success(let response) = await lane.answer("b", { Self.page("next") }) else {
      Issue.record("the lane is stuck")
      return
    }
    #expect(String(buffer: response.body) == "next")
  }

  @Test func tooManyAreTurnedAway() async throws {
    let timer = ManualTimer()
    let lane = SlowLane(width: 1, limit: 1, seconds: 1, timer: timer.timer)
    let gate = DispatchSemaphore(value: 0)
    async let running = lane.answer("a") {
      gate.wait()
      return Self.page("a")
    }
    while timer.count < 1 { await Task.yield() }
    async let waiting = lane.answer("b") { Self.page("b") }
    while timer.count < 2 { await Task.yield() }
    guard case .failure(.full) = await lane.answer("c", { Self.page("c") }) else {
      Issue.record("was let in")
      return
    }
    gate.signal()
    for result in await [running, waiting] {
      guard case .success = result else {
        Issue.record("\(result)")
        continue
      }
    }
  }

  @Test func theCacheKeepsWhatIsAskedForWithinItsBudget() {
    let cache = PageCache(limit: 100_000)
    let body = String(repeating: "x", count: 2_000)
    cache.keep(Self.page(body), as: "kept")
    for number in 0..<200 {
      cache.keep(Self.page(body), as: "\(number)")
      #expect(cache["kept"] != nil)
    }
    #expect((0..<200).count { cache["\($0)"] != nil } < 40)
    cache.keep(Self.page(String(repeating: "x", count: 50_000)), as: "huge")
    #expect(cache["huge"] == nil)
  }
}
