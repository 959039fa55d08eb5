// Keys as JSON (RFC 7517, 7518, 8037), so that foreign tools can open and seal. Read strictly: the members of the kind,
// each canonical; beside them only `kid`, `alg` and `use`, and only with the values that this house gives them.

public import JSONSchema

/// A key as JSON: any of the kinds that the house uses.
public enum JSONWebKey: Sendable {
  /// 32 secret bytes (`oct`).
  case secret(SecretKey)
  /// A public point of P-256 (`EC`).
  case sealing(SealingKey)
  /// A point of P-256 and its secret (`EC` with `d`).
  case unsealing(UnsealingKey)
  /// A public key of Ed25519 (`OKP`).
  case verifying(VerifyingKey)
  /// A key of Ed25519 with its seed (`OKP` with `d`).
  case signing(SigningKey)

  /// RFC 7638 thumbprint, that of the public half where there is one.
  public var thumbprint: String {
    switch self {
    case .secret(let key): key.thumbprint
    case .sealing(let key): key.thumbprint
    case .unsealing(let key): key.sealingKey.thumbprint
    case .verifying(let key): Thumbprint.of(verifying: key.bytes)
    case .signing(let key): Thumbprint.of(verifying: key.verifyingKey.bytes)
    }
  }

  /// The key as JSON, with secrets where it has them.
  public var json: JSON {
    switch self {
    case .secret(let key): ["kty": "oct", "k": Self.text(key.bytes)]
    case .sealing(let key): Self.point(key)
    case .unsealing(let key): Self.with(key.secret, Self.point(key.sealingKey))
    case .verifying(let key): Self.edwards(key)
    case .signing(let key): Self.with(key.seed, Self.edwards(key.verifyingKey))
    }
  }

  private static func text(_ bytes: some Collection<UInt8>) -> JSON { .string(Base64.url.string(bytes)) }

  private static func point(_ key: SealingKey) -> JSON {
    ["kty": "EC", "crv": "P-256", "x": text(key.bytes[..<32]), "y": text(key.bytes[32...])]
  }

  private static func edwards(_ key: VerifyingKey) -> JSON {
    ["kty": "OKP", "crv": "Ed25519", "x": text(key.bytes)]
  }

  private static func with(_ secret: [UInt8], _ key: JSON) -> JSON {
    var key = key
    key["d"] = text(secret)
    return key
  }
}

extension JSONWebKey {
  /// Reads a key from a text.
  public init(parsing text: [UInt8]) throws(SealingError) {
    guard let json = try? JSON(parsing: text) else { throw .malformed(.webKey, .json) }
    try self.init(json)
  }

  /// Reads a key; `besides` are members that the caller reads.
  public init(_ json: JSON, besides: Set<String> = []) throws(SealingError) {
    var members = try KeyMembers(json, of: .webKey)
    switch try members.text("kty") {
    case "oct":
      self = try .secret(SecretKey(bytes: members.bytes("k")))
      try members.mayBe("use", "enc", "alg", "A256KW")
    case "EC":
      self = try Self.point(&members)
      try members.mayBe("use", "enc", "alg", "ECDH-ES+A256KW")
    case "OKP":
      self = try Self.edwards(&members)
      try members.mayBe("use", "sig", "alg", "EdDSA")
    default: throw .member(.webKey, "kty", .wrong)
    }
    try members.mayBe("kid", thumbprint)
    try members.end(besides)
  }

  private static func point(_ members: inout KeyMembers) throws(SealingError) -> JSONWebKey {
    guard try members.text("crv") == "P-256" else { throw .member(.webKey, "crv", .wrong) }
    let sealing = try SealingKey(bytes: members.bytes("x") + members.bytes("y"))
    guard members.has("d") else { return .sealing(sealing) }
    let unsealing = try UnsealingKey(secret: members.bytes("d"))
    guard unsealing.sealingKey == sealing else { throw .member(.webKey, "d", .wrong) }
    return .unsealing(unsealing)
  }

  private static func edwards(_ members: inout KeyMembers) throws(SealingError) -> JSONWebKey {
    guard try members.text("crv") == "Ed25519" else { throw .member(.webKey, "crv", .wrong) }
    let verifying = try VerifyingKey(bytes: members.bytes("x"))
    guard members.has("d") else { return .verifying(verifying) }
    let signing = try SigningKey(seed: members.bytes("d"))
    guard signing.verifyingKey == verifying else { throw .member(.webKey, "d", .wrong) }
    return .signing(signing)
  }
}
