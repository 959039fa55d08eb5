// The site as a function from requests to answers: it knows no socket. Refusals first, then who asks, then the page:
// from memory where it was made before, made now where it was not.

import Git
import HTTPTypes
import HealthFiles
import JSONSchema
import NIOCore

/// What a site is told about where it stands.
struct SiteSettings: Sendable {
  /// Names by which browsers may ask, in lower case: another is that of somebody who wants to read along.
  var names: Set<String>
  /// Language for browsers that ask for none that we speak.
  var language = Language.english
  /// Bytes of pages that are kept.
  var cacheSize = 48 << 20
  /// Slow pages made at a time, waiting, and seconds each may take.
  var width = 2
  var waiting = 64
  var seconds = 10
  var timer: SlowLane.Timer = SlowLane.systemTimer
}

/// The site of one store.
final class Site: Sendable {
  let settings: SiteSettings
  let reader: StoreReader
  let gate: any Gate
  let environment: Environment
  private let templates: Templates
  private let cache: PageCache
  private let lane: SlowLane

  init(
    _ settings: SiteSettings, reader: StoreReader, gate: any Gate, templates: Templates, environment: Environment
  ) {
    self.settings = settings
    self.reader = reader
    self.gate = gate
    self.templates = templates
    self.environment = environment
    cache = PageCache(limit: settings.cacheSize)
    lane = SlowLane(
      width: settings.width, limit: settings.waiting, seconds: settings.seconds, timer: settings.timer)
  }

  /// Answers a request.
  func respond(to request: WebRequest) async -> WebResponse {
    let response = await answer(request)
    let isFresh = response.head.headerFields[.eTag].map { request.head.headerFields[.ifNoneMatch] == $0 } ?? false
    if isFresh, response.head.status == .ok { return response.withoutBody(.notModified) }
    return request.method == .head ? response.withoutBody() : response
  }

  private func answer(_ request: WebRequest) async -> WebResponse {
    let language = language(of: request)
    if let refusal = Refusal.of(request, names: settings.names) { return refuse(refusal, language) }
    let address: Address
    do throws(Address.Refusal) { address = try Address(target: request.target) } catch {
      return refuse(error == .malformed ? .badAddress : .notFound, language)
    }
    switch address.place {
    case .style: return Asset.style
    case .icon: return Asset.icon
    default: break
    }
    if let answer = await gate.answer(request, at: address, self, language) { return answer }
    guard let viewer = gate.viewer(of: request) else { return gate.turnAway(request, address, self, language) }
    guard viewer.sees(address.place) else { return refuse(.shut, language, as: address.format) }
    if address.format == .html, let chosen = address["lang"].flatMap(Language.init(tag:)) {
      return .redirect(address.asking("lang", nil), [(.setCookie, Self.cookie(for: chosen))])
    }
    let spoken = address["lang"].flatMap(Language.init(tag:)) ?? language
    return await page(address.asking("lang", nil), viewer, spoken)
  }

  // MARK: pages

  private func page(_ address: Address, _ viewer: Viewer, _ language: Language) async -> WebResponse {
    // A page of a commit is the same for ever: nothing has to be asked of the store.
    var key = "\(address.text) \(language.rawValue) \(viewer.key)"
    let isFixed = address.time.map { ObjectID(hex: $0) != nil } ?? false
    if isFixed, let known = cache[key] { return known }
    let head: ObjectID?
    do throws(StoreError) { head = try reader.head() } catch { return failure(error, address, language) }
    if !isFixed {
      key += " \(head?.description ?? "")"
      if address.place.tellsTime { key += " \(environment.now().seconds / 60)" }
      if let known = cache[key] { return known }
    }
    let pageKey = key
    let make: @Sendable () -> WebResponse = {
      let response = self.make(address, viewer, language, head)
      if response.head.status == .ok { self.cache.keep(response, as: pageKey) }
      return response
    }
    guard address.place.isSlow else { return make() }
    switch await lane.answer(pageKey, make) {
    case .success(let response): return response
    case .failure(.full): return refuse(.tooMany, language, as: address.format)
    case .failure(.late): return refuse(.late, language, as: address.format)
    }
  }

  private func make(
    _ address: Address, _ viewer: Viewer, _ language: Language, _ head: ObjectID?
  ) -> WebResponse {
    do throws(PageError) {
      if address.place == .travel { throw .moved(try destination(address, head)) }
      let visit = try visit(address, viewer, language, head)
      return response(try address.place.page(visit), visit)
    } catch {
      switch error {
      case .missing: return refuse(.notFound, language, as: address.format)
      case .moved(let other): return .redirect(other)
      case .store(let error): return failure(error, address, language)
      }
    }
  }

  private func visit(
    _ address: Address, _ viewer: Viewer, _ language: Language, _ head: ObjectID?
  ) throws(PageError) -> Visit {
    let commit = try address.time.map { word throws(PageError) in try self.commit(word, address, head) } ?? head
    let state = try reading { () throws(StoreError) in try reader.snapshot(at: commit) }
    var seconds = environment.now().seconds
    if address.time != nil, let commit {
      seconds = try reading { () throws(StoreError) in
        try reader.reading { store throws(StoreError) in try StoreHistory(store).commit(commit) }
      }.committer.seconds
    }
    // To the minute, so that two looks in one minute are of the same moment.
    let asOf = state.profile.instant(seconds: address.time == nil ? seconds / 60 * 60 : seconds)
    return Visit(
      address: address, language: language, viewer: viewer, reader: reader, head: head, commit: commit, state: state,
      asOf: asOf)
  }

