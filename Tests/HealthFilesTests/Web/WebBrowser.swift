import Foundation
import Git
import HTTPTypes
import HealthFiles
import NIOCore
import Testing

@testable import ExampleStore
@testable import hfile_web

/// A browser without a network: it asks the site of a store, follows no redirect by itself, and keeps one cookie.
final class WebBrowser {
  let site: Site
  var cookies: [String] = []
  var languages = "en"
  var host = "127.0.0.1:8080"
  var peer = "127.0.0.1"

  struct Answer {
    let status: Int
    let fields: HTTPFields
    let text: String

    var page: HTMLText { HTMLText(text) }
    var location: String { fields[.location] ?? "" }
  }

  /// The last link that the gate printed.
  private final class Printed: Sendable {
    private let link = Lock("")
    var text: String {
      get { link.value }
      set { link.value = newValue }
    }
  }
  private let printed: Printed

  init(_ store: Store, _ environment: Environment, settings: SiteSettings? = nil) throws {
    let printed = Printed()
    self.printed = printed
    let reader = StoreReader(store) { old throws(StoreError) in
      try Store(containing: old.root, environment: environment)
    }
    let gate = LinkGate(environment) { link in printed.text = link.text }
    gate.printLink()
    site = Site(
      settings ?? SiteSettings(names: ["127.0.0.1", "localhost"]), reader: reader, gate: gate,
      templates: try WebStores.templates.get(), environment: environment)
  }

  /// A browser of a site with another gate.
  init(site: (SiteSettings) throws -> Site) throws {
    printed = Printed()
    self.site = try site(SiteSettings(names: ["127.0.0.1", "localhost"]))
  }

  /// The link that opens the site now.
  var link: String { printed.text }

  func ask(
    _ target: String, method: HTTPRequest.Method = .get, fields: [(HTTPField.Name, String)] = [], body: String = ""
  ) async -> Answer {
    var head = HTTPRequest(method: method, scheme: "http", authority: host, path: target)
    head.headerFields[.acceptLanguage] = languages
    if !cookies.isEmpty { head.headerFields[.cookie] = cookies.joined(separator: "; ") }
    for (name, value) in fields { head.headerFields[name] = value }
    let response = await site.respond(to: WebRequest(head: head, peer: peer, body: Array(body.utf8)))
    let text = String(decoding: response.body.readableBytesView, as: UTF8.self)
    for cookie in response.head.headerFields[values: .setCookie] {
      let pair = String(cookie.prefix { $0 != ";" })
      cookies.removeAll { $0.prefix { $0 != "=" } == pair.prefix { $0 != "=" } }
      if !pair.hasSuffix("=") { cookies.append(pair) }
    }
    return Answer(status: response.head.status.code, fields: response.head.headerFields, text: text)
  }

  /// Opens the printed link.
  func enter() async { _ = await ask(link) }
}

/// A value behind a lock.
final class Lock<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value {
    get { lock.withLock { stored } }
    set { lock.withLock { stored = newValue } }
  }
}

/// The stores that pages are tested on.
enum WebStores {
  static let time = "2026-11-20T19:05:00+08:00"

  static let templates = Result { try Templates() }

  private static let path = NSTemporaryDirectory() + "hfile-web-\(ProcessInfo.processInfo.processIdentifier)"

  /// The example store as a bare repository of one commit, made once and removed when the tests end.
  static let example: Result<String, any Error> = Result {
    atexit { try? FileManager.default.removeItem(atPath: WebStores.path) }
    let repository = try Repository.initialize(at: path, bare: true)
    let files = Folder(root: Project.root + "example-store")
    let time = Instant(WebStores.time) ?? Instant(seconds: 0)
    let wang = Signature(name: "王敏", email: "stf-wang@sto-quiet-heart", seconds: time.seconds, offsetMinutes: 480)
    let commit = try repository.withPack { () throws -> ObjectID in
      var changes: [String: ObjectID?] = [:]
      for path in try files.paths() { changes[path] = try repository.writeBlob(try files.read(path)) }
      let tree = try repository.writeTree(base: nil, changes: changes)
      return try repository.writeCommit(
        tree: tree, parents: [], author: wang, committer: wang, message: "ninety days\n")
    }.get()
    try repository.compareAndSwap("refs/heads/main", from: nil, to: commit, message: "begin")
    return path
  }

  /// A browser that was let in to the example store.
  static func browser(settings: SiteSettings? = nil) async throws -> WebBrowser {
    let environment = FixedWorld(time).environment
    let store = try Store(containing: try example.get(), environment: environment)
    let browser = try WebBrowser(store, environment, settings: settings)
    await browser.enter()
    return browser
  }

  /// A browser that was let in to the store of a shell.
  static func browser(of shell: Shell) async throws -> WebBrowser {
    let browser = try WebBrowser(try shell.store(), shell.world.environment)
    await browser.enter()
    return browser
  }
}
