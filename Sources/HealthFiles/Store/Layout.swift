// The only place that knows where a record lies. A path is a function of the id, and ids never change.

/// Where things are in a store.
enum Layout {
  /// What a path holds, told from the path alone.
  enum Content: Sendable, Hashable {
    /// One record in a file of its own.
    case document(type: String, id: String)
    /// The facts of one business day and device.
    case daily(type: String)
    /// A policy.
    case policy(name: String)
    /// A schema file.
    case schema
    /// A file of `access/`.
    case access
    /// `hfile.json`.
    case marker
    /// A file that git or people need, and that is no record.
    case named
    /// A path that holds nothing of ours; `collection` when it lies in the folder of a type.
    case stray(collection: String?)
  }

  static let marker = "hfile.json"
  /// Records a flat folder holds at most.
  static let flatLimit = 256
  static let policyFolder = "policy/"
  static let named: Set<String> = [".gitattributes", ".gitignore", "README.md", "LICENSE"]
  /// Written by `init` for people who merge with stock git; hfile itself never relies on it.
  static let gitAttributes = "* -text\n*.jsonl merge=union\n*.json -merge\n"

  static func policyPath(_ name: String) -> String { policyFolder + name + ".json" }

  /// Returns the file of a record; nil when the id has not the form its type asks for.
  static func path(of id: String, in type: RecordType) -> String? {
    switch type.layout {
    case .singleton: return type.collection + ".json"
    case .flat: return isPlain(id, type) ? "\(type.collection)/\(id).json" : nil
    case .fanned:
      guard isPlain(id, type) else { return nil }
      return "\(type.collection)/\(RecordID.fan(id))/\(id).json"
    case .dated:
      guard let parts = datedParts(id, type) else { return nil }
      return "\(month(parts.day, type))/\(id).json"
    case .daily:
      guard let parts = datedParts(id, type) else { return nil }
      return dailyPath(parts.day, parts.device, type)
    }
  }

  /// Returns the file of the facts of one business day and device.
  static func dailyPath(_ day: BusinessDay, _ device: String, _ type: RecordType) -> String {
    "\(month(day, type))/\(day).\(device).jsonl"
  }

  /// Returns what a path holds.
  static func content(of path: String, in catalogue: Catalogue) -> Content {
    if path == marker { return .marker }
    if named.contains(path) { return .named }
    if path.hasPrefix("schema/"), path.hasSuffix(".json") { return .schema }
    if path.hasPrefix(AccessState.folder) { return AccessFile(path: path) == nil ? .stray(collection: nil) : .access }
    if path.hasPrefix(policyFolder), path.hasSuffix(".json") {
      let name = String(path.dropFirst(policyFolder.count).dropLast(5))
      return name.contains("/") ? .stray(collection: nil) : .policy(name: name)
    }
    let parts = path.split(separator: "/")
    if parts.count == 1, let type = catalogue.type(ofCollection: path.dropLast(5)), type.layout == .singleton {
      return path.hasSuffix(".json") ? .document(type: type.name, id: type.name) : .stray(collection: nil)
    }
    guard let type = catalogue.type(ofCollection: parts[0]), parts.count > 1, type.layout != .singleton else {
      return .stray(collection: nil)
    }
    let name = String(parts[parts.count - 1])
    guard holds(path, type) else { return .stray(collection: type.collection) }
    return type.layout == .daily ? .daily(type: type.name) : .document(type: type.name, id: String(name.dropLast(5)))
  }

  /// Returns the business day that a path of a dated or daily type names.
  static func day(ofPath path: String) -> BusinessDay? {
    let name = Disk.name(of: path)
    if let (day, _) = dailyName(name) { return day }
    return name.hasSuffix(".json") ? RecordID.datedParts(of: String(name.dropLast(5)))?.day : nil
  }

  /// Splits `2026-11-21.a7.jsonl`.
  static func dailyName(_ name: String) -> (day: BusinessDay, device: String)? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2] == "jsonl", parts[0].utf8.count == 10, let day = BusinessDay(parts[0]),
      RecordID.isDevice(parts[1])
    else { return nil }
    return (day, String(parts[1]))
  }

  /// Folder or file prefix below which all records of a type lie.
  static func prefix(of type: RecordType) -> String {
    type.layout == .singleton ? type.collection + ".json" : type.collection + "/"
  }

  /// Folders or file prefixes below which the records of some days lie: months, for types whose paths name a day.
  static func prefixes(of type: RecordType, days: ClosedRange<BusinessDay>?) -> [String] {
    guard let days, type.layout == .daily || type.layout == .dated else { return [prefix(of: type)] }
    let (first, last) = (days.lowerBound.parts, days.upperBound.parts)
    let months = first.year * 12 + first.month - 1...last.year * 12 + last.month - 1
    guard months.count <= monthLimit else { return [prefix(of: type)] }
    return months.map { "\(type.collection)/\(padded($0 / 12, 4))/\(padded($0 % 12 + 1, 2))/" }
  }

  /// Beyond so many months a whole collection is listed at once.
  private static let monthLimit = 24

  /// Returns whether a path below the folder of a type holds records of it.
  static func holds(_ path: String, _ type: RecordType) -> Bool {
    switch type.layout {
    case .singleton: return path == type.collection + ".json"
    case .flat, .fanned, .dated: return path.hasSuffix(".json") && !Disk.name(of: path).hasPrefix(".")
    case .daily:
      guard let (day, device) = dailyName(Disk.name(of: path)) else { return false }
      return "\(month(day, type))/\(day).\(device).jsonl" == path
    }
  }

  private static func isPlain(_ id: String, _ type: RecordType) -> Bool {
    guard RecordID.prefix(of: id).map(String.init) == type.prefix else { return false }
    return RecordID.isCode(id.dropFirst(type.prefix.utf8.count + 1))
  }

  private static func datedParts(_ id: String, _ type: RecordType) -> RecordID.DatedParts? {
    RecordID.prefix(of: id).map(String.init) == type.prefix ? RecordID.datedParts(of: id) : nil
  }

  private static func month(_ day: BusinessDay, _ type: RecordType) -> String {
    let (year, month, _) = day.parts
    return "\(type.collection)/\(padded(year, 4))/\(padded(month, 2))"
  }
}
