internal import Synchronization

/// Lets people in who know what only they know, and makes guessing slow.
public final class Door: Sendable {
  /// What came of an attempt.
  public enum Outcome: Sendable, Hashable {
    /// He is let in.
    case entered
    /// Something is wrong; it is not said what.
    case wrong
    /// Too many attempts; try again after so many seconds.
    case wait(seconds: Int64)
  }

  private struct Attempts {
    var failures = 0
    /// When the last one was made.
    var last: Int64 = 0
  }

  private struct State {
    var attempts: [String: Attempts] = [:]
    /// The newest step of a code that opened, by person.
    var steps: [String: Int64] = [:]
  }

  private let accounts: Accounts
  private let environment: Environment
  private let state = Mutex(State())
  /// Stands in for the hash of an account that is not there, so that it takes as long.
  private let nobody: PassphraseHash

  /// Failures after which a person, and an address, have to wait.
  static let personLimit = 5
  static let peerLimit = 20
  /// Seconds of the first wait; each failure more doubles it, up to the longest.
  static let firstWait: Int64 = 30
  static let longestWait: Int64 = 900
  /// Names that are remembered; more are forgotten all at once, which a flood of addresses cannot profit from much.
  private static let memory = 20_000

  /// Makes a door to some accounts.
  ///
  /// - Parameter cost: that of the accounts.
  public init(_ accounts: Accounts, cost: PassphraseCost = .usual, environment: Environment) throws(SealingError) {
    self.accounts = accounts
    self.environment = environment
    nobody = try PassphraseHash("nobody", cost: cost, random: environment.randomBytes)
  }

  /// Tries to let somebody in.
  ///
  /// - Parameters:
  ///   - code: that of the app, or a recovery code, which is used up.
  ///   - peer: the address it comes from.
  ///   - isKnown: whether a person may still have an account.
  public func enter(
    _ person: String, passphrase: String, code: String, from peer: String, isKnown: (String) -> Bool
  ) throws(StoreError) -> Outcome {
    let now = environment.now().seconds
    let names = ["person " + person, "peer " + peer]
    if let seconds = begin(names, now) { return .wait(seconds: seconds) }
    let account = try accounts.all().first { $0.person == person }
    let knowsPassphrase = (account?.passphrase ?? nobody).matches(passphrase)
    guard let account, knowsPassphrase, isKnown(person), try knowsCode(account, code, now) else { return .wrong }
    state.withLock { $0.attempts[names[0]] = nil }
    return .entered
  }

  /// Counts an attempt as failed until it is known better; returns how long to wait instead.
  private func begin(_ names: [String], _ now: Int64) -> Int64? {
    state.withLock { state in
      for (name, limit) in zip(names, [Self.personLimit, Self.peerLimit]) {
        let known = state.attempts[name] ?? Attempts()
        guard known.failures >= limit else { continue }
        let doublings = min(known.failures - limit, 5)
        let until = known.last + min(Self.firstWait << doublings, Self.longestWait)
        if now < until { return until - now }
      }
      if state.attempts.count > Self.memory { state.attempts = [:] }
      for name in names {
        var attempts = state.attempts[name] ?? Attempts()
        // What is long ago is forgotten.
        if now - attempts.last > 2 * Self.longestWait { attempts.failures = 0 }
        attempts.failures += 1
        attempts.last = now
        state.attempts[name] = attempts
      }
      return nil
    }
  }

  private func knowsCode(_ account: Account, _ code: String, _ now: Int64) throws(StoreError) -> Bool {
    let plain = code.filter { !$0.isWhitespace }
    guard plain.count == 6, plain.allSatisfy(\.isNumber) else {
      return try accounts.use(recovery: plain, of: account.person)
    }
    return state.withLock { state in
      guard let step = account.code.step(of: plain, at: now, after: state.steps[account.person]) else { return false }
      state.steps[account.person] = step
      return true
    }
  }
}
