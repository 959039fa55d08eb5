public import JSONSchema

/// One record: a JSON object of a known type under an id that never changes.
public struct Record: Sendable, Hashable {
  /// Name of the record type, for instance `sale`.
  public let type: String
  /// The id, unique in the store.
  public let id: String
  /// The whole object, `id` included.
  public var value: JSON

  /// Makes a record.
  public init(type: String, id: String, value: JSON) {
    self.type = type
    self.id = id
    self.value = value
  }
}
