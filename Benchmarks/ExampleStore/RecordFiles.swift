// The canonical text of whole files, made of records. The store would do the same at a commit; here it is done once, so
// that thousands of records need no commit to be put in order.

import HealthFiles
import JSONSchema

/// Files of records by path in the store.
enum RecordFiles {
  /// Sorts records into the files they belong to and returns the canonical text of each.
  static func make(_ records: [Record], in state: Snapshot) -> [String: [UInt8]] {
    let paths = Dictionary(grouping: records) { state.path(of: $0.id) ?? "unknown/\($0.id)" }
    return paths.mapValues { records in
      state.catalogue.types[records[0].type].map { bytes(records, of: $0) } ?? []
    }
  }

  /// Returns the text of one file: a document, or the lines of a day ordered by time and id.
  static func bytes(_ records: [Record], of type: RecordType) -> [UInt8] {
    guard type.layout == .daily else { return records.first.map { document($0.value, type) } ?? [] }
    let keyed = records.map { (time: type.instant(of: $0.value), record: $0) }
    let sorted = keyed.sorted { first, second in
      guard let one = first.time, let other = second.time, one != other else {
        return first.record.id < second.record.id
      }
      return one < other
    }
    return sorted.flatMap { $0.record.value.bytes(.compact, order: type.schema.keyOrder) + [0x0A] }
  }

  /// Returns the text of a document.
  static func document(_ value: JSON, _ type: RecordType) -> [UInt8] {
    value.bytes(.indented, order: type.schema.keyOrder) + [0x0A]
  }
}
