import HealthFiles

/// The identities of who sits at this computer: files below `~/.config/hfile/identities`.
struct IdentityFolder {
  private let root: String
  private let console: Console

  init(_ console: Console) {
    let home = console.variables["HOME"] ?? ""
    let configuration = console.variables["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    root = (configuration ?? home + "/.config") + "/hfile"
    self.console = console
  }

  /// Where the file of an identity lies.
  func path(of name: String) -> String { "\(root)/identities/\(name).json" }

  /// Where the agent that holds an identity listens; the folder is the person's own.
  func socket(of name: String) -> String { "\(root)/agent/\(name)" }

  /// Makes the folder of sockets.
  func makeSocketFolder() { HostFile.makeFolders(root + "/agent") }

  private var currentPath: String { root + "/current" }

  /// The names of the identities, sorted.
  var names: [String] {
    HostFile.names(in: root + "/identities").filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter(Identity.isName)
  }

  /// Reads the file of an identity.
  func read(_ name: String) throws(Failure) -> IdentityFile {
    guard names.contains(name) else {
      let near = Suggestion.nearest(to: name, among: names)
      throw .store(.notFound(kind: .identity, name: name, near: near))
    }
    let path = path(of: name)
    if HostFile.isOpenToOthers(path) {
      console.warning(
        console.pick(
          "others may read \(path); type: chmod 600 \(path)", "其他用户可以读取 \(path)；请执行：chmod 600 \(path)",
          "其他使用者可以讀取 \(path)；請執行：chmod 600 \(path)"))
    }
    let bytes = try orFail { () throws(StoreError) in try HostFile.read(path) }
    let file = try orFail(sealing: { () throws(SealingError) in try IdentityFile(parsing: bytes) })
    // A copy under another name would sign as somebody else than its name says.
    guard file.name == name else { throw .store(StoreError(SealingError.member(.identity, "name", .wrong))) }
    return file
  }

  /// Writes the file of an identity.
  func write(_ file: IdentityFile) throws(Failure) {
    HostFile.makeFolders(root + "/identities")
    try orFail { () throws(StoreError) in try HostFile.replace(path(of: file.name), with: file.bytes) }
  }

  /// Refuses a name that is none, or is taken.
  func checkFree(_ name: String) throws(Failure) {
    guard Identity.isName(name) else {
      throw .usage(
        Phrase(
          "\(name) is no name: 1 to 40 of a-z, 0-9 and -", "\(name) 不能用作名称：1 至 40 个 a-z、0-9 或 -",
          "\(name) 不能用作名稱：1 至 40 個 a-z、0-9 或 -"))
    }
    guard !names.contains(name) else {
      throw .refused(
        .conflict, Phrase("there is an identity \(name) already", "身份 \(name) 已存在", "身分 \(name) 已存在"))
    }
  }

  /// The name that `hfile switch` wrote.
  var current: String? {
    guard let bytes = try? HostFile.read(currentPath) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  /// Makes an identity the one that counts.
  func makeCurrent(_ name: String) throws(Failure) {
    HostFile.makeFolders(root)
    try orFail { () throws(StoreError) in try HostFile.replace(currentPath, with: Array((name + "\n").utf8)) }
  }

  /// Which identity counts: `--identity`, `HFILE_IDENTITY`, the one switched to, the only one; nil when none does.
  var chosen: String? {
    if let name = console.identity ?? console.variables["HFILE_IDENTITY"] ?? current { return name }
    let names = names
    return names.count == 1 ? names[0] : nil
  }
}
