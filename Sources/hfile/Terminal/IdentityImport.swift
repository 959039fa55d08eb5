import HealthFiles
import JSONSchema

/// Reads keys made elsewhere: an identity, keys as JSON, or a key file of OpenSSH.
struct IdentityImport {
  private let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  func run() throws(Failure) -> ExitCode {
    let answer = IdentityAnswer(invocation)
    let name = invocation.word(1) ?? ""
    try IdentityFolder(invocation.console).checkFree(name)
    let path = invocation.path(invocation.word(0) ?? "")
    let bytes = try orFail { () throws(StoreError) in try HostFile.read(path) }
    guard let json = try? JSON(parsing: bytes) else {
      let key = try orFail(sealing: { () throws(SealingError) in try OpenSSHKeyFile.read(bytes) })
      return try answer.keep(identity(name, [.signing(key)]))
    }
    guard json["format"] != nil else { return try answer.keep(identity(name, keys(json))) }
    let file = try orFail(sealing: { () throws(SealingError) in try IdentityFile(parsing: bytes) })
    if file.name == name { return try answer.keep(file) }
    // The secrets name the identity, so another name takes unlocking.
    let (identity, passphrase) = try Identities.unlock(file, invocation.console)
    let renamed = try orFail(sealing: { () throws(SealingError) in try identity.renamed(name) })
    return try answer.keep(renamed, passphrase: passphrase)
  }

  /// The keys of a JWK, or of a JWK set.
  private func keys(_ json: JSON) throws(Failure) -> [JSONWebKey] {
    try orFail(sealing: { () throws(SealingError) in
      guard let list = json["keys"]?.arrayValue else { return [try JSONWebKey(json)] }
      var keys: [JSONWebKey] = []
      for one in list { keys.append(try JSONWebKey(one)) }
      return keys
    })
  }

  /// An identity of these keys; what is missing is made.
  private func identity(_ name: String, _ keys: [JSONWebKey]) throws(Failure) -> Identity {
    let random = invocation.console.environment.randomBytes
    return try orFail(sealing: { () throws(SealingError) in
      var (signing, unsealing): (SigningKey?, [UnsealingKey]) = (nil, [])
      for key in keys {
        switch key {
        case .signing(let key) where signing == nil: signing = key
        case .unsealing(let key): unsealing.append(key)
        default: throw .member(.webKey, "d", .missing)
        }
      }
      if unsealing.isEmpty { unsealing = [try UnsealingKey(random: random)] }
      let own: SigningKey = if let signing { signing } else { try SigningKey(random: random) }
      return try Identity(name: name, signing: .own(own), unsealing: unsealing)
    })
  }
}
