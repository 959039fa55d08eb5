import Glibc
import HealthFiles

/// The socket of an ssh-agent.
struct AgentSocket: Sendable {
  private let path: String

  /// Finds the agent of this session.
  init(_ console: Console) throws(Failure) {
    guard let path = console.variables["SSH_AUTH_SOCK"], !path.isEmpty else {
      throw .refused(
        .keyMissing, Phrase("no ssh-agent runs here", "此处没有运行 ssh-agent", "此處沒有執行 ssh-agent"),
        hint: Phrase("eval $(ssh-agent) && ssh-add", "eval $(ssh-agent) && ssh-add", "eval $(ssh-agent) && ssh-add"))
    }
    self.path = path
  }

  /// The key of a fingerprint, if the agent has it.
  func key(_ fingerprint: String) throws(Failure) -> VerifyingKey {
    let keys = try orFail(sealing: { () throws(SealingError) in
      try SSHAgentMessage.keys(in: exchange(SSHAgentMessage.identities))
    })
    guard let key = keys.first(where: { $0.fingerprint == fingerprint }) else {
      throw .refused(
        .keyMissing,
        Phrase(
          "ssh-agent has no Ed25519 key \(fingerprint)", "ssh-agent 中没有 Ed25519 密钥 \(fingerprint)",
          "ssh-agent 中沒有 Ed25519 金鑰 \(fingerprint)"),
        hint: Phrase("ssh-add; ssh-add -l", "ssh-add; ssh-add -l", "ssh-add; ssh-add -l"))
    }
    return key
  }

  /// Has the agent sign bytes.
  func sign(_ bytes: [UInt8], with key: VerifyingKey) throws(SealingError) -> [UInt8] {
    try SSHAgentMessage.signature(in: exchange(SSHAgentMessage.sign(bytes, with: key)))
  }

  /// Sends a message and reads the answer; an agent that is gone has refused.
  private func exchange(_ message: [UInt8]) throws(SealingError) -> [UInt8] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .malformed(.agent, .refused) }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard path.utf8.count < place.count else { return false }
      place.copyBytes(from: path.utf8)
      return true
    }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard fits, connected == 0, send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) == message.count
    else { throw .malformed(.agent, .refused) }
    let beginning = try Self.receive(4, from: descriptor)
    guard let count = SSHAgentMessage.length(beginning) else { throw .malformed(.agent, .length) }
    return try beginning + Self.receive(count, from: descriptor)
  }

  private static func receive(_ count: Int, from descriptor: Int32) throws(SealingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count else {
      throw .malformed(.agent, .length)
    }
    return bytes
  }
}
