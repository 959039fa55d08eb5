import HealthFiles

/// The socket of an ssh-agent.
struct AgentSocket: Sendable {
  private let path: String
  private let exchangeBytes: Console.Exchange

  /// Finds the agent of this session.
  init(_ console: Console) throws(Failure) {
    guard let path = console.variables["SSH_AUTH_SOCK"], !path.isEmpty else {
      throw .refused(
        .keyMissing, Phrase("no ssh-agent runs here", "此处没有运行 ssh-agent", "此處沒有執行 ssh-agent"),
        hint: Phrase("eval $(ssh-agent) && ssh-add", "eval $(ssh-agent) && ssh-add", "eval $(ssh-agent) && ssh-add"))
    }
    self.path = path
    exchangeBytes = console.exchange
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

  private func exchange(_ message: [UInt8]) throws(SealingError) -> [UInt8] {
    guard let answer = exchangeBytes(path, message) else { throw .malformed(.agent, .refused) }
    return answer
  }
}
