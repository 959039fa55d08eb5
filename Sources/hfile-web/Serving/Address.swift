/// An address of the site: a place, the state it is seen in, a format, and what is asked.
///
/// Links are written by the same type that reads them, so that none leads nowhere.
struct Address: Hashable, Sendable {
  /// A name and a value after `?`.
  struct Item: Hashable, Sendable {
    let name: String
    let value: String
  }

  var place: Place
  /// The commit or day after `/at/`; nil for the last commit, whichever that is.
  var time: String?
  var format = Format.html
  var query: [Item] = []

  init(_ place: Place, time: String? = nil, format: Format = .html, query: [Item] = []) {
    self.place = place
    self.time = place.hasTime ? time : nil
    self.format = format
    self.query = query
  }

  /// Why a target is no address.
  enum Refusal: Error {
    /// It is not text as addresses are written.
    case malformed
    /// There is nothing of that name.
    case unknown
  }

  /// Reads the target of a request: a path, and perhaps a query.
  init(target: String) throws(Refusal) {
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard target.hasPrefix("/"), !target.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { throw .malformed }
    var parts = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts == [""] { parts = [] }
    format = .html
    if let last = parts.last, let dot = last.lastIndex(of: "."),
      let named = Format(rawValue: String(last[last.index(after: dot)...])), named != .html
    {
      format = named
      parts[parts.count - 1] = String(last[..<dot])
      if parts == ["index"] { parts = [] }
    }
    // No part of a path needs another letter: what has one names nothing here.
    guard parts.allSatisfy(Self.isPart) || Place.isFile(parts) else { throw .unknown }
    if parts.first == "at", parts.count > 1 {
      time = parts[1]
      parts.removeFirst(2)
    }
    guard let place = Place(parts: parts), place.formats.contains(format), time == nil || place.hasTime else {
      throw .unknown
    }
    self.place = place
    query = halves.count > 1 ? try Self.items(halves[1]) : []
  }

  /// Whether a text may be a part of a path.
  static func isPart(_ part: String) -> Bool {
    !part.isEmpty && part.utf8.count <= 80
      && part.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  // MARK: what is asked

  private static func items(_ text: Substring) throws(Refusal) -> [Item] {
    var items: [Item] = []
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items.append(Item(name: try decoded(halves[0]), value: try decoded(halves.count > 1 ? halves[1] : "")))
    }
    return items
  }

  /// Reads what a form sent.
  static func items(form: [UInt8]) throws(Refusal) -> [Item] {
    guard let text = String(validating: form, as: UTF8.self) else { throw .malformed }
    return try items(text[...])
  }

  /// Reads what a form wrote: `+` for a space, `%` and two digits for a byte of UTF-8.
  static func decoded(_ text: Substring) throws(Refusal) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
          let value = UInt8(digits, radix: 16), value != 0
        else { throw .malformed }
        rest = rest.dropFirst(2)
        bytes.append(value)
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .malformed }
    return decoded
  }

  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      let isPlain =
        (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte)
      if isPlain {
        encoded.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        encoded += byte < 16 ? "%0" : "%"
        encoded += String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  /// The value of a name that is asked once; nil when it is not, or is empty.
  subscript(name: String) -> String? {
    query.last { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// All values of a name.
  func all(_ name: String) -> [String] { query.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

  /// The same address with another value of a name; nil takes it away.
  func asking(_ name: String, _ value: String?) -> Address {
    var other = self
    other.query.removeAll { $0.name == name || $0.value.isEmpty }
    if let value { other.query.append(Item(name: name, value: value)) }
    return other
  }

  /// The same address in another format.
  func `as`(_ format: Format) -> Address {
    var other = self
    other.format = format
    return other
  }

  /// The address as it stands in a link.
  var text: String {
    var parts = (time.map { ["at", $0] } ?? []) + place.parts
    if format != .html {
      if parts.isEmpty { parts = ["index"] }
      parts[parts.count - 1] += "." + format.rawValue
    }
    let asked = query.map { Self.encoded($0.name) + "=" + Self.encoded($0.value) }.joined(separator: "&")
    return "/" + parts.joined(separator: "/") + (asked.isEmpty ? "" : "?" + asked)
  }
}
