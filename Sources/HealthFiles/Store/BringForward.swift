// When HEAD moves, working files move with it, record by record: what a person edited and has not committed stays.

internal import JSONSchema

/// Three-way merge of one working file: HEAD before, HEAD after, the file as it is.
enum BringForward {
  /// Returns the bytes the working file should have; nil when it should be gone.
  ///
  /// A working file that cannot be read is left as it is: its edit is not ours to lose.
  static func merge(
    old: [UInt8]?, new: [UInt8]?, working: [UInt8]?, path: String, catalogue: Catalogue
  ) -> [UInt8]? {
    if working == old || working == new { return new }
    let type: RecordType
    switch Layout.content(of: path, in: catalogue) {
    case .document(let name, _), .daily(let name):
      guard let known = catalogue.types[name] else { return working }
      type = known
    default: return working
    }
    let files = [old, new, working].map { $0.map { RecordFile($0, path: path, type: type) } }
    guard files.allSatisfy({ $0?.problems.isEmpty ?? true }) else { return working }
    let (before, after, mine) = (files[0]?.byID ?? [:], files[1]?.byID ?? [:], files[2]?.byID ?? [:])
    var merged: [Record] = []
    for id in Set(after.keys).union(mine.keys).union(before.keys).sorted() {
      if let erased = after[id], type.isErased(erased.value) {
        merged.append(erased)
        continue
      }
      let outcome = JSONMerge.merge(
        base: before[id]?.value, ours: mine[id]?.value, theirs: after[id]?.value, rules: type.mergeRules)
      if let value = outcome.value { merged.append(Record(type: type.name, id: id, value: value)) }
    }
    if merged.isEmpty { return nil }
    if let new, let kept = files[1], sameRecords(merged, kept) { return new }
    return RecordFile.canonical(merged, of: type)
  }

  private static func sameRecords(_ records: [Record], _ file: RecordFile) -> Bool {
    records.count == file.entries.count
      && records.allSatisfy { file.byID[$0.id]?.value.text(.compact) == $0.value.text(.compact) }
  }
}
