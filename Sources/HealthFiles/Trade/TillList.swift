// What a cashier looks for by typing: goods, members. All of it is in memory, so that a key never waits for the disk.

internal import JSONSchema

/// Something a cashier can choose.
public struct TillEntry: Sendable, Hashable {
  /// Its id.
  public let id: String
  /// What it is called.
  public let name: String
  /// What it is found by from the beginning: the code of the id, a barcode, a card.
  public let codes: [String]
  /// What is shown beside its name.
  public let detail: String
}

/// What a cashier looks for.
struct TillList: Sendable {
  private struct Key: Sendable {
    let codes: [String]
    let name: [Unicode.Scalar]
  }

  let entries: [TillEntry]
  private let keys: [Key]

  init(_ entries: [TillEntry] = []) {
    self.entries = entries
    keys = entries.map { entry in
      Key(codes: entry.codes.map { $0.lowercased() }, name: Array(entry.name.lowercased().unicodeScalars))
    }
  }

  /// The entries that a text means, the best first: the whole code before its beginning, the beginning of a name, also
  /// as it is read aloud, before its middle.
  func matches(_ text: String, limit: Int) -> [TillEntry] {
    let needle = text.lowercased()
    guard !needle.isEmpty else { return [] }
    let sought = Sought(
      text: needle, characters: Array(needle.unicodeScalars), letters: Pinyin.letters(of: text),
      isNumber: needle.utf8.count >= Self.leastDigits && needle.utf8.allSatisfy { (0x30...0x39).contains($0) })
    var ranks: [[Int]] = Array(repeating: [], count: 5)
    for (place, key) in keys.enumerated() {
      if let rank = Self.rank(key, sought) { ranks[rank].append(place) }
    }
    return ranks.joined().prefix(limit).map { entries[$0] }
  }

  /// Digits from which on the end of a number is enough, as people say telephone numbers.
  private static let leastDigits = 4

  /// What is typed, in the forms in which it is compared.
  private struct Sought {
    let text: String
    let characters: [Unicode.Scalar]
    let letters: [UInt8]?
    let isNumber: Bool
  }

  private static func rank(_ key: Key, _ sought: Sought) -> Int? {
    if key.codes.contains(sought.text) { return 0 }
    if key.codes.contains(where: { $0.hasPrefix(sought.text) }) { return 1 }
    let place = place(of: sought.characters, in: key.name)
    if place == 0 { return 2 }
    let aloud = sought.letters.flatMap { Pinyin.builtIn.place(of: $0, in: key.name) }
    if aloud == 0 { return 2 }
    if sought.isNumber, key.codes.contains(where: { $0.hasSuffix(sought.text) }) { return 3 }
    return aloud ?? place == nil ? nil : 4
  }

  /// Where a part first stands: a scan for its first character, then for the rest.
  private static func place(of part: [Unicode.Scalar], in whole: [Unicode.Scalar]) -> Int? {
    guard let first = part.first, part.count <= whole.count else { return nil }
    return (0...whole.count - part.count).first { start in
      whole[start] == first && part.indices.allSatisfy { whole[start + $0] == part[$0] }
    }
  }
}

extension TillList {
  /// What is on sale on a day.
  init(goodsOn day: BusinessDay, in state: Snapshot) throws(StoreError) {
    var entries: [TillEntry] = []
    for type in Snapshot.itemTypes.compactMap({ state.catalogue.types[$0] }) {
      for record in try state.records(of: type, opening: []).records.sorted(by: { $0.id < $1.id }) {
        let value = record.value
        guard let price = value["price"]?.stringValue, value.day("ended").map({ day <= $0 }) ?? true else { continue }
        let codes = [String(record.id.dropFirst(type.prefix.utf8.count + 1)), value["barcode"]?.stringValue]
        entries.append(
          TillEntry(
            id: record.id, name: value["name"]?.stringValue ?? record.id, codes: codes.compactMap(\.self),
            detail: price))
      }
    }
    self.init(entries)
  }

  /// The members whose accounts may be used on a day, as far as keys are at hand to read their names.
  init(membersOn day: BusinessDay, in state: Snapshot) throws(StoreError) {
    guard let type = state.catalogue.types["member"] else {
      self.init()
      return
    }
    let fields = ["name", "phone", "card"]
    let records = try state.records(of: type, opening: fields.map { JSONPointer([$0]) }).records
    self.init(
      records.filter { state.isActive($0, on: day) }.sorted { $0.id < $1.id }.map { record in
        let texts = fields.map { record.value[$0]?.stringValue }
        let code = String(record.id.dropFirst(type.prefix.utf8.count + 1))
        return TillEntry(
          id: record.id, name: texts[0] ?? record.id, codes: [code, record.id] + texts.dropFirst().compactMap(\.self),
          detail: texts[1].map { "…" + $0.suffix(4) } ?? "")
      })
  }
}
