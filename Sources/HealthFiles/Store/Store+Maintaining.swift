// Each commit leaves one small pack. From time to time they become one larger pack, so that nobody has to look through
// hundreds, and versions of one file are kept as the little by which they differ. Nothing is ever dropped.

internal import Git

/// What maintenance did, or would do.
public struct MaintenanceResult: Sendable, Equatable {
  /// How many packs became one.
  public var packs = 0
  /// How many loose objects went into it.
  public var looseObjects = 0
  /// How many bytes the packs had that became one.
  public var bytesBefore = 0
  /// How many bytes the new pack has.
  public var bytesAfter = 0
  /// How many packs of the last time were removed, now that nobody reads them.
  public var removed = 0
  /// Whether a commit-graph was written.
  public var wroteGraph = false
}

/// When and what to merge.
enum Maintenance {
  /// Packs from which on a commit tidies up by itself.
  static let packLimit = 50
  /// Objects of a pack that is written anew, with deltas; larger packs are copied as they stand.
  static let rewriteLimit = 8192
  /// Packs that were replaced the last time: a reader may have begun with them, so they go the next time.
  static let replacedPath = ".git/hfile/replaced"

  /// The smallest packs that together leave each larger one at least twice as large as all below it.
  static func selection(of packs: [PackSummary]) -> [PackSummary] {
    var total = packs.reduce(0) { $0 + $1.count }
    var last = packs.count - 1
    while last > 0 {
      total -= packs[last].count
      if packs[last].count < 2 * total { break }
      last -= 1
    }
    return last > 0 ? Array(packs[...last]) : []
  }
}

extension Store {
  /// Merges small packs and loose objects, and writes the commit-graph.
  ///
  /// - Throws: `StoreError` when the repository or the disk refuse; nothing is lost then.
  public func maintain(isDryRun: Bool = false) throws(StoreError) -> MaintenanceResult {
    try locked { () throws(StoreError) in
      if !isDryRun { try finishInterruptedCommit() }
      return try tidy(isDryRun: isDryRun, isAsked: true)
    }
  }

  /// Tidies up when so many packs have gathered; the lock must be held.
  ///
  /// What goes wrong here is told by `maintain`: the commit before it is done, and stays.
  func maintainIfDue() {
    let names = (try? disk.names(in: ".git/objects/pack")) ?? []
    guard names.count(where: { $0.hasSuffix(".pack") }) >= Maintenance.packLimit else { return }
    _ = try? tidy(isDryRun: false, isAsked: false)
  }

  private func tidy(isDryRun: Bool, isAsked: Bool) throws(StoreError) -> MaintenanceResult {
    let head = try head()
    let old = try replacedPacks()
    let repository = try repository()
    let (all, loose) = try repository.use { repository throws(GitError) in
      (try repository.mergeablePacks(), repository.looseObjects())
    }
    let present = Set(all.map(\.name))
    let (chosen, removed) = (selection(all, old, loose), old.filter(present.contains))
    var result = MaintenanceResult(
      packs: chosen.count, looseObjects: loose.count, bytesBefore: chosen.reduce(0) { $0 + $1.size },
      removed: removed.count)
    guard !isDryRun else { return result }
    // The last time's packs go first: what they hold lies in a pack that every reader has found since.
    if !removed.isEmpty {
      try repository.use { repository throws(GitError) in try repository.removePacks(removed) }
      try disk.write([], to: Maintenance.replacedPath)
    }
    var name: String?
    if !chosen.isEmpty || !loose.isEmpty {
      name = try repository.use { repository throws(GitError) in
        let rewritten = chosen.filter { $0.count <= Maintenance.rewriteLimit }
        let copied = chosen.filter { $0.count > Maintenance.rewriteLimit }
        return try repository.pack(rewriting: rewritten, copying: copied, loose: loose, head: head)
      }
    }
    if let name {
      let replaced = chosen.map(\.name).filter { $0 != name }
      try disk.write(Array(replaced.map { $0 + "\n" }.joined().utf8), to: Maintenance.replacedPath)
      result.bytesAfter = try repository.use { repository throws(GitError) in
        repository.removeLoose(loose)
        return try repository.mergeablePacks().first { $0.name == name }?.size ?? 0
      }
    }
    let isLarge = chosen.contains { $0.count > Maintenance.rewriteLimit }
    if let head, isAsked || isLarge {
      try repository.use { repository throws(GitError) in try repository.writeCommitGraph(from: head) }
      result.wroteGraph = true
    }
    return result
  }

  private func selection(_ packs: [PackSummary], _ replaced: [String], _ loose: [ObjectID]) -> [PackSummary] {
    let chosen = Maintenance.selection(of: packs.filter { !replaced.contains($0.name) })
    return chosen.count > 1 || !loose.isEmpty ? chosen : []
  }

  private func replacedPacks() throws(StoreError) -> [String] {
    let bytes = isBare ? nil : try disk.read(Maintenance.replacedPath)
    return (bytes ?? []).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}
