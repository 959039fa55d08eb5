import HealthFiles

/// Who looks, and what he may see.
struct Viewer: Hashable, Sendable {
  /// The account; nil for who sits at this computer.
  let name: String?
  let sight: Sight

  /// Who sits at this computer sees what the files show him anyway.
  static let local = Viewer(name: nil, sight: .everything)

  /// Whether somebody may see a page.
  func sees(_ place: Place) -> Bool { place.part.map(sight.parts.contains) ?? true }

  func sees(_ type: RecordType) -> Bool { sight.shows(collection: type.collection) }

  /// What tells pages made for this viewer from those for another.
  var key: String {
    let parts = sight.parts.map(\.rawValue).sorted().joined(separator: ",")
    return "\(name ?? "") \(parts) \(sight.collections.map { $0.sorted().joined(separator: ",") } ?? "*")"
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
