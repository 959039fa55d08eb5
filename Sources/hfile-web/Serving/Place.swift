// The table of pages: what each address shows, in which formats, for whom and at what cost. Addresses are read and
// written by `Address`; docs/Web.md lists them for people, and a test holds the two together.

/// What an address names, whatever the state of the store and the format.
enum Place: Hashable, Sendable {
  case front
  case types
  case records(type: String)
  case record(type: String, id: String)
  case history(type: String, id: String)
  case commits
  case commit(id: String)
  case reports
  case report(name: String)
  case people, devices, keys
  case verification
  case about
  /// Leads from a date that a person chose to the commit of that day.
  case travel
  /// The link that opens once.
  case enter
  case signIn, signOut
  case style, icon

  /// The parts of the path; `init(parts:)` reads them back.
  var parts: [String] {
    switch self {
    case .front: []
    case .types: ["records"]
    case .records(let type): ["records", type]
    case .record(let type, let id): ["records", type, id]
    case .history(let type, let id): ["records", type, id, "history"]
    case .commits: ["commits"]
    case .commit(let id): ["commits", id]
    case .reports: ["reports"]
    case .report(let name): ["reports", name]
    case .people: ["people"]
    case .devices: ["devices"]
    case .keys: ["keys"]
    case .verification: ["verification"]
    case .about: ["about"]
    case .travel: ["at"]
    case .enter: ["enter"]
    case .signIn: ["sign-in"]
    case .signOut: ["sign-out"]
    case .style: ["style.css"]
    case .icon: ["icon.svg"]
    }
  }

  /// The places whose paths have no part of their own to fill in.
  private static let fixed: [Place] = [
    .front, .types, .commits, .reports, .people, .devices, .keys, .verification, .about, .travel, .enter, .signIn,
    .signOut, .style, .icon,
  ]

  /// Whether a path names one of the files that every page needs.
  static func isFile(_ parts: [String]) -> Bool { parts == style.parts || parts == icon.parts }

  init?(parts: [String]) {
    if let place = Self.fixed.first(where: { $0.parts == parts }) {
      self = place
      return
    }
    switch (parts.first, parts.count) {
    case ("records", 2): self = .records(type: parts[1])
    case ("records", 3): self = .record(type: parts[1], id: parts[2])
    case ("records", 4) where parts[3] == "history": self = .history(type: parts[1], id: parts[2])
    case ("commits", 2): self = .commit(id: parts[1])
    case ("reports", 2): self = .report(name: parts[1])
    default: return nil
    }
  }

  /// The formats it can be had in.
  var formats: Set<Format> {
    switch self {
    case .records, .history, .commits, .report, .verification: [.html, .json, .csv]
    case .front, .types, .record, .commit, .reports, .people, .devices, .keys, .about: [.html, .json]
    case .travel, .enter, .signIn, .signOut, .style, .icon: [.html]
    }
  }

  /// Whether it can be seen as of a commit; the others tell of the whole history, or of no state at all.
  var hasTime: Bool {
    switch self {
    case .front, .types, .records, .record, .reports, .report, .people, .devices, .keys: true
    case .history, .commits, .commit, .verification, .about, .travel, .enter, .signIn, .signOut, .style, .icon: false
    }
  }

  /// Whether somebody who signs in may be led to it.
  var leadsOn: Bool {
    switch self {
    case .enter, .signIn, .signOut, .style, .icon, .travel: false
    default: true
    }
  }

  /// Whether a form may be sent to it: the one exception to reading.
  var takesForms: Bool { self == .signIn || self == .signOut }

  /// Whether it tells of today, so that it differs from one minute to the next.
  var tellsTime: Bool {
    switch self {
    case .front, .report: true
    default: false
    }
  }

  /// Whether making it may take long: such pages are made a few at a time, within a time budget.
  var isSlow: Bool {
    switch self {
    case .record, .types, .reports, .people, .devices, .keys, .about: false
    default: true
    }
  }
}

/// A format in which a page can be had.
enum Format: String, Hashable, Sendable, CaseIterable {
  case html, json, csv

  /// What `Content-Type` says.
  var contentType: String {
    switch self {
    case .html: "text/html; charset=utf-8"
    case .json: "application/json; charset=utf-8"
    case .csv: "text/csv; charset=utf-8"
    }
  }
}
