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

  /// Seconds a connection may be silent, and a client take to read what it asked for.
  static let idleSeconds: Int64 = 10
  static let stallSeconds: Int64 = 30
  /// Connections at a time; more wait in the queue of the system.
  static let connections = 2_048
  /// Bytes of the head of a request, and of what the sign-in form sends.
  static let headLimit = 16 << 10
  static let bodyLimit = 4 << 10

  /// Serves until a signal asks for the end.
  func run() async throws {
    let base = HTTP1Channel(responder: respond, configuration: Self.configuration)
    if let certificate = settings.certificate {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map { NIOSSLCertificateSource.certificate($0) }
      let key = try NIOSSLPrivateKey(file: certificate.key, format: .pem)
      var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
      tls.minimumTLSVersion = .tlsv12
      try await run(TLSChannel(base, tlsConfiguration: tls))
    } else {
      try await run(base)
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

/// Ends a connection whose client does not read what it asked for.
final class StalledClientHandler: ChannelOutboundHandler, ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any
  typealias OutboundIn = Any

  private let limit: TimeAmount
  private var timer: Scheduled<Void>?

  init(seconds: Int64) { limit = .seconds(seconds) }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    if !context.channel.isWritable {
      let channel = context.channel
      timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }
}
