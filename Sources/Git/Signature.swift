/// Says who did something and when, as a commit records it.
public struct Signature: Sendable, Hashable {
  /// The name; may be empty, never holds `<`, `>` or a line break.
  public var name: String
  /// The address between `<` and `>`.
  public var email: String
  /// Seconds since 1970-01-01T00:00:00Z.
  public var seconds: Int64
  /// Minutes east of UTC.
  public var offsetMinutes: Int

  /// Makes a signature; it is checked when it is written.
  public init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
    self.name = name
    self.email = email
    self.seconds = seconds
    self.offsetMinutes = offsetMinutes
  }

  /// The largest offset in use, and a little more.
  static let longestOffset = 14 * 60

  /// Says what cannot be written, or nil.
  var flaw: String? {
    for text in [name, email] {
      if text.unicodeScalars.contains(where: { "<>".unicodeScalars.contains($0) || $0.value < 0x20 }) {
        return "name or address holds '<', '>' or a control character"
      }
    }
    if name.first == " " || name.last == " " { return "name begins or ends with a space" }
    if seconds < 0 { return "time is before 1970" }
    if abs(offsetMinutes) > Self.longestOffset { return "offset is beyond 14 hours" }
    return nil
  }

  /// The form in a commit: `Name <address> seconds +HHMM`.
  var text: String {
    let minutes = abs(offsetMinutes)
    let digits = String(10000 + minutes / 60 * 100 + minutes % 60).dropFirst()
    return "\(name)\(name.isEmpty ? "" : " ")<\(email)> \(seconds) \(offsetMinutes < 0 ? "-" : "+")\(digits)"
  }
}
