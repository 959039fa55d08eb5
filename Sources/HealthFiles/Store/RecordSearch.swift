public import JSONSchema

/// Looks for a text in the ids, texts and numbers of all records of a state; in the names of records, also as they are
/// read aloud.
public struct RecordSearch: Sendable {
  /// A record that holds the text, and where.
  public struct Match: Sendable {
    /// The record.
    public let record: Record
    /// The first field that holds the text.
    public let pointer: JSONPointer
    /// The value of that field.
    public let text: String
  }

  private let needle: String
  private let types: [RecordType]
  private let limit: Int
  /// The text as letters of Pinyin, where it may be some.
  private let letters: [UInt8]?

  /// Makes a search in some types that stops after so many matches.
  public init(text: String, types: [RecordType], limit: Int) {
    needle = text.lowercased()
    letters = Pinyin.letters(of: text)
    self.types = types
    self.limit = limit
  }

  /// Returns the matches: by type, documents by id, facts from the newest day backwards.
  public func matches(in state: Snapshot) throws(StoreError) -> [Match] {
    var matches: [Match] = []
    for type in types {
      let paths = try state.paths(of: type)
      try state.seals?.prepare(for: type, count: paths.count)
      for path in type.layout == .daily ? paths.reversed() : paths {
        guard matches.count < limit else { return matches }
        guard let bytes = try state.bytes(at: path) else { continue }
        for entry in RecordFile(bytes, path: path, type: type).entries {
          if let match = match(try state.opened(entry.record).record, type), matches.count < limit {
            matches.append(match)
          }
        }
      }
    }
    return matches
  }

  private func match(_ record: Record, _ type: RecordType) -> Match? {
    var rest = record.value
    rest["id"] = nil
    rest[SealedFields.member] = nil
    let found =
      find(in: rest, JSONPointer([])) ?? find(in: .string(record.id), JSONPointer(["id"])) ?? find(aloud: rest, type)
    return found.map { Match(record: record, pointer: $0.0, text: $0.1) }
  }

  /// Looks in the names of a record as they are read.
  private func find(aloud value: JSON, _ type: RecordType) -> (JSONPointer, String)? {
    guard let letters else { return nil }
    for pointer in type.summary {
      if let name = value[pointer]?.stringValue, Pinyin.builtIn.matches(letters, in: name) { return (pointer, name) }
    }
    return nil
  }

  private func find(in value: JSON, _ pointer: JSONPointer) -> (JSONPointer, String)? {
    if let object = value.objectValue {
      for (key, member) in object {
        if let found = find(in: member, pointer.appending(key)) { return found }
      }
      return nil
    }
    if let items = value.arrayValue {
      for (position, item) in items.enumerated() {
        if let found = find(in: item, pointer.appending(position)) { return found }
      }
      return nil
    }
    let text = value.plainText
    return text.lowercased().contains(needle) ? (pointer, text) : nil
  }
}
