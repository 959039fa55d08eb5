// Host names, addresses and mailboxes (RFC 1123, 4122, 4291, 5321, 6531).

enum NetworkFormats {
  static func isHostname(_ text: String) -> Bool { isHostname(Array(text.utf8), isInternational: false) }

  private static func isHostname(_ bytes: [UInt8], isInternational: Bool) -> Bool {
    guard bytes.count <= 253 else { return false }
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        && label.allSatisfy {
          $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") || (isInternational && $0 >= 0x80)
        }
    }
  }

  static func isIPv4(_ bytes: some Collection<UInt8>) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit) else { return false }
        let value = part.reduce(0) { $0 * 10 + Int($1 - 48) }
        return value <= 255 && (part.count == 1 || part.first != UInt8(ascii: "0"))
      }
  }

  static func isIPv6(_ bytes: [UInt8]) -> Bool {
    var parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Array.init)
    guard parts.count >= 3 else { return false }
    // A gap at either end shows as two empty parts there; one of them stands for nothing.
    if parts[0].isEmpty {
      guard parts.removeFirst().isEmpty, parts[0].isEmpty else { return false }
    }
    if parts.count > 1, parts[parts.count - 1].isEmpty {
      guard parts.removeLast().isEmpty, parts[parts.count - 1].isEmpty else { return false }
    }
    let gaps = parts.count { $0.isEmpty }
    var groups = parts.count - gaps
    if let last = parts.last, last.contains(UInt8(ascii: ".")) {
      guard isIPv4(last) else { return false }
      parts.removeLast()
      groups += 1
    }
    guard parts.allSatisfy({ $0.count <= 4 && $0.allSatisfy { $0.hexadecimalValue != nil } }) else { return false }
    return gaps == 0 ? groups == 8 : gaps == 1 && groups <= 7
  }

  static func isUUID(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy { $0.hexadecimalValue != nil } }
  }

  static func isEmail(_ text: String, isInternational: Bool) -> Bool {
    let bytes = Array(text.utf8)
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at <= 64 else { return false }
    let domain = Array(bytes[(at + 1)...])
    return isLocalPart(bytes[..<at], isInternational) && isDomain(domain, isInternational)
  }

  private static func isDomain(_ bytes: [UInt8], _ isInternational: Bool) -> Bool {
    guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count > 2 else {
      return isHostname(bytes, isInternational: isInternational)
    }
    let literal = Array(bytes[1..<(bytes.count - 1)])
    let tag = Array("IPv6:".utf8)
    return literal.starts(with: tag) ? isIPv6(Array(literal.dropFirst(tag.count))) : isIPv4(literal)
  }

  private static func isLocalPart(_ bytes: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
    if bytes.count > 1, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
      return isQuoted(bytes.dropFirst().dropLast(), isInternational)
    }
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.allSatisfy {
          $0.isASCIILetter || $0.isASCIIDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
            || (isInternational && $0 >= 0x80)
        }
    }
  }

  private static func isQuoted(_ bytes: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
    var isEscaped = false
    for byte in bytes {
      guard byte >= 0x20, byte != 0x7f, byte < 0x80 || isInternational else { return false }
      if !isEscaped, byte == UInt8(ascii: "\"") { return false }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
    return !isEscaped
  }
}
