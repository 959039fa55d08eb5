// Keys that another process holds, and what is said between the two: frames as an ssh-agent has them, JSON inside. The
// service signs commits and opens sealed values; it has no word for handing out a key.

public import JSONSchema

/// Answers for keys that are held in this process.
public struct AgentService: Sendable {
  private let holder: any KeyHolder

  /// What ends the service.
  public static let stop = AgentFrame.write(["act": "stop"])

  /// Serves with these keys.
  public init(_ holder: any KeyHolder) { self.holder = holder }

  /// Answers a framed request with a framed answer; nil when it was asked to end.
  public func answer(_ request: [UInt8]) -> [UInt8]? {
    if request == Self.stop { return nil }
    do throws(SealingError) {
      return AgentFrame.write(try answer(AgentFrame.read(request)))
    } catch {
      return AgentFrame.write(["error": .string(error.code)])
    }
  }

  private func answer(_ request: JSON) throws(SealingError) -> JSON {
    var members = try KeyMembers(request, of: .agent)
    switch try members.text("act") {
    case "keys":
      try members.end()
      return [
        "signing": .string(holder.verifyingKey.openSSH),
        "unsealing": .array(holder.sealingKeys.map { JSONWebKey.sealing($0).json }),
      ]
    case "sign":
      let payload = try members.bytes("payload", count: nil)
      try members.end()
      return ["signature": .string(String(decoding: try holder.sign(payload), as: UTF8.self))]
    case "open":
      let sealed = try JSONWebEncryption(members.value("sealed"))
      guard case .object(let expected) = try members.value("expecting") else {
        throw .member(.agent, "expecting", .wrong)
      }
      try members.end()
      return ["plaintext": .string(Base64.url.string(try holder.open(sealed, expecting: expected)))]
    default: throw .member(.agent, "act", .wrong)
    }
  }
}

/// Keys that another process holds and uses for this one.
public struct AgentHolder: KeyHolder {
  /// The public half of the key for signing.
  public let verifyingKey: VerifyingKey
  /// The public halves of the keys for opening, newest first.
  public let sealingKeys: [SealingKey]
  private let exchange: @Sendable (_ request: [UInt8]) throws(SealingError) -> [UInt8]

  /// Asks which keys are held; `exchange` carries a framed request to the service and its answer back.
  public init(
    exchange: @escaping @Sendable (_ request: [UInt8]) throws(SealingError) -> [UInt8]
  ) throws(SealingError) {
    self.exchange = exchange
    var members = try Self.ask(["act": "keys"], exchange)
    verifyingKey = try VerifyingKey(openSSH: members.text("signing"))
    var keys: [SealingKey] = []
    for json in try members.array("unsealing") {
      guard case .sealing(let key) = try JSONWebKey(json) else { throw .member(.agent, "unsealing", .wrong) }
      keys.append(key)
    }
    sealingKeys = keys
  }

  /// Has a commit signed: armoured text without a final newline.
  public func sign(_ payload: [UInt8]) throws(SealingError) -> [UInt8] {
    var members = try Self.ask(["act": "sign", "payload": .string(Base64.url.string(payload))], exchange)
    return try Array(members.text("signature").utf8)
  }

  /// Has something opened that was sealed for one of the keys.
  public func open(_ encryption: JSONWebEncryption, expecting expected: JSONObject) throws(SealingError) -> [UInt8] {
    guard sealingKeys.contains(where: { $0.thumbprint == encryption.kid }) else { throw .otherKey(encryption.kid) }
    let request: JSON = ["act": "open", "sealed": encryption.json, "expecting": .object(expected)]
    var members = try Self.ask(request, exchange)
    return try members.bytes("plaintext", count: nil)
  }

  private static func ask(
    _ request: JSON, _ exchange: (_ request: [UInt8]) throws(SealingError) -> [UInt8]
  ) throws(SealingError) -> KeyMembers {
    let answer = try AgentFrame.read(exchange(AgentFrame.write(request)))
    guard let code = answer["error"]?.stringValue else { return try KeyMembers(answer, of: .agent) }
    throw code == SealingError.notOpened.code ? .notOpened : .malformed(.agent, .refused)
  }
}

/// A length of four bytes and that much JSON.
private enum AgentFrame {
  static func write(_ json: JSON) -> [UInt8] {
    var writer = SSHWriter()
    writer.string(json.bytes(.compact))
    return writer.bytes
  }

  static func read(_ frame: [UInt8]) throws(SealingError) -> JSON {
    var reader = SSHReader(frame, of: .agent)
    let body = try reader.string()
    try reader.end()
    guard let json = try? JSON(parsing: body, limits: .schema) else { throw reader.flaw(.json) }
    return json
  }
}
