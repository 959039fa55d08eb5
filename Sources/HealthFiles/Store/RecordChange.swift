public import JSONSchema

/// What happened to one record between two states.
public struct RecordChange: Sendable, Hashable {
  /// Name of the record's type; `policy` for a policy.
  public let type: String
  /// Id of the record; the name of a policy.
  public let id: String
  /// Path of its file.
  public let path: String
  /// The record before; nil when it is new.
  public let old: JSON?
  /// The record after; nil when it is removed.
  public let new: JSON?

  /// Whether the record was added, amended or removed.
  public var act: Act { old == nil ? .add : new == nil ? .remove : .amend }

  /// The acts on a record (design section 5).
  public enum Act: String, Sendable, CaseIterable {
    /// The record is new.
    case add
    /// Fields changed.
    case amend
    /// The record is gone.
    case remove
  }

  /// The fields that differ, for an amended record.
  public var fields: [JSONChange] {
    guard let old, let new else { return [] }
    return JSON.changes(from: old, to: new)
  }
}

/// Who makes a commit.
public struct Author: Sendable, Hashable {
  /// The name shown.
  public let name: String
  /// The address shown; by and by `stf-...@sto-...`.
  public let email: String

  /// Makes an author; characters git cannot store in a name are left out.
  public init(name: String, email: String) {
    func clean(_ text: String) -> String {
      String(text.filter { !"<>\n\r\0".contains($0) }.drop { $0 == " " })
    }
    self.name = clean(name)
    self.email = clean(email)
  }
}
