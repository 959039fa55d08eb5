import HealthFiles

/// Who commits: `HFILE_AUTHOR`, git's own variables, git's configuration, or the user of this computer.
enum Authorship {
  /// Finds the author.
  static func author(_ console: Console, store: Store?) -> Author {
    let variables = console.variables
    if let text = variables["HFILE_AUTHOR"], let author = parse(text) { return author }
    var name = variables["GIT_AUTHOR_NAME"]
    var email = variables["GIT_AUTHOR_EMAIL"]
    let home = variables["HOME"] ?? ""
    let files = [store.map { $0.gitDirectory + "/config" }, home + "/.gitconfig", home + "/.config/git/config"]
    for path in files.compactMap({ $0 }) where name == nil || email == nil {
      guard let bytes = try? HostFile.read(path) else { continue }
      let user = userSection(String(decoding: bytes, as: UTF8.self))
      name = name ?? user["name"]
      email = email ?? user["email"]
    }
    let login = variables["USER"] ?? variables["LOGNAME"] ?? "hfile"
    return Author(name: name ?? login, email: email ?? login + "@localhost")
  }

  /// Reads `Name <address>`.
  static func parse(_ text: String) -> Author? {
    guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close else { return nil }
    let name = text[..<open].drop { $0 == " " }
    return Author(name: String(name).trimmedEnd, email: String(text[text.index(after: open)..<close]))
  }

  /// The plain `key = value` lines of `[user]` in a git configuration.
  private static func userSection(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    var inside = false
    for line in text.split(whereSeparator: \.isNewline) {
      let trimmed = String(line.drop { $0 == " " || $0 == "\t" }).trimmedEnd
      if trimmed.hasPrefix("[") {
        inside = trimmed.lowercased() == "[user]"
      } else if inside, let equals = trimmed.firstIndex(of: "=") {
        let key = String(trimmed[..<equals]).trimmedEnd.lowercased()
        let value = trimmed[trimmed.index(after: equals)...].drop { $0 == " " }
        values[key] = value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value)
      }
    }
    return values
  }
}
