internal import Dispatch
internal import Glibc
internal import Synchronization

/// Work shared out over the processors.
enum Workers {
  /// Processors this process may use.
  static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Calls a function once for each number from 0 on; each thread has a state of its own.
  ///
  /// - Returns: the results in the order of their numbers.
  /// - Throws: the error of the lowest number that failed.
  static func map<State, Result: Sendable>(
    _ count: Int, state make: @Sendable () throws(StoreError) -> State,
    each: @Sendable (inout State, Int) throws(StoreError) -> Result
  ) throws(StoreError) -> [Result] {
    let threads = min(count, processors)
    guard threads > 0 else { return [] }
    let next = Atomic(0)
    let outcomes = Mutex<[(number: Int, result: Swift.Result<Result, StoreError>)]>([])
    @Sendable func work() {
      var own: [(number: Int, result: Swift.Result<Result, StoreError>)] = []
      do throws(StoreError) {
        var state = try make()
        while true {
          let number = next.add(1, ordering: .relaxed).oldValue
          guard number < count else { break }
          own.append((number, .success(try each(&state, number))))
        }
      } catch {
        next.store(count, ordering: .relaxed)
        own.append((-1, .failure(error)))
      }
      outcomes.withLock { $0 += own }
    }
    if threads == 1 { work() } else { DispatchQueue.concurrentPerform(iterations: threads) { _ in work() } }
    var results: [Result] = []
    for outcome in outcomes.withLock({ $0.sorted { $0.number < $1.number } }) {
      results.append(try outcome.result.get())
    }
    return results
  }
}
