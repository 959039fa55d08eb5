internal import JSONSchema

/// What hfile-web shows to somebody.
public struct Sight: Sendable, Hashable {
  /// Groups of pages.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    case front, records, reports, history, people, keys, verification
  }

  /// The groups of pages that are shown.
  public let parts: Set<Part>
  /// The collections whose records are shown; nil for all.
  public let collections: Set<String>?

  /// Everything there is.
  public static let everything = Sight(parts: Set(Part.allCases), collections: nil)
  /// Nothing at all.
  public static let nothing = Sight(parts: [], collections: [])

  /// Makes a sight.
  public init(parts: Set<Part>, collections: Set<String>?) {
    self.parts = parts
    self.collections = collections
  }

  /// Reads what a role says of it; nil when it says nothing.
  init?(_ json: JSON?) {
    guard let pages = json?["pages"]?.arrayValue else { return nil }
    parts = Set(pages.compactMap { $0.stringValue.flatMap(Part.init(rawValue:)) })
    collections = json?["collections"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
  }

  /// What is said of a role of the beginning that says nothing itself.
  static func usual(of role: String) -> Sight? {
    Sight(BuiltInSchemas.access(AccessFile.role.rawValue).document["x-hfile"]?["web"]?[role])
  }

  /// Returns what is shown to somebody who has both.
  public func joined(with other: Sight) -> Sight {
    let both = collections.flatMap { mine in other.collections.map { mine.union($0) } }
    return Sight(parts: parts.union(other.parts), collections: both)
  }

  /// Whether records of a collection are shown.
  public func shows(collection: String) -> Bool { collections?.contains(collection) ?? true }
}

extension AccessState {
  /// What hfile-web shows to a person: what any of his roles shows, and nothing once he is revoked.
  public func sight(of signer: Signer) -> Sight {
    guard !signer.isRevoked else { return .nothing }
    return signer.roles.compactMap { roles[$0]?.sight }.reduce(.nothing) { $0.joined(with: $1) }
  }
}
