// Between the site and the network: Hummingbird's server, with limits on what a client may cost.

import HTTPTypes
import HealthFiles
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import UnixSignals
import hfile

/// Serves a site until it is told to end.
struct WebServer {
  let site: Site
  let settings: WebSettings
  let log: AccessLog
  /// Is called with the port once it listens.
  let listening: @Sendable (_ port: Int) async -> Void

  /// Seconds a client may take to ask, and to read what it asked for.
  static let idleSeconds: Int64 = 10
  static let stallSeconds: Int64 = 30
  /// Connections at a time; more wait in the queue of the system.
  static let connections = 12_288
  /// Bytes of the head of a request, and of what the sign-in form sends.
  static let headLimit = 16 << 10
  static let bodyLimit = 4 << 10

  /// Serves until a signal asks for the end.
  func run() async throws {
    let base = HTTP1Channel(responder: respond, configuration: Self.configuration)
    do {
      if let certificate = settings.certificate {
        try await run(Self.secured(base, certificate.chain, certificate.key))
      } else {
        try await run(base)
      }
    } catch {
      throw NotServing(error, settings)?.failure ?? error
    }
  }

  /// The channel under TLS 1.2 or 1.3.
  private static func secured(
    _ base: HTTP1Channel, _ chain: String, _ key: String
  ) throws -> TLSChannel<HTTP1Channel> {
    do {
      let certificates = try NIOSSLCertificate.fromPEMFile(chain).map { NIOSSLCertificateSource.certificate($0) }
      let privateKey = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
      var tls = TLSConfiguration.makeServerConfiguration(certificateChain: certificates, privateKey: privateKey)
      tls.minimumTLSVersion = .tlsv12
      return try TLSChannel(base, tlsConfiguration: tls)
    } catch {
      throw NotServing.certificate(chain, key).failure
    }
  }

  private func run(_ channel: some ServerChildChannel) async throws {
    var logger = Logger(label: "hfile-web") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let listening = listening
    let server = Server(
      childChannelSetup: channel,
      configuration: ServerConfiguration(
        address: .hostname(settings.address, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
      onServerRunning: { channel in await listening(channel.localAddress?.port ?? 0) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }

  private static var configuration: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      additionalChannelHandlers: [StalledClientHandler(seconds: stallSeconds)], idleTimeout: .seconds(idleSeconds),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: headLimit / 2, maxHeaderListSize: headLimit, maxHeaderFieldCount: 64))
  }

  /// A body that nobody asked for ends the connection: nobody reads it.
  private struct UnwantedBody: Error {}

  private func respond(
    _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    var web = WebRequest(head: request.head, peer: channel.remoteAddress?.ipAddress ?? "")
    let length = request.head.headerFields[.contentLength].flatMap { Int($0) }
    let hasBody = request.head.headerFields[.transferEncoding] != nil || (length ?? 0) > 0
    var isUnwanted = hasBody
    if hasBody, request.method == .post, let length, length <= Self.bodyLimit {
      web.body = Array(buffer: try await request.body.collect(upTo: Self.bodyLimit))
      isUnwanted = false
    }
    var response = await site.respond(to: web)
    response.head.headerFields[.date] = HTTPDate.text(site.environment.now().seconds)
    if isUnwanted { response.head.headerFields[.connection] = "close" }
    log.note(web, response)
    try await writer.write(response: response.head, body: ResponseBody(byteBuffer: response.body))
    if isUnwanted { throw UnwantedBody() }
  }
}
