// What is said to an ssh-agent and what it answers (draft-miller-ssh-agent), for keys of Ed25519. Only bytes: the
// socket is elsewhere.

/// A message to an ssh-agent, and the reading of its answers.
public enum SSHAgentMessage {
  /// Larger answers are not read.
  public static let largest = 262_144

  private static let (requestIdentities, identitiesAnswer): (UInt8, UInt8) = (11, 12)
  private static let (requestSignature, signatureAnswer): (UInt8, UInt8) = (13, 14)

  /// Asks which keys the agent has.
  public static let identities = framed([requestIdentities])

  /// Asks for a signature over bytes by a key.
  public static func sign(_ bytes: [UInt8], with key: VerifyingKey) -> [UInt8] {
    var message = SSHWriter([requestSignature])
    message.string(key.wire)
    message.string(bytes)
    message.number(0)
    return framed(message.bytes)
  }

  /// Reads which keys the agent has; those of other kinds are passed over.
  public static func keys(in answer: [UInt8]) throws(SealingError) -> [VerifyingKey] {
    var reader = try body(answer, identitiesAnswer)
    var keys: [VerifyingKey] = []
    for _ in try 0..<reader.number() {
      let wire = try reader.string()
      if let key = try? VerifyingKey(wire: wire, of: .agent) { keys.append(key) }
      _ = try reader.string()
    }
    try reader.end()
    return keys
  }

  /// Reads the 64 bytes of a signature.
  public static func signature(in answer: [UInt8]) throws(SealingError) -> [UInt8] {
    var reader = try body(answer, signatureAnswer)
    var signature = try SSHReader(reader.string(), of: .agent)
    try reader.end()
    try signature.expect(VerifyingKey.type, else: .keyType)
    let bytes = try signature.string()
    try signature.end()
    guard bytes.count == 64 else { throw .malformed(.agent, .length) }
    return bytes
  }

  /// How many bytes follow the four that a message begins with; nil when they are too many or none.
  public static func length(_ beginning: [UInt8]) -> Int? {
    var reader = SSHReader(beginning, of: .agent)
    guard let count = try? reader.number(), count >= 1, count <= largest else { return nil }
    return Int(count)
  }

  private static func framed(_ message: [UInt8]) -> [UInt8] {
    var writer = SSHWriter()
    writer.string(message)
    return writer.bytes
  }

  /// The answer without its frame; whatever is no answer of the kind is a refusal.
  private static func body(_ answer: [UInt8], _ kind: UInt8) throws(SealingError) -> SSHReader {
    var frame = SSHReader(answer, of: .agent)
    let message = try frame.string()
    try frame.end()
    guard message.first == kind else { throw .malformed(.agent, .refused) }
    return SSHReader(message.dropFirst(), of: .agent)
  }
}
