// URIs and IRIs with their references (RFC 3986, 3987), and URI templates (RFC 6570).

enum URIFormats {
  static func isReference(_ text: String, isAbsolute: Bool, isInternational: Bool) -> Bool {
    let reference = URIReference(text)
    let check = Components(isInternational: isInternational)
    if reference.scheme == nil {
      // Without a scheme a colon in the first segment would read as one.
      let firstSegment = reference.path.utf8.prefix { $0 != UInt8(ascii: "/") }
      if isAbsolute || (reference.authority == nil && firstSegment.contains(UInt8(ascii: ":"))) { return false }
    }
    return (reference.authority.map(check.isAuthority) ?? true)
      && check.consists(reference.path, of: "!$&'()*+,;=:@/")
      && check.consists(reference.query ?? "", of: "!$&'()*+,;=:@/?", allowsPrivate: true)
      && check.consists(reference.fragment ?? "", of: "!$&'()*+,;=:@/?")
  }

  private struct Components {
    let isInternational: Bool

    func isAuthority(_ text: String) -> Bool {
      var rest = text[...]
      if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
        guard consists(String(rest[..<at]), of: "!$&'()*+,;=:") else { return false }
        rest = rest[rest.utf8.index(after: at)...]
      }
      if rest.utf8.first == UInt8(ascii: "[") {
        guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let literal = Array(rest.utf8[..<end].dropFirst())
        return (NetworkFormats.isIPv6(literal) || isFutureAddress(literal))
          && isPort(rest.utf8[rest.utf8.index(after: end)...])
      }
      let host = rest.utf8.prefix { $0 != UInt8(ascii: ":") }
      return consists(String(rest[..<host.endIndex]), of: "!$&'()*+,;=") && isPort(rest.utf8[host.endIndex...])
    }

    private func isPort(_ text: Substring.UTF8View) -> Bool {
      text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isASCIIDigit))
    }

    private func isFutureAddress(_ bytes: [UInt8]) -> Bool {
      let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let mark = parts[0].first, mark | 0x20 == UInt8(ascii: "v") else { return false }
      return parts[0].count > 1 && parts[0].dropFirst().allSatisfy { $0.hexadecimalValue != nil }
        && !parts[1].isEmpty && consists(String(decoding: parts[1], as: UTF8.self), of: "!$&'()*+,;=:")
    }

    /// Whether a text has only unreserved code points, percent escapes, and these marks.
    func consists(_ text: String, of marks: String, allowsPrivate: Bool = false) -> Bool {
      var rest = text.unicodeScalars[...]
      while let scalar = rest.popFirst() {
        if scalar == "%" {
          guard isHexadecimal(rest.popFirst()), isHexadecimal(rest.popFirst()) else { return false }
        } else if scalar.isASCII {
          let byte = UInt8(scalar.value)
          guard byte.isASCIILetter || byte.isASCIIDigit || "-._~".utf8.contains(byte) || marks.utf8.contains(byte)
          else {
            return false
          }
        } else {
          guard isInternational, isAllowed(scalar, allowsPrivate) else { return false }
        }
      }
      return true
    }

    private func isHexadecimal(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { $0.isASCII && UInt8($0.value).hexadecimalValue != nil } ?? false
    }

    private func isAllowed(_ scalar: Unicode.Scalar, _ allowsPrivate: Bool) -> Bool {
      switch scalar.value {
      case 0xe000...0xf8ff, 0xf0000...0x10ffff: allowsPrivate && scalar.value & 0xfffe != 0xfffe
      case 0xa0...0xd7ff, 0xf900...0xfdcf, 0xfdf0...0xffef: true
      case 0x10000...0xdffff, 0xe1000...0xeffff: scalar.value & 0xfffe != 0xfffe
      default: false
      }
    }
  }

  static func isTemplate(_ text: String) -> Bool {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "{":
        guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
        rest = rest[rest.index(after: end)...]
      case "%":
        guard isEscape(&rest) else { return false }
      case "}", "\"", "'", "<", ">", "\\", "^", "`", "|", " ": return false
      default: if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) { return false }
      }
    }
    return true
  }

  private static func isEscape(_ rest: inout Substring.UnicodeScalarView) -> Bool {
    let digits = rest.prefix(2)
    rest = rest.dropFirst(2)
    return digits.count == 2 && digits.allSatisfy { $0.isASCII && UInt8($0.value).hexadecimalValue != nil }
  }

  private static func isExpression(_ text: Substring.UnicodeScalarView) -> Bool {
    var rest = text
    if let first = rest.first, "+#./;?&=,!@|".unicodeScalars.contains(first) { rest = rest.dropFirst() }
    return rest.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
  }

  /// A name of dotted parts, then `*` or a length of up to four digits.
  private static func isVariable(_ text: Substring.UnicodeScalarView) -> Bool {
    var name = text
    if name.last == "*" {
      name = name.dropLast()
    } else if let colon = name.firstIndex(of: ":") {
      let length = name[name.index(after: colon)...]
      guard (1...4).contains(length.count), length.allSatisfy({ ("0"..."9").contains($0) }), length.first != "0" else {
        return false
      }
      name = name[..<colon]
    }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      var rest = part
      while let scalar = rest.popFirst() {
        if scalar == "%" {
          guard isEscape(&rest) else { return false }
        } else {
          guard scalar.isASCII, scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          else { return false }
        }
      }
      return !part.isEmpty
    }
  }
}
