// The formats of JSON Schema 2020-12 that are judged here, by name. Each judges by its RFC alone.
// `idn-hostname` is not among them: it needs the tables of IDNA 2008.

/// The checks of the standard's formats.
public enum StandardFormats {
  /// Every check by the format's name.
  public static let all: [String: FormatCheck] = [
    "date": FormatCheck(bytes: TimeFormats.isDate),
    "time": FormatCheck(bytes: TimeFormats.isTime),
    "date-time": FormatCheck(bytes: TimeFormats.isDateTime),
    "duration": check { TimeFormats.isDuration($0) },
    "email": check { NetworkFormats.isEmail($0, isInternational: false) },
    "idn-email": check { NetworkFormats.isEmail($0, isInternational: true) },
    "hostname": check { NetworkFormats.isHostname($0) },
    "ipv4": check { NetworkFormats.isIPv4(Array($0.utf8)) },
    "ipv6": check { NetworkFormats.isIPv6(Array($0.utf8)) },
    "uri": check { URIFormats.isReference($0, isAbsolute: true, isInternational: false) },
    "uri-reference": check { URIFormats.isReference($0, isAbsolute: false, isInternational: false) },
    "iri": check { URIFormats.isReference($0, isAbsolute: true, isInternational: true) },
    "iri-reference": check { URIFormats.isReference($0, isAbsolute: false, isInternational: true) },
    "uri-template": check { URIFormats.isTemplate($0) },
    "uuid": check { NetworkFormats.isUUID(Array($0.utf8)) },
    "json-pointer": check { (try? JSONPointer(parsing: $0)) != nil },
    "relative-json-pointer": check { isRelativePointer($0) },
    "regex": check { isRegularExpression($0) },
  ]

  private static func check(_ accepts: @escaping @Sendable (String) -> Bool) -> FormatCheck {
    FormatCheck { accepts($0) ? .valid : .invalid(note: nil) }
  }

  /// A count of steps up, then `#` or a pointer.
  private static func isRelativePointer(_ text: String) -> Bool {
    let digits = text.utf8.prefix { $0.isASCIIDigit }
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return false }
    let rest = String(text[digits.endIndex...])
    return rest == "#" || (try? JSONPointer(parsing: rest)) != nil
  }

  /// Well-formed by ECMA-262, whether or not it could be run here in linear time.
  private static func isRegularExpression(_ text: String) -> Bool {
    do throws(RegularExpression.SyntaxError) {
      _ = try RegularExpression(text)
      return true
    } catch {
      return [.lookAround, .backReference, .tooLarge].contains(error.reason)
    }
  }
}
