import Foundation
import HealthFiles
import Synchronization
import Testing

@testable import hfile
@testable import hfile_web

/// The server on a socket of this computer: what a client may cost, and that it goes on after those who cost too much.
@Suite struct WebServerTests {
  /// A running server, and raw sockets to it.
  private final class Running: Sendable {
    let port: UInt16
    let link: String
    private let task: Task<Void, any Error>

    init() async throws {
      let environment = FixedWorld(WebStores.time).environment
      let store = try Store(containing: try WebStores.example.get(), environment: environment)
      let reader = StoreReader(store) { _ throws(StoreError) in store }
      let link = Lock("")
      let gate = LinkGate(environment) { link.value = $0.text }
      gate.printLink()
      let site = Site(
        SiteSettings(names: ["127.0.0.1"]), reader: reader, gate: gate, templates: try WebStores.templates.get(),
        environment: environment)
      let settings = WebSettings(store: store, address: "127.0.0.1", port: 0)
      let (ports, found) = AsyncStream.makeStream(of: Int.self)
      let server = WebServer(site: site, settings: settings, log: AccessLog(environment, write: nil)) { port in
        found.yield(port)
      }
      task = Task { try await server.run() }
      var iterator = ports.makeAsyncIterator()
      port = UInt16(await iterator.next() ?? 0)
      self.link = link.value
    }

    deinit { task.cancel() }

    func open() -> Int32 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let outcome = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      #expect(outcome == 0)
      return descriptor
    }

    /// Sends text and reads until the server closes; on a thread of its own, because those of tasks may be few.
    func exchange(_ text: String) async -> String {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          let descriptor = self.open()
          defer { close(descriptor) }
          self.send(text, on: descriptor)
          var bytes: [UInt8] = []
          var chunk = [UInt8](repeating: 0, count: 1 << 16)
          while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { bytes += chunk[..<count] }
          continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
        }
      }
    }

    func send(_ text: String, on descriptor: Int32) {
      let bytes = Array(text.utf8)
      _ = bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func get(_ target: String, _ fields: String = "") async -> String {
      await exchange("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\(fields)\r\n")
    }
  }

  @Test func aBrowserIsServed() async throws {
    let server = try await Running()
    let entered = await server.get(server.link)
    #expect(entered.hasPrefix("HTTP/1.1 303 "))
    let cookie = try #require(entered.firstMatch(of: /[Ss]et-[Cc]ookie: (hfile-session=[0-9a-f]{64})/)?.output.1)
    let page = await server.get("/about", "Cookie: \(cookie)\r\n")
    #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("Content-Security-Policy: default-src 'none'"))
    #expect(page.contains("Date: Fri, 20 Nov 2026 11:05:00 GMT"))
    #expect(page.hasSuffix("</html>\n"))
  }

  @Test func nonsenseIsAnsweredAndTheServerGoesOn() async throws {
    let server = try await Running()
    #expect(await server.exchange("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    #expect(await server.exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 4"))
    let twice = "GET / HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    #expect(await server.exchange(twice).hasPrefix("HTTP/1.1 4"))
    #expect(await server.get("/" + String(repeating: "a", count: 3_000)).hasPrefix("HTTP/1.1 414 "))
    let headers = (0..<200).map { "X-\($0): y\r\n" }.joined()
    #expect(!(await server.get("/about", headers).hasPrefix("HTTP/1.1 200 ")))
    #expect(!(await server.get("/about", "X: \(String(repeating: "y", count: 40_000))\r\n").hasPrefix("HTTP/1.1 200 ")))
    // A body that nobody asked for ends the connection instead of being read.
    let body = "GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\nxxxx"
    #expect(await server.exchange(body).contains("HTTP/1.1 403 "))
    let chunked = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    #expect(await server.exchange(chunked).hasPrefix("HTTP/1.1 4"))
    #expect(await server.get("/style.css").hasPrefix("HTTP/1.1 200 "))
  }

  @Test func halfOpenConnectionsKeepNobodyOut() async throws {
    let server = try await Running()
    let half = (0..<200).map { number -> Int32 in
      let descriptor = server.open()
      if number % 2 == 0 { server.send("GET / HTTP/1.1\r\nHost: 127", on: descriptor) }
      return descriptor
    }
    defer { for descriptor in half { close(descriptor) } }
    #expect(await server.get("/style.css").hasPrefix("HTTP/1.1 200 "))
    // Requests one after another on one connection, sent at once.
    let line = "GET /style.css HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    let answers = await server.exchange(
      String(repeating: line + "\r\n", count: 20) + line + "Connection: close\r\n\r\n")
    #expect(answers.matches(of: #/HTTP/1.1 200 /#).count == 21)
  }
}
