import HealthFiles

/// Unlocks identities: the one door through which keys get into a run of hfile.
enum Identities {
  /// The keys of the identity that counts; nil when none does, or it is locked and nobody may be asked.
  static func holder(_ console: Console, prompts: Bool) throws(Failure) -> (any KeyHolder)? {
    if let holder = console.holder { return holder }
    let folder = IdentityFolder(console)
    guard let name = folder.chosen else { return nil }
    let file = try folder.read(name)
    if let holder = agent(for: file, console) {
      console.holder = holder
      return holder
    }
    guard prompts || !file.needsPassphrase else { return nil }
    let holder = try holder(of: unlock(file, console).identity, console)
    console.holder = holder
    return holder
  }

  /// The keys of an identity that `hfile agent` holds; nil when it does not, or holds others than the file names.
  static func agent(for file: IdentityFile, _ console: Console) -> AgentHolder? {
    guard file.needsPassphrase else { return nil }
    let path = IdentityFolder(console).socket(of: file.name)
    let exchange = console.exchange
    let holder = try? AgentHolder { request throws(SealingError) in
      guard let answer = exchange(path, request) else { throw .malformed(.agent, .refused) }
      return answer
    }
    guard let holder, holder.sealingKeys == file.unsealing else { return nil }
    if case .own(let key) = file.signing, key != holder.verifyingKey { return nil }
    return holder
  }

  /// Unlocks a file, asking for its passphrase if it has one.
  static func unlock(
    _ file: IdentityFile, _ console: Console
  ) throws(Failure) -> (identity: Identity, passphrase: String?) {
    var passphrase: String?
    if file.needsPassphrase {
      passphrase = console.askSecret(
        console.pick("passphrase of \(file.name): ", "\(file.name) 的口令：", "\(file.name) 的密碼："))
      guard passphrase != nil else {
        throw .refused(
          .keyMissing, Phrase("no passphrase was given", "未输入口令", "未輸入密碼"),
          hint: Phrase("hfile agent", "hfile agent", "hfile agent"))
      }
    }
    let identity = try orFail(sealing: { () throws(SealingError) in try file.unlocked(passphrase: passphrase) })
    return (identity, passphrase)
  }

  /// Asks twice for a new passphrase.
  static func newPassphrase(_ name: String, _ console: Console) throws(Failure) -> String {
    let first = console.askSecret(
      console.pick("new passphrase for \(name): ", "\(name) 的新口令：", "\(name) 的新密碼："))
    guard let first, first.count >= 8 else {
      throw .usage(
        Phrase("a passphrase has at least 8 characters", "口令至少 8 个字符", "密碼至少 8 個字元"),
        hint: Phrase("hfile identity new --help", "hfile identity new --help", "hfile identity new --help"))
    }
    let second = console.askSecret(console.pick("once more: ", "再输一次：", "再輸一次："))
    guard first == second else {
      throw .usage(Phrase("the two passphrases differ", "两次输入的口令不同", "兩次輸入的密碼不同"))
    }
    return first
  }

  /// Holds the keys of an identity, wherever its key for signing is.
  static func holder(of identity: Identity, _ console: Console) throws(Failure) -> any KeyHolder {
    switch identity.signing {
    case .own(let key): return HeldKeys(signing: key, unsealing: identity.unsealing)
    case .elsewhere(.file(let path)):
      let bytes = try orFail { () throws(StoreError) in try HostFile.read(path) }
      let key = try orFail(sealing: { () throws(SealingError) in try OpenSSHKeyFile.read(bytes) })
      return HeldKeys(signing: key, unsealing: identity.unsealing)
    case .elsewhere(.agent(let fingerprint)):
      let agent = try AgentSocket(console)
      let key = try agent.key(fingerprint)
      return HeldKeys(verifyingKey: key, unsealing: identity.unsealing) { bytes throws(SealingError) in
        try agent.sign(bytes, with: key)
      }
    }
  }
}
