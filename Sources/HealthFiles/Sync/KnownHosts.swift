// The keys of SSH servers that were accepted once, in the form of OpenSSH's known_hosts (sshd(8)). A key that is not
// known is never accepted silently, and one that changed is an alarm.

internal import Crypto
internal import Git

/// The host keys that are known.
struct KnownHosts {
  /// What is known of a server's key.
  enum Verdict: Sendable, Hashable {
    /// It was accepted before.
    case known
    /// Nothing is known of the server.
    case unknown
    /// Other keys were accepted before, or this one was revoked.
    case changed
  }

  private struct Line {
    let hosts: Substring
    let isRevoked: Bool
    let key: [UInt8]
  }

  private let lines: [Line]

  /// Reads the text of a file; what cannot be read of it counts for nothing.
  init(_ text: String) {
    lines = text.split(whereSeparator: \.isNewline).compactMap { line in
      var words = line.split { $0 == " " || $0 == "\t" }[...]
      var marker: Substring?
      if words.first?.hasPrefix("@") == true { marker = words.removeFirst() }
      // Certificates of hosts are not spoken here; a line about who makes them says nothing of a key.
      guard marker == nil || marker == "@revoked", words.count >= 3, !words[words.startIndex].hasPrefix("#") else {
        return nil
      }
      let start = words.startIndex
      guard let key = Base64.standard.decode(String(words[start + 2])) else { return nil }
      return Line(hosts: words[start], isRevoked: marker != nil, key: key)
    }
  }

  /// Judges the key that a server shows.
  func judge(_ key: HostKey, of host: String, port: Int) -> Verdict {
    let name = Self.name(host, port)
    let about = lines.filter { Self.matches($0.hosts, name) }
    if about.contains(where: { $0.isRevoked && $0.key == key.bytes }) { return .changed }
    let accepted = about.filter { !$0.isRevoked }
    if accepted.contains(where: { $0.key == key.bytes }) { return .known }
    // Also where they are of other kinds: whoever stands in between would show just such a one.
    return accepted.isEmpty ? .unknown : .changed
  }

  /// The line that accepts a key.
  static func line(_ key: HostKey, of host: String, port: Int) -> String {
    "\(name(host, port)) \(key.kind) \(Base64.standard.string(key.bytes))\n"
  }

  /// How a server is called in such files.
  private static func name(_ host: String, _ port: Int) -> String { port == 22 ? host : "[\(host)]:\(port)" }

  private static func matches(_ hosts: Substring, _ name: String) -> Bool {
    if hosts.hasPrefix("|1|") { return isHash(hosts, of: name) }
    var isNamed = false
    for pattern in hosts.split(separator: ",") {
      if pattern.hasPrefix("!") {
        if fits(Array(name.utf8), Array(pattern.dropFirst().lowercased().utf8)) { return false }
      } else if fits(Array(name.utf8), Array(pattern.lowercased().utf8)) {
        isNamed = true
      }
    }
    return isNamed
  }

  /// `|1|SALT|HMAC-SHA1 of the name by the salt`.
  private static func isHash(_ text: Substring, of name: String) -> Bool {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 4, let salt = Base64.standard.decode(String(parts[2])),
      let wanted = Base64.standard.decode(String(parts[3]))
    else { return false }
    let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(name.utf8), using: SymmetricKey(data: salt))
    return Array(code) == wanted
  }

  /// `*` stands for any letters, `?` for one.
  private static func fits(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, step) = (0, 0)
    var star: (step: Int, place: Int)?
    while place < name.count {
      if step < pattern.count, pattern[step] == 0x2A {
        star = (step, place)
        step += 1
      } else if step < pattern.count, pattern[step] == 0x3F || pattern[step] == name[place] {
        place += 1
        step += 1
      } else if let last = star {
        (step, place) = (last.step + 1, last.place + 1)
        star = (last.step, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[step...].allSatisfy { $0 == 0x2A }
  }
}

extension HostKey {
  /// The kind of key that its bytes begin with: `ssh-ed25519`, for instance.
  var kind: String {
    guard bytes.count > 4 else { return "" }
    let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
    return String(decoding: bytes.dropFirst(4).prefix(length), as: UTF8.self)
  }

  /// The fingerprint as OpenSSH writes it.
  var fingerprint: String {
    "SHA256:" + Base64.standard.string(digest).prefix { $0 != "=" }
  }
}
