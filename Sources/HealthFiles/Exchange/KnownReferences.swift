internal import JSONSchema

/// What rows may refer to, and what must not repeat among the rows of one daily file.
///
/// The ids of each collection are read once, from the paths of its files.
struct KnownReferences: Sendable {
  /// Where the scanner tells values: what must be unique first, then references.
  private let columns: [JSONPointer]
  /// For each column of something unique the number of its rule.
  private let rules: [Int]
  /// For each reference the ids that may be meant; none where they lie in daily files, which the tree looks up.
  private let known: [ByteDictionary]
  private var seen: [ByteDictionary] = []
  /// Whether a value that must be unique came twice, or cannot be compared by its bytes.
  private(set) var hasRepeats = false

  /// Reads the ids that columns of a foreign file may name; nil where rows are judged by more than their daily file.
  init?(_ meaning: RowMeaning, _ state: Snapshot) throws(StoreError) {
    let type = meaning.type
    guard type.layout == .daily, !type.references.contains(where: { $0.types.contains(type.name) }),
      type.unique.allSatisfy({ $0.fields.count == 1 && $0.within.isSuperset(of: [.day, .device]) })
    else { return nil }
    rules = Array(type.unique.indices)
    columns = type.unique.map { $0.fields[0] } + type.references.map(\.pattern.pointer)
    var collections: [String: ByteDictionary] = [:]
    var known: [ByteDictionary] = []
    for reference in type.references {
      let isNamed = meaning.header.isEmpty || meaning.pointers.contains { Self.lies($0, reference.pattern.pointer) }
      var ids = ByteDictionary()
      for name in isNamed ? reference.types : [] {
        guard let target = state.catalogue.types[name] else { continue }
        guard target.layout != .daily else {
          ids = ByteDictionary()
          break
        }
        if collections[name] == nil { collections[name] = try Self.ids(of: target, state) }
        collections[name]?.texts.forEach { ids.add($0) }
      }
      known.append(ids)
    }
    self.known = known
  }

  private static func lies(_ pointer: JSONPointer, _ pattern: JSONPointer) -> Bool {
    pointer.tokens.count == pattern.tokens.count
      && zip(pointer.tokens, pattern.tokens).allSatisfy { $1 == "*" ? Int($0) != nil : $0 == $1 }
  }

  private static func ids(of type: RecordType, _ state: Snapshot) throws(StoreError) -> ByteDictionary {
    var ids = ByteDictionary()
    for path in try state.paths(of: type) { ids.add(String(Disk.name(of: path).dropLast(5))) }
    return ids
  }

  /// A scanner that judges records of the type and tells what is unique and what is referred to.
  func scanner(of type: RecordType) -> SchemaScanner? {
    SchemaScanner(type.schema, columns: columns, validates: true)
  }

  /// Begins a daily file, in which nothing was seen yet.
  mutating func startFile() {
    seen = rules.map { _ in ByteDictionary() }
    hasRepeats = false
  }

  /// Whether everything a record refers to is known; what must be unique is remembered.
  mutating func accept(_ captures: [SchemaScanner.Capture], in text: Span<UInt8>) -> Bool {
    for capture in captures where capture.kind != .item {
      let value = text.extracting(capture.range)
      guard capture.column < rules.count else {
        guard known[capture.column - rules.count].contains(value) else { return false }
        continue
      }
      let count = seen[capture.column].count
      // `1` and `1.0` are one number; only whole ones are compared by their bytes.
      let isPlain = capture.kind == .string || capture.kind == .number && Self.isWhole(value)
      if !isPlain || seen[capture.column].number(of: value) < count { hasRepeats = true }
    }
    return true
  }

  private static func isWhole(_ text: Span<UInt8>) -> Bool {
    for place in text.indices where !(0x30...0x39).contains(text[place]) { return false }
    return true
  }
}
