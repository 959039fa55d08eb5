import HealthFiles
import JSONSchema

/// What the verbs of identities share: which one is meant, keeping it, and how it is shown.
struct IdentityAnswer {
  private let invocation: Invocation
  private let console: Console
  private let folder: IdentityFolder

  init(_ invocation: Invocation) {
    self.invocation = invocation
    console = invocation.console
    folder = IdentityFolder(invocation.console)
  }

  private var format: String { invocation["--format"] ?? "table" }

  /// The file of the identity that the first word names, or of the one that counts.
  func file() throws(Failure) -> IdentityFile {
    if let name = invocation.word(0) ?? folder.chosen { return try folder.read(name) }
    throw folder.names.isEmpty
      ? .refused(
        .keyMissing, Phrase("there is no identity on this computer", "本机没有身份", "本機沒有身分"),
        hint: Phrase("hfile identity new NAME", "hfile identity new NAME", "hfile identity new NAME"))
      : .refused(
        .keyMissing, Phrase("none of the identities counts", "未选定当前身份", "未選定目前身分"),
        hint: Phrase("hfile switch NAME", "hfile switch NAME", "hfile switch NAME"))
  }

  /// Keeps a new identity under a new passphrase, or without one.
  func keep(_ identity: Identity) throws(Failure) -> ExitCode {
    let needsPassphrase = !invocation.has("--no-passphrase") && !invocation.has("--dry-run")
    let passphrase = needsPassphrase ? try Identities.newPassphrase(identity.name, console) : nil
    return try keep(identity, passphrase: passphrase)
  }

  /// Keeps an identity and shows it.
  func keep(_ identity: Identity, passphrase: String?) throws(Failure) -> ExitCode {
    let (cost, random) = (console.passphraseCost, console.environment.randomBytes)
    let file = try orFail(sealing: { () throws(SealingError) in
      try IdentityFile(identity, passphrase: passphrase, cost: cost, random: random)
    })
    return try keep(file)
  }

  /// Keeps the file of an identity and shows it.
  func keep(_ file: IdentityFile) throws(Failure) -> ExitCode {
    if invocation.has("--dry-run") {
      console.say(console.pick("would write", "将写入", "將寫入") + " " + folder.path(of: file.name))
      return .done
    }
    try folder.write(file)
    if !file.needsPassphrase {
      console.warning(
        console.pick(
          "the secrets of \(file.name) are in the clear; whoever reads the file can act as \(file.name)",
          "\(file.name) 的私钥未加密；读到此文件的人都能以 \(file.name) 操作",
          "\(file.name) 的私密金鑰未加密；讀到此檔案的人都能以 \(file.name) 操作"))
    }
    try show(file)
    return .done
  }

  /// Shows what is public of an identity.
  func show(_ file: IdentityFile) throws(Failure) {
    guard format == "table" else { return console.write(Answer.bytes(json(file), format)) }
    let (line, fingerprint) = Self.signing(file)
    var rows = [
      (console.pick("name", "名称", "名稱"), file.name),
      (console.pick("signs with", "签名密钥", "簽章金鑰"), line),
    ]
    if let fingerprint { rows.append((console.pick("fingerprint", "指纹", "指紋"), fingerprint)) }
    for key in file.unsealing { rows.append((console.pick("opens with", "解封密钥", "解封金鑰"), key.thumbprint)) }
    rows.append((console.pick("file", "文件", "檔案"), folder.path(of: file.name)))
    let width = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    for (title, text) in rows { console.say("\(DisplayWidth.pad(title, to: width))  \(Safe.line(text))") }
  }

  /// Shows all identities, one a line.
  func list() throws(Failure) {
    let chosen = folder.chosen
    var files: [IdentityFile] = []
    for name in folder.names { files.append(try folder.read(name)) }
    if format == "json" { return console.write(Answer.bytes(.array(files.map(json)), format)) }
    if format == "ndjson" {
      for file in files { console.write(Answer.bytes(json(file), format)) }
      return
    }
    var table = TextTable(["", console.pick("name", "名称", "名稱"), console.pick("signs with", "签名密钥", "簽章金鑰")])
    for file in files {
      let (line, fingerprint) = Self.signing(file)
      table.add([file.name == chosen ? "*" : "", file.name, fingerprint ?? line])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }

  private func json(_ file: IdentityFile) -> JSON {
    let (line, fingerprint) = Self.signing(file)
    var object: JSON = ["name": .string(file.name), "signing": .string(line)]
    object["fingerprint"] = fingerprint.map { .string($0) }
    object["unsealing"] = .array(file.unsealing.map { JSONWebKey.sealing($0).json })
    object["locked"] = .bool(file.needsPassphrase)
    object["current"] = .bool(file.name == folder.chosen)
    return object
  }

  /// What the identity signs with, and the fingerprint where it is known.
  private static func signing(_ file: IdentityFile) -> (line: String, fingerprint: String?) {
    switch file.signing {
    case .own(let key): (key.openSSH, key.fingerprint)
    case .elsewhere(.agent(let fingerprint)): ("ssh-agent", fingerprint)
    case .elsewhere(.file(let path)): (path, nil)
    }
  }

  // MARK: keys for other programs

  /// Prints keys in the format asked for.
  func export() throws(Failure) {
    let file = try file()
    let isPrivate = invocation.has("--private")
    let format = invocation["--format"] ?? "jwk"
    if format == "identity" { return console.write(file.bytes) }
    let identity = isPrivate ? try Identities.unlock(file, console).identity : nil
    if format == "jwk" { return console.write(Self.keySet(file, identity).bytes() + [0x0A]) }
    switch (file.signing, identity?.signing) {
    case (_, .own(let key)):
      console.write(OpenSSHKeyFile.write(key, comment: file.name, random: console.environment.randomBytes))
    case (.own(let key), nil): console.say("\(key.openSSH) \(file.name)")
    default:
      throw .refused(
        .keyMissing,
        Phrase(
          "the key that \(file.name) signs with is not kept here", "\(file.name) 的签名密钥不保存在此处",
          "\(file.name) 的簽章金鑰不保存在此處"))
    }
  }

  private static func keySet(_ file: IdentityFile, _ identity: Identity?) -> JSON {
    var keys: [JSONWebKey] = []
    if let identity {
      if case .own(let key) = identity.signing { keys.append(.signing(key)) }
      keys += identity.unsealing.map { .unsealing($0) }
    } else {
      if case .own(let key) = file.signing { keys.append(.verifying(key)) }
      keys += file.unsealing.map { .sealing($0) }
    }
    let values = keys.map { key in
      var json = key.json
      json["kid"] = .string(key.thumbprint)
      return json
    }
    return ["keys": .array(values)]
  }
}
