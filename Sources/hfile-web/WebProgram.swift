// The program: reads its command line, opens the store, says why it does not start, and serves.

import Git
import Glibc
import HealthFiles
import Synchronization
import hfile

enum WebProgram {
  /// Runs until a signal asks for the end.
  static func run(_ console: Console) async -> ExitCode {
    do {
      guard let settings = try settings(console) else { return .done }
      return try await serve(settings, console)
    } catch let failure as Failure {
      failure.tell(console)
      return failure.exitCode
    } catch {
      console.tell("error: \(error)")
      return .diskRefused
    }
  }

  private static func settings(_ console: Console) throws(Failure) -> WebSettings? {
    configureLibrary()
    return try WebSettings(console)
  }

  /// Pages read much and keep their own answers: libgit2 need not keep objects as well.
  private static func configureLibrary() {
    var library = LibrarySettings()
    library.cacheSize = 16 << 20
    try? Library.configure(library)
  }

  private static func serve(_ settings: WebSettings, _ console: Console) async throws -> ExitCode {
    let environment = console.environment
    let reader = StoreReader(settings.store) { old throws(StoreError) in
      try Store(containing: old.root, environment: environment)
    }
    _ = try reader.snapshot(at: try reader.head())
    let origin = Origin(settings, console)
    let gate: any Gate =
      settings.isLocal
      ? LinkGate(environment, announce: origin.announce) : try accountGate(settings.store, reader, environment)
    let site = Site(
      SiteSettings(names: origin.names, language: settings.language), reader: reader, gate: gate,
      templates: try Templates(), environment: environment)
    let log = AccessLog(environment, write: settings.note)
    let server = WebServer(site: site, settings: settings, log: log) { port in
      origin.port.store(port, ordering: .relaxed)
      if let gate = gate as? LinkGate { gate.printLink() } else { origin.announce(nil) }
    }
    try await server.run()
    return .done
  }

  private static func accountGate(
    _ store: Store, _ reader: StoreReader, _ environment: Environment
  ) throws -> AccountGate {
    let accounts = Accounts(store)
    let door = try Door(accounts, environment: environment)
    return AccountGate(accounts, door: door, environment: environment) { () throws(StoreError) in
      guard let head = try reader.head() else { throw .unverified }
      let found = try reader.verification(of: head)
      guard let access = found.access, !found.findings.contains(where: { $0.kind == .pin }) else { throw .unverified }
      return access
    }
  }
}

/// Where the site is found: what stands in a link before the path.
private final class Origin: Sendable {
  let names: Set<String>
  let port = Atomic(0)
  private let address: String
  private let isSecure: Bool
  private let tell: @Sendable (_ line: String) -> Void
  private let language: Language

  init(_ settings: WebSettings, _ console: Console) {
    let local: Set = ["localhost", "127.0.0.1", "::1"]
    names = Set(settings.names.map { $0.lowercased() } + [settings.address]).union(settings.isLocal ? local : [])
    address = settings.names.first ?? settings.address
    isSecure = settings.certificate != nil
    language = console.language
    tell = console.teller
  }

  /// Tells where the site is: the link that opens once, or the address at which one signs in.
  func announce(_ link: Address?) {
    let host = address.contains(":") ? "[\(address)]" : address
    let place = "\(isSecure ? "https" : "http")://\(host):\(port.load(ordering: .relaxed))"
    let text = language.pick("opens once", "仅可打开一次", "僅可開啟一次")
    tell(link.map { "\(place)\($0.text)  (\(text))" } ?? place + "/")
  }
}
