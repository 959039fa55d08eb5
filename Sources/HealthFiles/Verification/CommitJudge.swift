// Judges one commit after another: what each changed, whether its signer was allowed to, and whether the result is
// valid. What it says is a function of the objects alone.

internal import Git
internal import JSONSchema

/// A commit that was read, and who signed it.
struct ReadCommit {
  let id: ObjectID
  let tree: ObjectID
  /// Nil when the commit is malformed.
  let commit: Commit?
  /// The address of the signer's key, and whether it signed these bytes; nil where there is no signature to judge.
  let signature: SSHSignature?
  /// What is wrong with the commit as bytes, and with its signature.
  var findings: [HistoryFinding]
}

/// Carries what commits are judged by from one to the next.
struct CommitJudge {
  let objects: ObjectReader
  let environment: Environment
  let origin: Genesis
  var state: TrustedState
  /// Tree and time of the commit before.
  var parent: (tree: ObjectID, seconds: Int64?)?
  /// The latest time at which each signer said he wrote a commit.
  var authored: [String: Int64] = [:]
  var findings: [HistoryFinding] = []
  private var memory = FileMemory()

  /// The commit that is being judged.
  private var current: ObjectID = .zero
  private var signer: Signer?
  private var isGenesis = false
  private var day: BusinessDay?
  /// Whether this commit may change what judges.
  private var mayChangeState = true

  init(
    objects: ObjectReader, environment: Environment, origin: Genesis, state: TrustedState,
    parent: (tree: ObjectID, seconds: Int64?)?, authored: [String: Int64] = [:]
  ) {
    self.objects = objects
    self.environment = environment
    self.origin = origin
    self.state = state
    self.parent = parent
    self.authored = authored
  }

  private mutating func find(_ kind: HistoryFinding.Kind, _ subject: String? = nil, _ detail: Phrase? = nil) {
    findings.append(HistoryFinding(kind, current, subject: subject, signer: signer?.id, detail: detail))
  }

  /// Judges the next commit; `isSigned` tells whether its signature is of these bytes.
  mutating func judge(_ read: ReadCommit, isSigned: Bool) throws(GitError) {
    current = read.id
    isGenesis = read.id == origin.id
    signer = nil
    day = nil
    findings += read.findings
    identify(read, isSigned)
    if let commit = read.commit { judgeHead(commit) }
    mayChangeState = isGenesis || signer != nil
    let changes: [TreeChange]
    do throws(GitError) {
      changes = try objects.changes(from: parent?.tree, to: read.tree)
    } catch {
      guard [.invalid, .corrupt, .tooLarge].contains(error.code) else { throw error }
      find(.structure, nil, .same(error.message))
      changes = []
    }
    let sound = changes.filter { judgeStructure($0) }
    let before = state
    let rules = sound.filter { TrustedState.holds($0.path) }
    if !rules.isEmpty { try judgeRules(rules) }
    for change in sound where !TrustedState.holds(change.path) { try judgeFile(change, rights: before) }
    parent = (read.tree, read.commit?.committer.seconds ?? parent?.seconds)
  }

  // MARK: who

  private mutating func identify(_ read: ReadCommit, _ isSigned: Bool) {
    guard let signature = read.signature else { return }
    guard isSigned else { return find(.badSignature) }
    guard let found = state.access.signer(with: signature.key), !isGenesis || origin.isSigned(by: found, state.access)
    else {
      return find(.unknownKey, nil, .same(signature.key.fingerprint))
    }
    if found.isRevoked { return find(.revoked, nil, .same(found.id)) }
    if read.findings.isEmpty { signer = found }
  }

  private mutating func judgeHead(_ commit: Commit) {
    if let signer {
      let address = signer.address(store: origin.store)
      for email in Set([commit.author.email, commit.committer.email]) where email != address {
        find(.wrongName, nil, .same(email))
        break
      }
    }
    let (written, committed) = (commit.author.seconds, commit.committer.seconds)
    day = state.profile.businessDay(of: written)
    let before = signer.flatMap { authored[$0.id] }
    if committed < parent?.seconds.map({ $0 - 3600 }) ?? .min || written > committed
      || written < before.map({ $0 - 3600 }) ?? .min
    {
      find(.time)
    }
    if let signer { authored[signer.id] = max(before ?? .min, written) }
  }

