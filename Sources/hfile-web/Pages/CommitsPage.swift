import Git
import HealthFiles
import JSONSchema
import hfile

/// The history, newest first, a page at a time.
enum CommitsPage {
  private static let rows = 50

  static func make(_ visit: Visit) throws(PageError) -> Page {
    let words = visit.words
    var page = Page(words["commits"], "commits")
    let line = try reading { () throws(StoreError) in
      try visit.head.map { id throws(StoreError) in try visit.reader.line(to: id) }
    }
    let all = line ?? CommitLine()
    var end = all.ids.count
    if let word = visit.address["before"] {
      guard let id = ObjectID(hex: word), let place = all.place(of: id) else { throw .missing }
      end = place
    }
    let ids = all.ids[max(0, end - rows)..<end].reversed()
    let entries = try reading { () throws(StoreError) in
      try visit.reader.reading { store throws(StoreError) in
        guard let newest = ids.first else { return [HistoryEntry]() }
        return try StoreHistory(store).entries(limit: ids.count, readsRecords: false, from: newest)
      }
    }
    let verdicts = Verdicts(visit)
    page.view = [
      "items": entries.map { view($0.commit, visit, verdicts) }, "empty": entries.isEmpty,
      "pager": pager(visit, all, end: end, last: ids.last),
    ]
    page.json = ["commits": .array(entries.map { $0.json(visit.state) })]
    page.lines =
      [CommaSeparatedWriter.line(["commit", "time", "author", "email", "message"])]
      + entries.map { entry in
        let commit = entry.commit
        return CommaSeparatedWriter.line([
          commit.id.description, visit.time(commit.committer.seconds), commit.author.name, commit.author.email,
          commit.message,
        ])
      }
    return page
  }

  private static func pager(_ visit: Visit, _ line: CommitLine, end: Int, last: ObjectID?) -> View {
    var links: [View] = []
    if end < line.ids.count {
      let later = end + rows < line.ids.count ? line.ids[end + rows].description : nil
      links.append([
        "rel": "prev", "text": visit.words["later"], "href": visit.address.asking("before", later).text,
      ])
    }
    if let last, last != line.ids.first {
      let href = visit.address.asking("before", last.description).text
      links.append(["rel": "next", "text": visit.words["earlier"], "href": href])
    }
    let first = line.ids.count - end + 1
    let range = end == 0 ? "" : "\(first)–\(line.ids.count - max(0, end - rows)) / \(line.ids.count)"
    return ["range": range, "links": links, "hasLinks": !links.isEmpty]
  }

  /// A commit in a line.
  static func view(_ commit: Commit, _ visit: Visit, _ verdicts: Verdicts?) -> View {
    [
      "short": commit.id.short, "href": Address(.commit(id: commit.id.description)).text,
      "time": visit.time(commit.committer.seconds), "author": commit.author.name, "subject": commit.subject,
      "verdict": verdicts?.view(of: commit.id) ?? false,
    ]
  }
}

/// What verifying said of commits.
struct Verdicts {
  private let visit: Visit
  private let verification: Verification?
  private let findings: [ObjectID: [HistoryFinding]]
  private let line: CommitLine?

  /// The verdicts that are known; a page of many commits does not wait for them.
  init(_ visit: Visit) {
    self.init(visit, visit.head.flatMap { visit.reader.knownVerification(of: $0) })
  }

  init(_ visit: Visit, _ verification: Verification?) {
    self.visit = visit
    self.verification = verification
    findings = Dictionary(grouping: verification?.findings ?? []) { $0.commit }
    line = visit.head.flatMap { try? visit.reader.line(to: $0) }
  }

  /// The verdict of a commit: a sign, a word, and what was found.
  func view(of commit: ObjectID) -> View {
    let words = visit.words
    guard let verification, let place = line?.place(of: commit) else {
      return ["class": "unknown", "sign": "?", "text": words["notJudged"], "findings": [String]()]
    }
    let found = (findings[commit] ?? []).map { finding in
      [finding.subject, finding.words(visit.language)].compactMap { $0 }.joined(separator: ": ")
    }
    if !found.isEmpty {
      return ["class": "bad", "sign": "✗", "text": words["finding"], "findings": found]
    }
    if verification.genesis == nil || place < verification.beforeTrust {
      return ["class": "before", "sign": "–", "text": words["beforeTrust"], "findings": [String]()]
    }
    return ["class": "good", "sign": "✓", "text": words["good"], "findings": [String]()]
  }
}
