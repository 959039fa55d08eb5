import Git
import HealthFiles
import JSONSchema
import hfile

/// One commit: who, when, why, what it changed by record and field, and what verifying says of it.
struct CommitPage {
  private let visit: Visit
  private let word: String

  /// Files that are read, and records that are shown.
  private static let files = 64
  private static let records = 100

  init(_ visit: Visit, _ word: String) {
    self.visit = visit
    self.word = word
  }

  func make() throws(PageError) -> Page {
    let id = try commit()
    let ((entry, left), state) = try reading { () throws(StoreError) in
      try visit.reader.reading { store throws(StoreError) in
        let (entry, left) = try StoreHistory(store).entry(of: id, files: Self.files)
        return ((entry, left), try visit.reader.snapshot(at: id))
      }
    }
    let seen = entry.records.filter { change in
      state.catalogue.types[change.type].map(visit.viewer.sees) ?? true
    }
    let shown = Array(seen.prefix(Self.records))
    var page = Page(entry.commit.subject.isEmpty ? id.short : entry.commit.subject, "commit")
    page.crumbs = [(visit.words["commits"], .commits)]
    page.view = view(entry, shown, state, more: seen.count - shown.count, files: left)
    page.view["signer"] = try signer(of: entry.commit)
    page.view["verdict"] = try verdict(of: id)
    page.json = entry.json(state, showing: shown)
    return page
  }

  /// The commit that an address names; one that is named in part has another address.
  private func commit() throws(PageError) -> ObjectID {
    guard let head = visit.head, word.allSatisfy(\.isHexDigit) else { throw .missing }
    let found = try reading { () throws(StoreError) in try visit.reader.line(to: head) }.ids(beginningWith: word)
    guard let id = found.first, found.count == 1 else { throw .missing }
    guard word == id.description else { throw .moved(Address(.commit(id: id.description))) }
    return id
  }

  private func view(
    _ entry: HistoryEntry, _ shown: [RecordChange], _ state: Snapshot, more: Int, files: Int
  ) -> View {
    let commit = entry.commit
    let parent = commit.parents.first.map { parent -> View in
      ["short": parent.short, "href": Address(.commit(id: parent.description)).text]
    }
    let message = commit.message.split(separator: "\n", maxSplits: 1).dropFirst().joined()
    return [
      "id": commit.id.description, "time": visit.time(commit.committer.seconds), "author": commit.author.name,
      "email": commit.author.email, "message": message.isEmpty ? false as Any : message,
      "parent": parent ?? false, "then": Address(.front, time: commit.id.description).text,
      "changes": shown.map { ChangeView.view($0, state, visit) }, "empty": shown.isEmpty && entry.files.isEmpty,
      "files": entry.files.isEmpty ? false as Any : ["paths": entry.files],
      "moreFiles": files == 0 ? false as Any : ["count": "\(files)"],
      "moreRecords": more <= 0 ? false as Any : ["count": "\(more)"],
    ]
  }

  /// Who the commit says has signed it, with the roles he had then.
  private func signer(of commit: Commit) throws(PageError) -> View {
    let id = String(commit.author.email.prefix { $0 != "@" })
    let access = try reading { () throws(StoreError) in
      try visit.reader.snapshot(at: commit.parents.first ?? commit.id).access()
    }
    let roles = access.signer(id)?.roles.map { access.roles[$0]?.label[visit.language] ?? $0 } ?? []
    return ["id": id, "roles": roles.joined(separator: ", "), "isKnown": access.signer(id) != nil]
  }

  private func verdict(of id: ObjectID) throws(PageError) -> View {
    guard let head = visit.head else { throw .missing }
    let verification = try reading { () throws(StoreError) in try visit.reader.verification(of: head) }
    return Verdicts(visit, verification).view(of: id)
  }
}
