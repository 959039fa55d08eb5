import Crypto
import HTTPTypes
import HealthFiles
import Synchronization

/// Lets in who has an account: by a passphrase and a code.
///
/// What he sees follows from the roles that the verified history gives him, and ends with them.
final class AccountGate: Gate {
  let isSecure = true
  private let accounts: Accounts
  private let door: Door
  private let environment: Environment
  private let sessions: Sessions
  /// Trying a passphrase takes much memory: one at a time.
  private let lane: SlowLane
  /// Who may do what, by the history up to the last commit.
  private let access: @Sendable () throws(StoreError) -> AccessState

  private static let idle: Int64 = 30 * 60
  private static let whole: Int64 = 12 * 3_600
  private static let formCookie = "hfile-form"

  init(
    _ accounts: Accounts, door: Door, environment: Environment,
    access: @escaping @Sendable () throws(StoreError) -> AccessState
  ) {
    self.accounts = accounts
    self.door = door
    self.environment = environment
    self.access = access
    sessions = Sessions(environment, idleLimit: Self.idle, wholeLimit: Self.whole)
    lane = SlowLane(width: 1, limit: 8, seconds: 20)
  }

  func viewer(of request: WebRequest) -> Viewer? {
    guard let person = request.cookie(SessionCookie.name).flatMap(sessions.account) else { return nil }
    // Neither a removed account nor a revoked person is let on.
    guard let accounts = try? accounts.all(), accounts.contains(where: { $0.person == person }),
      let access = try? access(), let signer = access.people[person], !signer.isRevoked
    else { return nil }
    return Viewer(name: person, sight: access.sight(of: signer))
  }

  func answer(_ request: WebRequest, at address: Address, _ site: Site, _ language: Language) async -> WebResponse? {
    switch (address.place, request.method) {
    case (.signIn, .post): return await signIn(request, site, language)
    case (.signIn, _): return form(address["then"], nil, site, language)
    case (.signOut, .post):
      guard isOwn(request, site) else { return site.refuse(.foreignHost, language) }
      if let token = request.cookie(SessionCookie.name) { sessions.end(token) }
      return form(nil, "signedOut", site, language, [cookie(SessionCookie.name, nil)])
    case (.signOut, _): return site.refuse(.badMethod, language)
    case (.enter, _): return site.refuse(.notFound, language)
    default: return nil
    }
  }

  func turnAway(_ request: WebRequest, _ address: Address, _ site: Site, _ language: Language) -> WebResponse {
    guard address.format == .html else { return site.refuse(.signIn, language, as: address.format) }
    let then = address == Address(.front) ? [] : [Address.Item(name: "then", value: address.text)]
    return .redirect(Address(.signIn, query: then))
  }

  // MARK: the form

  private func form(
    _ then: String?, _ word: String?, _ site: Site, _ language: Language, _ fields: [(HTTPField.Name, String)] = []
  ) -> WebResponse {
    let token = Sessions.newToken(environment)
    let words = Words(language: language)
    let view: View = [
      "action": Address(.signIn).text, "token": token, "then": Self.place(then).text,
      "message": word.map { words[$0] as Any } ?? false, "isWrong": word == "wrong",
    ]
    return site.bare(
      "sign-in", words["signIn"], view, word == "wrong" ? .unauthorized : .ok, language,
      fields + [cookie(Self.formCookie, token)])
  }

  /// A page of this site that somebody may be led to; the overview for anything else.
  private static func place(_ then: String?) -> Address {
    let address = then.flatMap { try? Address(target: $0) } ?? Address(.front)
    return address.place.leadsOn ? address : Address(.front)
  }

  private func signIn(_ request: WebRequest, _ site: Site, _ language: Language) async -> WebResponse {
    guard isOwn(request, site), let items = try? Address.items(form: request.body) else {
      return site.refuse(.foreignHost, language)
    }
    let form = Address(.signIn, query: items)
    // Only who was shown the form has its token in a cookie too.
    guard let token = form["token"], let own = request.cookie(Self.formCookie),
      Sessions.hash(token) == Sessions.hash(own)
    else { return self.form(form["then"], nil, site, language) }
    let (person, passphrase, code) = (form["account"] ?? "", form["passphrase"] ?? "", form["code"] ?? "")
    guard person.utf8.count <= 80, passphrase.utf8.count <= 1_024 else { return site.refuse(.badAddress, language) }
    let outcome = Mutex<Result<Door.Outcome, StoreError>?>(nil)
    let tried = await lane.answer("\(token) \(request.peer)") { [self] in
      let result = Result { () throws(StoreError) in
        let access = try self.access()
        return try self.door.enter(person, passphrase: passphrase, code: code, from: request.peer) { person in
          access.people[person].map { !$0.isRevoked } ?? false
        }
      }
      outcome.withLock { $0 = result }
      return site.refuse(.notFound, language)
    }
    guard case .success = tried else { return site.refuse(.tooMany, language) }
    switch outcome.withLock({ $0 }) {
    case .success(.entered):
      return .redirect(
        Self.place(form["then"]),
        [cookie(SessionCookie.name, sessions.begin(person)), cookie(Self.formCookie, nil)])
    case .success(.wait(let seconds)):
      return site.refuse(.tooOften, language, fields: [(.retryAfter, "\(seconds)")])
    case .success(.wrong): return self.form(form["then"], "wrong", site, language)
    case .failure, nil: return site.refuse(.fault, language)
    }
  }

  /// Whether a request that changes something comes from a page of this site.
  private func isOwn(_ request: WebRequest, _ site: Site) -> Bool {
    if let kind = request.head.headerFields[.fetchSite], kind != "same-origin" { return false }
    guard let origin = request.head.headerFields[.origin] else { return true }
    return origin == "https://\(request.head.authority ?? "")"
  }
}
