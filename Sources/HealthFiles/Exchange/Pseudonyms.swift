// Records for analysis by others: nobody is named in them. What is sealed and what is free text goes; ids of persons
// become pseudonyms that nobody can compute without the key.

internal import Crypto
internal import JSONSchema

/// Replaces ids of persons by keyed pseudonyms, and drops what could name a person.
public struct Pseudonyms: Sendable {
  private let key: SymmetricKey
  private let catalogue: Catalogue
  /// Which places of a type hold texts of a closed form; filled as they are met.
  private var closed: [String: [JSONPointer: Bool]] = [:]

  /// Makes pseudonyms under a key: the same key gives the same person the same pseudonym.
  public init(key: [UInt8], _ catalogue: Catalogue) {
    self.key = SymmetricKey(data: key)
    self.catalogue = catalogue
  }

  /// Returns the pseudonym of an id of a person or another subject of sealed fields; other texts stay as they are.
  public func pseudonym(of text: String) -> String {
    guard let prefix = RecordID.prefix(of: text), catalogue.type(ofID: text)?.isSubject ?? false else { return text }
    let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    let bits = Array(code).prefix(10).map { UInt64($0) }
    let halves = [bits[..<5], bits[5...]].map { half in RecordID.code(bits: half.reduce(0) { $0 << 8 | $1 }) }
    return "\(prefix)-\(halves.joined())"
  }

  /// Returns a record in which nobody is named.
  public mutating func record(_ record: Record, of type: RecordType) -> Record {
    var object = record.value.objectValue ?? JSONObject()
    object[SealedFields.member] = nil
    for name in object.keys where type.sealed?.compartment(of: name) != nil { object[name] = nil }
    let value = cleaned(.object(object), type, JSONPointer([])) ?? ["id": .string(pseudonym(of: record.id))]
    return Record(type: record.type, id: pseudonym(of: record.id), value: value)
  }

  /// A value without free texts; nil where nothing is left of it.
  private mutating func cleaned(_ value: JSON, _ type: RecordType, _ place: JSONPointer) -> JSON? {
    if let object = value.objectValue {
      var left = JSONObject()
      for (name, member) in object { left[name] = cleaned(member, type, place.appending(name)) }
      return left.isEmpty ? nil : .object(left)
    }
    if let items = value.arrayValue {
      let here = place.appending("*")
      var left: [JSON] = []
      for item in items { if let kept = cleaned(item, type, here) { left.append(kept) } }
      return left.isEmpty ? nil : .array(left)
    }
    guard let text = value.stringValue else { return value }
    return isClosed(place, type) ? .string(pseudonym(of: text)) : nil
  }

  private mutating func isClosed(_ place: JSONPointer, _ type: RecordType) -> Bool {
    if let known = closed[type.name]?[place] { return known }
    let isClosed = type.field(at: place).map(Self.isClosed) ?? false
    closed[type.name, default: [:]][place] = isClosed
    return isClosed
  }

  /// Formats in which nobody is named; an e-mail address, a phone or a link is none of them.
  private static let formats: Set<String> = [
    "amount", "signed-amount", "rate", "gtin", "language", "currency", "time-zone", "record-id", "business-day",
    "date", "date-time", "time", "duration",
  ]

  /// Whether the schema leaves no room for words of one's own: a code list, a pattern, or a format.
  private static func isClosed(_ field: Field) -> Bool {
    if let format = field.format { return formats.contains(format) }
    return !field.codes.isEmpty || field.schema["const"] != nil || field.schema["pattern"] != nil
  }
}