  /// The commit that `/at/` names: a whole id, or a day or the beginning of an id, which lead to it.
  private func commit(_ word: String, _ address: Address, _ head: ObjectID?) throws(PageError) -> ObjectID {
    guard let head else { throw .missing }
    let line = try reading { () throws(StoreError) in try reader.line(to: head) }
    // An object that is no commit of this history is nothing of the store's, whatever else lies in the repository.
    if let id = ObjectID(hex: word) {
      guard line.place(of: id) != nil else { throw .missing }
      return id
    }
    var exact = address
    if word.utf8.count == 10, let day = BusinessDay(word) {
      let profile = try reading { () throws(StoreError) in try reader.snapshot(at: head) }.profile
      exact.time = line.last(upTo: day, by: profile)?.description
    } else {
      let found = line.ids(beginningWith: word)
      exact.time = found.count == 1 ? found[0].description : nil
    }
    guard exact.time != nil else { throw .missing }
    throw .moved(exact)
  }

  /// Where the form that asks for a day leads.
  private func destination(_ address: Address, _ head: ObjectID?) throws(PageError) -> Address {
    guard let word = address["day"], BusinessDay(word) != nil, word.utf8.count == 10 else { throw .missing }
    var then = (try? Address(target: address["then"] ?? "/")) ?? Address(.front)
    if !then.place.hasTime { then = Address(.front) }
    then.time = word
    return then
  }

  // MARK: writing

  private func response(_ page: Page, _ visit: Visit) -> WebResponse {
    let body: [UInt8]
    switch visit.address.format {
    case .html: body = Array(Frame(visit: visit, page: page).text(templates).utf8)
    case .json: body = page.json.bytes(.indented, order: page.order) + [0x0A]
    case .csv: body = Array(page.lines.joined().utf8)
    }
    var fields: [(HTTPField.Name, String)] = [
      (.vary, "Accept-Language, Cookie"), (.eTag, Asset.tag(body)),
      (.cacheControl, visit.isPast ? "private, max-age=31536000, immutable" : "private, no-cache"),
      (.contentLanguage, visit.language.rawValue),
    ]
    if let seconds = page.refresh, visit.address.format == .html { fields.append((.refreshing, "\(seconds)")) }
    return WebResponse(
      HTTPResponse.Status(code: page.status), type: visit.address.format.contentType, body: ByteBuffer(bytes: body),
      fields)
  }

  private func failure(_ error: StoreError, _ address: Address, _ language: Language) -> WebResponse {
    let refusal: Refusal =
      switch error {
      case .notFound: .notFound
      case .expression, .invalid, .unusable, .newerStore: .broken
      case .busy: .tooMany
      default: .fault
      }
    let problems = error.problems.prefix(20).map { $0.sentence(language) }
    let words = RecordsPage.text(of: error, language) ?? error.words(language)
    return refuse(refusal, language, as: address.format, problems: [words].compactMap { $0 } + problems)
  }

  /// Says why there is no page.
  func refuse(
    _ refusal: Refusal, _ language: Language, as format: Format = .html, problems: [String] = [],
    fields: [(HTTPField.Name, String)] = []
  ) -> WebResponse {
    let words = Words(language: language)
    guard format != .html else {
      let view: View = ["text": words[refusal.word + "Help"], "problems": problems]
      return bare("error", words[refusal.word], view, refusal.status, language, refusal.fields + fields)
    }
    var json: JSON = [
      "error": .number(JSONNumber(Int64(refusal.status.code))), "message": .string(words[refusal.word]),
    ]
    if !problems.isEmpty { json["problems"] = .array(problems.map { .string($0) }) }
    return WebResponse(
      refusal.status, type: Format.json.contentType, body: ByteBuffer(bytes: json.bytes(.indented) + [0x0A]),
      Self.passing(language) + refusal.fields + fields)
  }

  /// A page that shows nothing of the store.
  func bare(
    _ template: String, _ title: String, _ view: View, _ status: HTTPResponse.Status, _ language: Language,
    _ fields: [(HTTPField.Name, String)]
  ) -> WebResponse {
    let frame: View = ["w": Words(language: language), "lang": language.rawValue, "title": title]
    let text = templates.page(template, in: "bare", with: view.joined(with: frame))
    return WebResponse(
      status, type: Format.html.contentType, body: ByteBuffer(string: text), Self.passing(language) + fields)
  }

  private static func passing(_ language: Language) -> [(HTTPField.Name, String)] {
    [(.cacheControl, "no-store"), (.contentLanguage, language.rawValue)]
  }

  // MARK: language

  private static let languageCookie = "hfile-language"

  private static func cookie(for language: Language) -> String {
    "\(languageCookie)=\(language.rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
  }

  /// The language that a person chose, else the first that his browser asks for and we speak.
  private func language(of request: WebRequest) -> Language {
    if let tag = request.cookie(Self.languageCookie), let language = Language(tag: tag) { return language }
    let asked = (request.head.headerFields[.acceptLanguage] ?? "").split(separator: ",").prefix(16)
    let weighed = asked.enumerated().map { number, part -> (weight: Double, number: Int, tag: String) in
      let halves = part.split(separator: ";", maxSplits: 1)
      let weight = halves.count > 1 ? halves[1].split(separator: "=").last.flatMap { Double($0) } ?? 1 : 1
      return (weight, number, String((halves.first ?? "").drop { $0 == " " }))
    }
    let sorted = weighed.sorted { ($1.weight, $0.number) < ($0.weight, $1.number) }
    return sorted.lazy.filter { $0.weight > 0 }.compactMap { Language(tag: $0.tag) }.first ?? settings.language
  }
}
