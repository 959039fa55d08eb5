// A tree decoded once from its bytes. Invariant: entries are strictly in git's order, every name passes
// `EntryName`, and no name appears twice, not even as a file and as a directory.

struct TreeObject: Sendable {
  struct Entry: Sendable {
    let start: Int32
    let end: Int32
    let mode: FileMode
    let id: ObjectID
  }

  let bytes: [UInt8]
  let entries: [Entry]

  static let empty = TreeObject(bytes: [], entries: [])

  func name(_ entry: Entry) -> String {
    String(decoding: bytes[Int(entry.start)..<Int(entry.end)], as: UTF8.self)
  }

  func value(_ entry: Entry) -> TreeEntry {
    TreeEntry(name: name(entry), mode: entry.mode, id: entry.id)
  }

  /// Finds an entry by name: as a file first, then as a directory, each at its own place in git's order.
  func find(_ name: String) -> Entry? {
    let wanted = Array(name.utf8)
    return search(wanted, asTree: false) ?? search(wanted, asTree: true)
  }

  private func search(_ wanted: [UInt8], asTree: Bool) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      let order = Self.order(
        bytes.span.extracting(Int(entry.start)..<Int(entry.end)), entry.mode == .tree, wanted.span, asTree)
      if order == 0 { return entry }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Compares as git does, where a directory sorts as if its name ended in `/`: negative, zero or positive.
  static func order(_ left: Span<UInt8>, _ leftIsTree: Bool, _ right: Span<UInt8>, _ rightIsTree: Bool) -> Int {
    let common = min(left.count, right.count)
    var index = 0
    while index < common {
      if left[index] != right[index] { return Int(left[index]) - Int(right[index]) }
      index += 1
    }
    let leftNext = left.count > common ? left[common] : (leftIsTree ? 0x2f : 0)
    let rightNext = right.count > common ? right[common] : (rightIsTree ? 0x2f : 0)
    return Int(leftNext) - Int(rightNext)
  }
}

// MARK: - Decoding

extension TreeObject {
  /// Decodes and checks a tree; the message names the entry that breaks a rule by its number.
  static func decode(_ bytes: [UInt8], limits: TreeLimits) throws(GitError) -> TreeObject {
    var entries: [Entry] = []
    entries.reserveCapacity(bytes.count / 40 + 1)
    let span = bytes.span
    var position = 0
    while position < span.count {
      guard entries.count < limits.entriesPerTree else {
        throw GitError(.tooLarge, "read tree", "more than \(limits.entriesPerTree) entries")
      }
      let entry = try decodeEntry(span, at: position, number: entries.count + 1)
      if let last = entries.last { try checkOrder(span, last, entry, number: entries.count + 1) }
      position = Int(entry.end) + 1 + ObjectID.byteCount
      entries.append(entry)
    }
    let tree = TreeObject(bytes: bytes, entries: entries)
    try tree.checkTwins()
    return tree
  }

  private static func decodeEntry(_ bytes: Span<UInt8>, at start: Int, number: Int) throws(GitError) -> Entry {
    var position = start
    var mode: UInt32 = 0
    while position < bytes.count, bytes[position] != 0x20 {
      let digit = bytes[position]
      guard digit >= 0x30, digit <= 0x37, position - start < 6 else { throw flaw(number, "mode is not octal") }
      mode = mode << 3 | UInt32(digit - 0x30)
      position += 1
    }
    guard bytes[start] != 0x30, let known = FileMode(rawValue: mode) else {
      throw flaw(number, "mode \(String(mode, radix: 8)) is not known")
    }
    let nameStart = position + 1
    position = nameStart
    while position < bytes.count, bytes[position] != 0 { position += 1 }
    guard position < bytes.count, let id = ObjectID(bytes: bytes, at: position + 1) else {
      throw flaw(number, "ends too early")
    }
    if let wrong = EntryName.flaw(bytes.extracting(nameStart..<position)) { throw flaw(number, wrong) }
    guard id != .zero else { throw flaw(number, "names the zero id") }
    return Entry(start: Int32(nameStart), end: Int32(position), mode: known, id: id)
  }

  private static func checkOrder(_ bytes: Span<UInt8>, _ last: Entry, _ next: Entry, number: Int) throws(GitError) {
    let order = order(
      bytes.extracting(Int(last.start)..<Int(last.end)), last.mode == .tree,
      bytes.extracting(Int(next.start)..<Int(next.end)), next.mode == .tree)
    guard order < 0 else { throw flaw(number, "is out of order or appears twice") }
  }

  /// Finds `a` as a file beside `a` as a directory: they need not be neighbours in git's order.
  private func checkTwins() throws(GitError) {
    for (index, entry) in entries.enumerated() where entry.mode == .tree {
      let name = Array(bytes[Int(entry.start)..<Int(entry.end)])
      if search(name, asTree: false) != nil { throw Self.flaw(index + 1, "is out of order or appears twice") }
    }
  }

  private static func flaw(_ number: Int, _ what: String) -> GitError {
    GitError(.corrupt, "read tree", "entry \(number): \(what)")
  }
}

// MARK: - Encoding

extension TreeObject {
  /// Writes entries as a tree's bytes, in git's order; refuses bad names, twins and zero ids.
  static func encode(_ entries: [TreeEntry]) throws(GitError) -> [UInt8] {
    let most = TreeLimits().entriesPerTree
    guard entries.count <= most else { throw GitError(.tooLarge, "write tree", "more than \(most) entries") }
    var keyed: [(key: [UInt8], entry: TreeEntry)] = []
    keyed.reserveCapacity(entries.count)
    for entry in entries {
      if let wrong = EntryName.flaw(name: entry.name) {
        throw GitError(.invalid, "write tree", "'\(entry.name)': \(wrong)")
      }
      guard entry.id != .zero else { throw GitError(.invalid, "write tree", "'\(entry.name)' names the zero id") }
      keyed.append((Array(entry.name.utf8) + (entry.mode == .tree ? [0x2f] : []), entry))
    }
    keyed.sort { $0.key.lexicographicallyPrecedes($1.key) }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw GitError(.invalid, "write tree", "a name appears twice")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 48)
    for (_, entry) in keyed {
      bytes.append(contentsOf: entry.mode.text.utf8)
      bytes.append(0x20)
      bytes.append(contentsOf: entry.name.utf8)
      bytes.append(0)
      entry.id.append(to: &bytes)
    }
    return bytes
  }
}