  // MARK: files

  /// Whether a change is of a file that a store may have; removing another is no fault.
  private mutating func judgeStructure(_ change: TreeChange) -> Bool {
    guard let new = change.new else { return true }
    guard new.mode == .file, Self.isPlain(change.path), Self.hasPlace(change.path) else {
      find(.structure, change.path)
      if TrustedState.holds(change.path) { mayChangeState = false }
      return false
    }
    return true
  }

  private static func isPlain(_ path: String) -> Bool {
    if Layout.named.contains(path) { return true }
    return path.utf8.count { $0 == 0x2F } < TreeLimits().depth
      && path.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x2F, 0x5F].contains($0)
      }
  }

  /// Whether a path below access/ or schema/ is one that a file there may have.
  private static func hasPlace(_ path: String) -> Bool {
    if path.hasPrefix(AccessState.folder) { return AccessFile(path: path) != nil }
    guard path.hasPrefix("schema/") else { return true }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return false }
    switch parts[1] {
    case "records", "policy", "meta": return parts[2].hasSuffix(Catalogue.suffix)
    case "reports", "alerts": return parts[2].hasSuffix(".json")
    default: return false
    }
  }

  private mutating func judgeFile(_ change: TreeChange, rights: TrustedState) throws(GitError) {
    switch content(of: change, rights) {
    case .document(let name, _), .daily(let name): try judgeRecords(change, name, rights: rights)
    case .policy(let name): try judgePolicy(change, name, rights: rights)
    case .marker, .named:
      judgeRight(
        AccessChange(file: change.path, old: change.old.map { _ in .null }, new: change.new.map { _ in .null }), rights)
    case .schema, .access: break
    case .stray:
      if change.new != nil { find(.structure, change.path) }
      judgeRight(
        AccessChange(file: change.path, old: change.old.map { _ in .null }, new: change.new.map { _ in .null }), rights)
    }
    if change.path == Layout.marker, change.new?.id != origin.marker { find(.storeChanged, change.path) }
  }

  /// What a path holds; what is gone is told by the schemas before.
  private func content(of change: TreeChange, _ rights: TrustedState) -> Layout.Content {
    let content = Layout.content(of: change.path, in: state.catalogue)
    if case .stray = content, change.new == nil { return Layout.content(of: change.path, in: rights.catalogue) }
    return content
  }

  private mutating func judgeRight(_ change: AccessChange, _ rights: TrustedState, subject: String? = nil) {
    guard !isGenesis, let signer, let day, !rights.access.may(signer, change, on: day) else { return }
    find(.notPermitted, subject ?? change.path, .same("\(change.act.rawValue) \(change.collection)"))
  }

  private func file(_ entry: TreeEntry?) -> ObjectID? { entry?.mode == .file ? entry?.id : nil }

  private mutating func judgePolicy(_ change: TreeChange, _ name: String, rights: TrustedState) throws(GitError) {
    let old = try objects.json(file(change.old))
    let new = try objects.json(file(change.new))
    judgeRight(AccessChange(file: change.path, old: old, new: new), rights)
    guard let new else { return }
    guard let type = state.catalogue.policies[name] else { return find(.structure, change.path) }
    let problems = PolicyValidator.problems(of: new, type, name, currency: state.profile.currency)
    if let problem = problems.first { find(.invalid, change.path, problem.words) }
  }

  // MARK: records

  private mutating func judgeRecords(_ change: TreeChange, _ name: String, rights: TrustedState) throws(GitError) {
    guard let type = state.catalogue.types[name] ?? rights.catalogue.types[name] else { return }
    let isRules = TrustedState.holds(change.path)
    let old = isRules ? (isGenesis ? nil : rights.files[change.path]) : file(change.old)
    let objects = objects
    let limit = type.layout == .daily ? CommitSource.fileLimit : JSONLimits.record.maximumBytes
    let read = { (id: ObjectID) throws(GitError) in try objects.blob(id, limit: limit) }
    let difference: FileDifference
    do throws(GitError) {
      difference =
        type.layout == .daily
        ? try memory.difference(of: change.path, type: type, from: old, to: file(change.new), read: read)
        : try FileMemory.difference(
          ofDocument: change.path, type: type, from: old, to: file(change.new), read: read)
    } catch {
      guard error.code == .tooLarge else { throw error }
      return find(.structure, change.path, .same(error.message))
    }
    if let problem = difference.unreadable { find(.invalid, change.path, problem.words) }
    for id in difference.repeated.sorted() { find(.invalid, id) }
    for record in difference.records {
      judgeRight(
        AccessChange(type, id: record.id, path: change.path, old: record.old, new: record.new), rights,
        subject: record.id)
      judge(record, type, change.path)
    }
  }

  private mutating func judge(_ versions: RecordVersions, _ type: RecordType, _ path: String) {
    if let old = versions.old, type.isErased(old) { return find(.erased, versions.id) }
    guard let value = versions.new else { return }
    let record = Record(type: type.name, id: versions.id, value: value)
    if let problem = problems(of: record, versions, type, path).first {
      find(.invalid, versions.id, problem.words)
    }
    guard let sealed = type.sealed else { return }
    if sealed.compartments.contains(where: { $0.members.contains { value[$0] != nil } }) { find(.plain, versions.id) }
    judgeSeals(versions, type)
  }

  private mutating func problems(
    of record: Record, _ versions: RecordVersions, _ type: RecordType, _ path: String
  ) -> [Problem] {
    var problems = RecordValidator.placeProblems(of: record, type: type, path: path)
    if type.layout == .daily, let time = type.time, let old = versions.old?[time], old != record.value[time] {
      let fact = Fact.timeChanged(old: old.plainText, new: record.value[time]?.plainText ?? "")
      problems.append(Problem(fact, at: Place(pointer: time)))
    }
    if !state.keepsToSchema(record, versions.text, type) {
      problems += RecordValidator.schemaProblems(of: record, type: type, currency: state.profile.currency)
    }
    return problems
  }

  private mutating func judgeSeals(_ versions: RecordVersions, _ type: RecordType) {
    let old = versions.old?[SealedFields.member]
    for (compartment, seal) in versions.new?[SealedFields.member]?.objectValue.map({ $0.map { ($0, $1) } }) ?? [] {
      let before = old?[compartment]
      guard before?.text(.compact) != seal.text(.compact) else { continue }
      let place = [
        ("store", origin.store), ("record", versions.id), ("type", type.name), ("compartment", compartment),
      ]
      let least = before.flatMap { try? JSONWebEncryption($0) }?.revision ?? 0
      guard let new = try? JSONWebEncryption(seal), let revision = new.revision, revision > least,
        place.allSatisfy({ new.header[$0]?.stringValue == $1 })
      else {
        find(.replayed, versions.id, .same(compartment))
        continue
      }
    }
  }
}

