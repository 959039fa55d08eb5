import Glibc
import HealthFiles
import NIOCore
import hfile

/// Why the network does not let the server begin, in words.
enum NotServing {
  /// Something else listens there.
  case taken(address: String, port: Int)
  /// The system lets this user not listen there.
  case forbidden(port: Int)
  /// This computer has not the address.
  case elsewhere(address: String)
  /// One of the files holds not what it should, or they do not belong together.
  case certificate(_ chain: String, _ key: String)

  /// Tells what an error of the network means; nil when it is another.
  init?(_ error: any Error, _ settings: WebSettings) {
    switch error {
    case let error as IOError where error.errnoCode == EADDRINUSE:
      self = .taken(address: settings.address, port: settings.port)
    case let error as IOError where error.errnoCode == EACCES: self = .forbidden(port: settings.port)
    case let error as IOError where error.errnoCode == EADDRNOTAVAIL: self = .elsewhere(address: settings.address)
    case is SocketAddressError, is SocketAddressError.UnknownHost: self = .elsewhere(address: settings.address)
    default: return nil
    }
  }

  /// The same as hfile says it.
  var failure: Failure {
    switch self {
    case .taken(let address, let port):
      .refused(
        .diskRefused,
        Phrase(
          "port \(port) at \(address) is taken", "\(address) 的端口 \(port) 已被占用", "\(address) 的連接埠 \(port) 已被占用"),
        hint: Phrase("--port 0", "--port 0", "--port 0"))
    case .forbidden(let port):
      .refused(
        .notPermitted,
        Phrase(
          "the system does not let this user serve at port \(port)", "系统不允许该用户使用端口 \(port)",
          "系統不允許該使用者使用連接埠 \(port)"),
        hint: Phrase("--port 8080", "--port 8080", "--port 8080"))
    case .elsewhere(let address):
      .refused(
        .usage,
        Phrase(
          "\(address) is no address of this computer", "\(address) 不是本机地址", "\(address) 不是本機位址"))
    case .certificate(let chain, let key):
      .refused(
        .keyMissing,
        Phrase(
          "\(chain) and \(key) are not a certificate and its private key (PEM)",
          "\(chain) 和 \(key) 不是一对证书与私钥（PEM）", "\(chain) 和 \(key) 不是一對憑證與私密金鑰（PEM）"))
    }
  }
}
