public import JSONSchema

/// A change of one record or one file, as rights judge it: in the form in which it is committed, sealed fields sealed.
public struct AccessChange: Sendable {
  /// The collection: that of the record's type, or `access`, `policy`, `schema`, `store`.
  public let collection: String
  /// What is done.
  public let act: Right.Act
  /// Id of the record; the name of a file without its ending.
  public let id: String
  /// Path of the file.
  public let path: String
  let old: JSON?
  let new: JSON?
  private let references: [RecordType.Reference]

  /// Makes a change of a record; nil stands for no record.
  public init(_ type: RecordType, id: String, path: String, old: JSON?, new: JSON?) {
    self.init(
      collection: type.collection, id: id, path: path, old: old, new: new, references: type.references,
      isErasure: new.map(type.isErased) ?? false && !(old.map(type.isErased) ?? false))
  }

  /// Makes a change of a file that holds no records: of `access`, `policy`, `schema`, or of the store itself.
  ///
  /// - Parameters:
  ///   - old: the value before; nil when there was no file, `.null` when it was no JSON.
  ///   - new: the value after, likewise.
  public init(file path: String, old: JSON?, new: JSON?) {
    let folder = path.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
    let isReserved = path.contains("/") && Right.reserved.contains(folder)
    self.init(
      collection: isReserved ? folder : "store", id: AccessFile.stem(path), path: path, old: old, new: new,
      references: [], isErasure: false)
  }

  private init(
    collection: String, id: String, path: String, old: JSON?, new: JSON?, references: [RecordType.Reference],
    isErasure: Bool
  ) {
    self.collection = collection
    self.id = id
    self.path = path
    self.old = old
    self.new = new
    self.references = references
    act = isErasure ? .erase : old == nil ? .add : new == nil ? .remove : .amend
  }

  /// The business day in the id; nil where it has none.
  var day: BusinessDay? { RecordID.datedParts(of: id)?.day }

  /// Whether the record is the signer's own: its id, or a field that refers to a record, names it before and after.
  func names(_ signer: Signer) -> Bool {
    if id == signer.id || RecordID.datedParts(of: id)?.device == signer.id { return true }
    return [old, new].compactMap(\.self).allSatisfy { value in
      references.contains { $0.pattern.matches(in: value).contains { $0.1.stringValue == signer.id } }
    }
  }

  /// The members that differ, a sealed compartment as `sealed.NAME`; nil when there are no members to compare.
  var changedMembers: Set<String>? {
    guard let before = old?.objectValue, let after = new?.objectValue else { return nil }
    var changed = Self.differing(before, after)
    guard changed.contains(Self.sealed), let old = (before[Self.sealed] ?? [:]).objectValue,
      let new = (after[Self.sealed] ?? [:]).objectValue
    else { return changed }
    changed.remove(Self.sealed)
    return changed.union(Self.differing(old, new).map { "\(Self.sealed).\($0)" })
  }

  private static let sealed = "sealed"

  /// The keys whose values have another text.
  private static func differing(_ old: JSONObject, _ new: JSONObject) -> Set<String> {
    Set((old.keys + new.keys).filter { old[$0]?.text(.compact) != new[$0]?.text(.compact) })
  }

  /// Whether a signer changes nothing but keys in the file that is about it.
  func isOwnKeys(of signer: Signer) -> Bool {
    guard act == .amend, path == signer.path, let changedMembers else { return false }
    return changedMembers.isSubset(of: ["signing", "unsealing"])
  }
}
