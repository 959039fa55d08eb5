// Daily files grow by a line a commit. What differs between two versions is found by their common bytes, so that only
// changed lines are parsed, and the version after one commit is still at hand before the next.

internal import Git
internal import JSONSchema

/// A record's value before and after, with its new text.
struct RecordVersions {
  let id: String
  var old: JSON?
  var new: JSON?
  var text: ArraySlice<UInt8> = []
}

/// What differs between two versions of a file of records.
struct FileDifference {
  var records: [RecordVersions] = []
  /// Ids that stand twice in the new version.
  var repeated: Set<String> = []
  /// What in the new version cannot be read.
  var unreadable: Problem?
}

/// The versions of daily files that were read last.
///
/// What they say never depends on what is remembered.
struct FileMemory {
  private struct Known {
    let blob: ObjectID
    let bytes: [UInt8]
    /// The ids in it; nil when a line cannot be read or an id stands twice, and nothing is certain of its parts.
    let ids: Set<String>?
  }

  private var files: [String: Known] = [:]
  private static let limit = 32

  /// Compares two versions of a document.
  static func difference(
    ofDocument path: String, type: RecordType, from old: ObjectID?, to new: ObjectID?,
    read: (ObjectID) throws(GitError) -> [UInt8]
  ) throws(GitError) -> FileDifference {
    let before = try old.map { id throws(GitError) in RecordFile(try read(id), path: path, type: type) }
    let text = try new.map { id throws(GitError) in try read(id) }
    let after = text.map { RecordFile($0, path: path, type: type) }
    var difference = FileDifference(unreadable: after?.problems.first)
    difference.records = records(before?.entries ?? [], after?.entries ?? [], text ?? [])
    return difference
  }

  /// Compares two versions of a daily file; of lines with the same id the first counts.
  mutating func difference(
    of path: String, type: RecordType, from old: ObjectID?, to new: ObjectID?,
    read: (ObjectID) throws(GitError) -> [UInt8]
  ) throws(GitError) -> FileDifference {
    let before = try known(path, type, old, read)
    let after = try new.map { id throws(GitError) in try read(id) } ?? []
    let lines = Self.changedLines(before.bytes, after)
    let come = RecordFile(Array(after[lines.new]), path: path, type: type)
    let gone = RecordFile(Array(before.bytes[lines.old]), path: path, type: type)
    var ids = before.ids
    for entry in gone.entries { ids?.remove(entry.record.id) }
    for entry in come.entries where ids?.insert(entry.record.id).inserted == false { ids = nil }
    if !come.problems.isEmpty { ids = nil }
    let isCertain = ids != nil
    var difference = FileDifference(unreadable: come.problems.first)
    let (first, second) =
      isCertain
      ? (gone, come)
      : (
        RecordFile(before.bytes, path: path, type: type), RecordFile(after, path: path, type: type)
      )
    difference.records = Self.records(first.entries, second.entries, isCertain ? Array(after[lines.new]) : after)
    if !isCertain { difference.repeated = Self.repeated(second).intersection(come.entries.map(\.record.id)) }
    if files.count >= Self.limit { files.removeAll() }
    files[path] = new.map { Known(blob: $0, bytes: after, ids: ids) }
    return difference
  }

  private func known(
    _ path: String, _ type: RecordType, _ blob: ObjectID?, _ read: (ObjectID) throws(GitError) -> [UInt8]
  ) throws(GitError) -> Known {
    guard let blob else { return Known(blob: .zero, bytes: [], ids: []) }
    if let known = files[path], known.blob == blob { return known }
    let bytes = try read(blob)
    let file = RecordFile(bytes, path: path, type: type)
    let isSound = file.problems.isEmpty && Self.repeated(file).isEmpty
    return Known(blob: blob, bytes: bytes, ids: isSound ? Set(file.entries.map(\.record.id)) : nil)
  }

  private static func repeated(_ file: RecordFile) -> Set<String> {
    var seen: Set<String> = []
    return Set(file.entries.map(\.record.id).filter { !seen.insert($0).inserted })
  }

  /// The records that differ, in the order of the old file, new ones after them.
  private static func records(
    _ old: [RecordFile.Entry], _ new: [RecordFile.Entry], _ text: [UInt8]
  ) -> [RecordVersions] {
    var found: [RecordVersions] = []
    var places: [String: Int] = [:]
    for entry in old where places[entry.record.id] == nil {
      places[entry.record.id] = found.count
      found.append(RecordVersions(id: entry.record.id, old: entry.record.value))
    }
    for entry in new {
      let id = entry.record.id
      let place = places[id] ?? found.count
      if place == found.count {
        places[id] = place
        found.append(RecordVersions(id: id))
      }
      guard found[place].new == nil else { continue }
      found[place].new = entry.record.value
      found[place].text = text[entry.range]
    }
    return found.filter { $0.old == nil || $0.old?.text(.compact) != $0.new?.text(.compact) }
  }

  /// The lines that are not common to the beginnings or the ends of two texts.
  static func changedLines(_ old: [UInt8], _ new: [UInt8]) -> (old: Range<Int>, new: Range<Int>) {
    var start = commonStart(old.span, new.span)
    while start > 0, old[start - 1] != 0x0A { start -= 1 }
    var end = 0
    let most = min(old.count, new.count) - start
    while end < most, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    // What is kept at the end begins after a line break, in both.
    while end > 0, !(isLineStart(old, old.count - end) && isLineStart(new, new.count - end)) { end -= 1 }
    return (start..<old.count - end, start..<new.count - end)
  }

  private static func isLineStart(_ text: [UInt8], _ place: Int) -> Bool { place == 0 || text[place - 1] == 0x0A }

  private static func commonStart(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    let most = min(left.count, right.count)
    var place = 0
    while place + 8 <= most {
      let one = left.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      guard one == right.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self) else { break }
      place += 8
    }
    while place < most, left[place] == right[place] { place += 1 }
    return place
  }
}
