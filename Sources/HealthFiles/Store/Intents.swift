/// What a person said through hfile about working files and has not committed yet: `.git/hfile/intents`, a line each.
///
/// Without it a lost file could not be told from a removal, nor a stale editor buffer from a value put back on purpose.
struct Intents: Sendable {
  static let path = ".git/hfile/intents"

  private(set) var lines: [String]

  init(_ disk: Disk) throws(StoreError) {
    let bytes = try disk.read(Intents.path) ?? []
    lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  func removes(_ id: String) -> Bool { lines.contains("remove \(id)") }

  func sets(_ id: String) -> Bool { lines.contains("set \(id)") }

  mutating func add(_ act: RecordChange.Act, _ id: String) {
    lines.removeAll { $0.hasSuffix(" \(id)") }
    lines.append("\(act == .remove ? "remove" : "set") \(id)")
  }

  /// Forgets what was said about records that are committed now.
  mutating func settle(_ ids: some Sequence<String>) {
    let settled = Set(ids)
    lines.removeAll { line in settled.contains(String(line.drop { $0 != " " }.dropFirst())) }
  }

  func save(_ disk: Disk) throws(StoreError) {
    try disk.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: Intents.path)
  }
}