// MARK: - What judges

extension CommitJudge {
  /// Judges changes of access/, schema/ and the profile; from here on all of them count, or none.
  private mutating func judgeRules(_ changes: [TreeChange]) throws(GitError) {
    let count = findings.count
    let before = state
    var files = state.files
    for change in changes { files[change.path] = file(change.new) }
    let changed = changes.filter { isGenesis || state.files[$0.path] != file($0.new) }
    for change in changed where change.path != TrustedState.profilePath { try judgeRuleFile(change) }
    let objects = objects
    let next = try TrustedState(files: files, after: before, environment: environment) { id throws(GitError) in
      try objects.text(id)
    }
    for problem in next.problems(after: isGenesis ? nil : before, changed.map(\.path)) {
      find(.invalid, problem.place.file, problem.words)
    }
    for change in changed where !next.keepsSeals(of: before, change.path) { find(.unsealed, change.path) }
    for problem in next.access.problems(since: before.access) { find(.access, problem.place.file, problem.words) }
    state = next
    for change in changed where change.path == TrustedState.profilePath {
      try judgeRecords(change, "store", rights: before)
    }
    if !isGenesis, findings.count > count || !mayChangeState { state = before }
  }

  private mutating func judgeRuleFile(_ change: TreeChange) throws(GitError) {
    if change.path == AccessState.marker, file(change.new) != origin.accessMarker {
      find(.storeChanged, change.path)
    }
    let old = try objects.json(isGenesis ? nil : state.files[change.path])
    let new = try objects.json(file(change.new))
    judgeRight(AccessChange(file: change.path, old: old, new: new), state)
  }
}
