/// Which part of the history is asked for.
public enum HistoryFilter: Sendable, Hashable {
  /// All of it.
  case everything
  /// The changes of one record.
  case record(id: String, path: String)
  /// The changes of all records of a type.
  case type(name: String, prefix: String)

  /// Makes the filter a person means by an id or the name of a type.
  public init(_ word: String, in state: Snapshot) throws(StoreError) {
    if let type = state.catalogue.type(called: word), type.layout != .singleton {
      self = .type(name: type.name, prefix: Layout.prefix(of: type))
    } else {
      try self.init(record: word, in: state)
    }
  }

  /// Makes the filter of one record, or of a policy as `policy/NAME`.
  init(record id: String, in state: Snapshot) throws(StoreError) {
    if let path = state.path(of: id) {
      self = .record(id: id, path: path)
    } else if let name = state.catalogue.policy(addressed: id)?.name {
      self = .record(id: name, path: Layout.policyPath(name))
    } else {
      throw .notFound(kind: .record, name: id, near: Suggestion.nearest(to: id, among: state.catalogue.types.keys))
    }
  }

  var isEverything: Bool { self == .everything }

  var prefixes: [String] {
    switch self {
    case .everything: []
    case .record(_, let path): [path]
    case .type(_, let prefix): [prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix]
    }
  }

  /// Whether changes of a path may be among those asked for.
  func mayContain(_ path: String) -> Bool {
    prefixes.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  func contains(_ change: RecordChange) -> Bool {
    switch self {
    case .everything: true
    case .record(let id, let path): change.id == id && change.path == path
    case .type(let name, _): change.type == name
    }
  }
}
