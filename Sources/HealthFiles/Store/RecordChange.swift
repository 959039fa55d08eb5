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

/// One field that a change touches, as it may be shown to who reads.
public struct FieldChange: Sendable, Hashable {
  /// The field; `/sealed/COMPARTMENT` for what is sealed and not open.
  public let pointer: JSONPointer
  /// Its value before; nil when there was none, or it is hidden.
  public let old: JSON?
  /// Its value after; nil when there is none, or it is hidden.
  public let new: JSON?
  /// Whether the values are sealed, so that one sees only that they differ.
  public let isHidden: Bool
}

extension RecordChange {
  /// The fields that a change touches, of new and removed records all but the id; sealed ones first.
  ///
  /// - Parameters:
  ///   - type: the type of the record; nil for a policy.
  ///   - reveals: whether values of sealed fields are shown, as they are to who holds the keys.
  public func visibleFields(of type: RecordType?, reveals: Bool) -> [FieldChange] {
    let (old, new) = (old ?? [:], new ?? [:])
    let boxes = [old, new].map { $0[SealedFields.member]?.objectValue ?? JSONObject() }
    let sealed = Set(boxes.flatMap(\.keys)).filter { boxes[0][$0] != boxes[1][$0] }.sorted().map { name in
      FieldChange(pointer: JSONPointer([SealedFields.member, name]), old: nil, new: nil, isHidden: true)
    }
    let plain = JSON.changes(from: old, to: new).filter { field in
      field.pointer.tokens.first != SealedFields.member && field.pointer.tokens != ["id"]
    }
    return sealed
      + plain.map { field in
        let isHidden = !reveals && type?.isSealed(field.pointer) ?? false
        return FieldChange(
          pointer: field.pointer, old: isHidden ? nil : field.old, new: isHidden ? nil : field.new, isHidden: isHidden)
      }
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
