/// Where a hub is: a folder, or a server that is spoken with over https or ssh.
public struct HubAddress: Sendable, Hashable {
  /// How one gets there.
  public enum Way: Sendable, Hashable {
    /// A folder of this computer, or one that it has mounted.
    case folder(path: String)
    /// A server that proves itself by a certificate.
    case https(host: String, port: Int)
    /// A server that proves itself by its host key.
    case ssh(host: String, port: Int)
  }

  /// How one gets there.
  public let way: Way
  /// The address as git understands it; it never holds a password.
  public let text: String
  /// The name under which one signs in, if the address says one.
  public let user: String?

  /// Reads an address.
  ///
  /// - Parameter folder: where paths begin that do not begin with `/`.
  public init(_ text: String, in folder: String) throws(StoreError) {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) || !text.contains("://") else {
      throw HubError.unknownAddress(text).asStoreError
    }
    if let scheme = text.firstRange(of: "://") {
      try self.init(scheme: text[..<scheme.lowerBound].lowercased(), text[scheme.upperBound...], text)
    } else if text.contains("::") {
      throw HubError.unknownAddress(text).asStoreError
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      // host:path, as scp and git have it.
      let (user, host) = try Self.person(text[..<colon], text)
      try self.init(.ssh(host: Self.host(host, text), port: 22), text, user, path: text[text.index(after: colon)...])
    } else {
      self.init(folder: text.hasPrefix("/") ? text : folder + "/" + text)
    }
  }

  private init(folder: String) {
    var parts: [Substring] = []
    for part in folder.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    text = "/" + parts.joined(separator: "/")
    way = .folder(path: text)
    user = nil
  }

  private init(_ way: Way, _ text: String, _ user: String?, path: Substring) throws(StoreError) {
    guard !path.isEmpty, path != "/", !path.hasPrefix("-") else { throw HubError.unknownAddress(text).asStoreError }
    self.way = way
    self.text = text
    self.user = user
  }

  private init(scheme: String, _ rest: Substring, _ text: String) throws(StoreError) {
    if scheme == "file" {
      guard rest.hasPrefix("/") else { throw HubError.unknownAddress(text).asStoreError }
      self.init(folder: String(rest))
      return
    }
    guard scheme == "https" || scheme == "ssh" else {
      let isPlain = ["git", "http", "ftp"].contains(scheme)
      throw (isPlain ? HubError.notEncrypted(scheme) : .unknownAddress(Self.hidden(text))).asStoreError
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let (user, place) = try Self.person(rest[..<slash], text)
    let (host, port) = try Self.place(place, text)
    let way = scheme == "ssh" ? Way.ssh(host: host, port: port ?? 22) : .https(host: host, port: port ?? 443)
    try self.init(way, text, user, path: rest[slash...])
  }

  /// Splits `user@host`; a password would be kept in the clear, and is refused.
  private static func person(_ text: Substring, _ whole: String) throws(StoreError) -> (String?, Substring) {
    guard let at = text.lastIndex(of: "@") else { return (nil, text) }
    let user = text[..<at]
    guard !user.contains(":") else { throw HubError.passwordInAddress.asStoreError }
    guard !user.isEmpty, !user.hasPrefix("-") else { throw HubError.unknownAddress(whole).asStoreError }
    return (String(user), text[text.index(after: at)...])
  }

  private static func place(_ text: Substring, _ whole: String) throws(StoreError) -> (String, Int?) {
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } ?? text.endIndex : nil
    let colon = end ?? text.firstIndex(of: ":") ?? text.endIndex
    let host = try host(text[..<colon], whole)
    guard colon < text.endIndex else { return (host, nil) }
    guard text[colon] == ":", let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else {
      throw HubError.unknownAddress(hidden(whole)).asStoreError
    }
    return (host, port)
  }

  private static func host(_ text: Substring, _ whole: String) throws(StoreError) -> String {
    let isNumber = text.hasPrefix("[") && text.hasSuffix("]")
    let name = isNumber ? text.dropFirst().dropLast() : text
    let known = name.utf8.allSatisfy { byte in
      byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2E || byte == 0x2D
        || byte == 0x5F || isNumber && byte == 0x3A
    }
    guard known, !name.isEmpty, !name.hasPrefix("-") else { throw HubError.unknownAddress(hidden(whole)).asStoreError }
    return name.lowercased()
  }

  /// An address without what stands before `@`, which may be a secret.
  private static func hidden(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"), at > scheme.upperBound else {
      return text
    }
    return text[..<scheme.upperBound] + "..." + text[at...]
  }
}
