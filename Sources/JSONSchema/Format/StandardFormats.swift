// The formats of JSON Schema 2020-12 that are judged here, by name. Each judges by its RFC alone.

/// The checks of the standard's formats.
public enum StandardFormats {
  /// Every check by the format's name.
  public static let all: [String: FormatCheck] = [
    "regex": check { (try? RegularExpression($0)) != nil }
  ]

  static func check(_ accepts: @escaping @Sendable (String) -> Bool) -> FormatCheck {
    { accepts($0) ? .valid : .invalid(note: nil) }
  }
}
