// Which commits a question is about: told by the index where there is one, else by a walk. Both say the same.

internal import Git

extension StoreHistory {
  /// What is done with a commit, and with its changes where they are known; false ends the visit.
  typealias Visitor = (_ commit: Commit, _ changes: [TreeChange]?) throws(StoreError) -> Bool

  /// Visits commits, newest first; some of them may still not be what is asked for.
  func visit(
    _ search: HistoryIndex.Search, of filter: HistoryFilter, from start: ObjectID?, _ body: Visitor
  ) throws(StoreError) {
    guard let tip = if let start { start } else { try store.head() } else { return }
    let asksNothing = search.path == nil && search.author == nil && search.seconds == nil
    guard !asksNothing, let memory, let index = memory.index(of: store), let newest = index.number(of: tip) else {
      return try walk(search, from: tip, body)
    }
    if case .record(let id, let path) = filter {
      return try visit(id, path, search, index, before: newest + 1, body)
    }
    try index.visit(search, before: newest + 1) { number throws(StoreError) in
      try body(try commit(index.id(number)), nil)
    }
  }

  private func walk(
    _ search: HistoryIndex.Search, from tip: ObjectID, _ body: Visitor
  ) throws(StoreError) {
    var next: ObjectID? = tip
    while let id = next {
      let commit = try commit(id)
      next = commit.parents.first
      guard search.admits(commit) else { continue }
      guard try body(commit, nil) else { return }
    }
  }

  /// Visits the commits that changed the file of a record; of a daily file, those that touched its line.
  private func visit(
    _ id: String, _ path: String, _ search: HistoryIndex.Search, _ index: HistoryIndex, before end: Int, _ body: Visitor
  ) throws(StoreError) {
    let versions = index.versions(of: path, before: end)
    let isDaily = Layout.dailyName(Disk.name(of: path)) != nil
    let lines = isDaily ? memory?.lines(of: path, versions.map(\.blob), in: store) ?? [] : []
    for place in versions.indices.reversed() {
      let version = versions[place]
      if isDaily, version.isKnown, let touched = lines[place], !touched.contains(id) { continue }
      let commit = try commit(index.id(version.number))
      guard search.admits(commit) else { continue }
      var changes: [TreeChange]?
      if version.isKnown, place == 0 || versions[place - 1].isKnown {
        let sides = [place == 0 ? nil : versions[place - 1].blob, version.blob].map { blob in
          blob.map { TreeEntry(name: Disk.name(of: path), mode: .file, id: $0) }
        }
        changes = [TreeChange(path: path, old: sides[0], new: sides[1])]
      }
      guard try body(commit, changes) else { return }
    }
  }
}

extension HistoryIndex.Search {
  /// Whether author and time of a commit are what is asked for.
  fileprivate func admits(_ commit: Commit) -> Bool {
    if let seconds, !seconds(commit.committer.seconds) { return false }
    if let author, !author("\(commit.author.name) <\(commit.author.email)>") { return false }
    return true
  }
}

extension StoreProfile {
  /// Whether the business day of an instant is one of some days.
  ///
  /// Most instants are so far from the ends of the range that the clock need not be asked: no business day is two days
  /// from the day in Greenwich.
  func isWithin(_ days: ClosedRange<BusinessDay>, _ seconds: Int64) -> Bool {
    let day = Instant(seconds: seconds).localDay
    if day < days.lowerBound.advanced(by: -2) || day > days.upperBound.advanced(by: 2) { return false }
    if day > days.lowerBound.advanced(by: 2), day < days.upperBound.advanced(by: -2) { return true }
    return days.contains(businessDay(of: seconds))
  }
}
