import HealthFiles

/// Who looks, and what he may see.
struct Viewer: Hashable, Sendable {
  /// What he is called; nil for who sits at this computer.
  let name: String?
  let sight: Sight

  /// Who sits at this computer sees what the files show him anyway.
  static let local = Viewer(name: nil, sight: .everything)

  func sees(_ type: RecordType) -> Bool { sight.shows(collection: type.collection) }
}

/// The pages and records that somebody may see.
struct Sight: Hashable, Sendable {
  /// Groups of pages.
  enum Part: String, Hashable, Sendable, CaseIterable {
    case front, records, reports, history, people, keys, verification
  }

  let parts: Set<Part>
  /// Collections whose records are shown; nil for all.
  let collections: Set<String>?

  static let everything = Sight(parts: Set(Part.allCases), collections: nil)

  func shows(collection: String) -> Bool { collections?.contains(collection) ?? true }

  /// What tells pages made for this sight from those for another.
  var key: String {
    let names = parts.map(\.rawValue).sorted().joined(separator: ",")
    return names + ":" + (collections.map { $0.sorted().joined(separator: ",") } ?? "*")
  }
}

extension Place {
  /// The group of pages it belongs to; nil for those that everybody sees.
  var part: Sight.Part? {
    switch self {
    case .front: .front
    case .types, .records, .record: .records
    case .history, .commits, .commit: .history
    case .reports, .report: .reports
    case .people, .devices: .people
    case .keys: .keys
    case .verification: .verification
    case .about, .travel, .enter, .signIn, .signOut, .style, .icon: nil
    }
  }
}
