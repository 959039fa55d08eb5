import HTTPTypes
import HealthFiles
import NIOCore
import hfile

/// Notes who asked for what: time, address, path without what was asked, status and size.
///
/// Nothing that is sealed, and no word of a question, gets into it.
struct AccessLog: Sendable {
  private let environment: Environment
  private let write: (@Sendable (_ line: String) -> Void)?

  /// - Parameter write: adds a line; nil notes nothing.
  init(_ environment: Environment, write: (@Sendable (_ line: String) -> Void)?) {
    self.environment = environment
    self.write = write
  }

  func note(_ request: WebRequest, _ response: WebResponse) {
    guard let write else { return }
    let path = request.target.prefix { $0 != "?" }.prefix(200)
    let time = Instant(seconds: environment.now().seconds).description
    write(
      Safe.line(
        "\(time) \(request.peer) \(request.method.rawValue.prefix(16)) \(path) \(response.head.status.code) "
          + "\(response.body.readableBytes)"))
  }
}
