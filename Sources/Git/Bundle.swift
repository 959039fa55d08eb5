// A bundle is one file with a history and the references that name it (gitformat-bundle, version 2): what is carried on
// a stick. Stock git reads what is written here, and what stock git wrote is read.

import Clibgit2

/// The first lines of a bundle: what it needs and what it holds.
public struct BundleHeader: Sendable, Hashable {
  /// Commits that whoever takes the bundle must have.
  public let prerequisites: [ObjectID]
  /// The references it holds, in the order of the file.
  public let references: [(name: String, id: ObjectID)]

  static let magic = "# v2 git bundle"
  /// What cannot be done where a commit is missing that a bundle goes on from; the message of the error is its id.
  public static let goingOn = "go on from a commit"
  /// The most bytes before the pack.
  static let limit = 1 << 20

  /// Makes the header of a bundle.
  public init(prerequisites: [ObjectID], references: [(name: String, id: ObjectID)]) {
    self.prerequisites = prerequisites
    self.references = references
  }

  /// Whether two headers have the same lines.
  public static func == (one: BundleHeader, other: BundleHeader) -> Bool { one.bytes == other.bytes }

  /// Hashes the lines.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  /// The lines, and the empty one after them.
  public var bytes: [UInt8] {
    var text = Self.magic + "\n"
    for id in prerequisites { text += "-\(id) \n" }
    for (name, id) in references { text += "\(id) \(name)\n" }
    return Array((text + "\n").utf8)
  }

  /// Reads the lines that a file begins with.
  ///
  /// - Returns: the header, and where the pack begins.
  public static func read(_ bytes: [UInt8]) throws(GitError) -> (header: BundleHeader, end: Int) {
    func wrong(_ reason: String) -> GitError { GitError(.invalid, "read bundle", reason) }
    var place = 0
    func line() throws(GitError) -> String {
      guard let end = bytes[place...].firstIndex(of: 0x0A) else { throw wrong("the header has no end") }
      defer { place = end + 1 }
      guard let text = String(validating: bytes[place..<end], as: UTF8.self) else { throw wrong("not UTF-8") }
      return text
    }
    guard try line() == magic else { throw wrong("this is no bundle of version 2") }
    var prerequisites: [ObjectID] = []
    var references: [(name: String, id: ObjectID)] = []
    while true {
      let text = try line()
      if text.isEmpty { return (BundleHeader(prerequisites: prerequisites, references: references), place) }
      if text.hasPrefix("-") {
        guard let id = ObjectID(hex: text.dropFirst().prefix(40)) else { throw wrong("a prerequisite is no id") }
        prerequisites.append(id)
      } else {
        guard let id = ObjectID(hex: text.prefix(40)), text.dropFirst(40).hasPrefix(" ") else {
          throw wrong("a reference has no id")
        }
        let name = String(text.dropFirst(41))
        if name != "HEAD" { try Repository.checkReferenceName(name, "read bundle") }
        references.append((name, id))
      }
    }
  }
}

/// A bundle as a repository elsewhere: it can be received from, and not sent to.
public final class BundlePeer: Peer {
  private let file: OpenFile
  private let header: BundleHeader
  private let start: Int
  private let repository: Repository
  private let limits: HistoryLimits
  private var isReceived = false

  /// Opens a bundle.
  ///
  /// - Parameter repository: what objects are received into.
  public init(reading path: String, repository: Repository, limits: HistoryLimits) throws(GitError) {
    file = try OpenFile(reading: path)
    (header, start) = try BundleHeader.read(try file.read(min(BundleHeader.limit, file.size()), at: 0))
    self.repository = repository
    self.limits = limits
  }

  /// The references in the file.
  public func references() throws(GitError) -> [String: ObjectID] {
    Dictionary(header.references.map { ($0.name, $0.id) }) { first, _ in first }
  }

  /// Takes all objects of the bundle, whatever is asked for: they are one pack.
  public func download(_ names: [String]) throws(GitError) {
    guard !isReceived else { return }
    if names.contains("refs/heads/main"), let missing = header.prerequisites.first(where: { !repository.contains($0) })
    {
      throw GitError(.notFound, BundleHeader.goingOn, "\(missing)")
    }
    try repository.receivePack(from: file, at: start, limits: limits)
    isReceived = true
  }

  /// A bundle is written whole, by `Repository.writeBundle`.
  public func upload(_ updates: [ReferenceUpdate]) throws(GitError) -> [String: String] {
    throw GitError(.bare, "push", "a bundle is a file")
  }
}

extension Repository {
  /// Puts the objects of a pack in a file into the repository, each checked, durably; no reference moves.
  func receivePack(from file: borrowing OpenFile, at start: Int, limits: HistoryLimits) throws(GitError) {
    let size = try file.size()
    guard size - start <= limits.received else {
      throw GitError(.tooLarge, "receive pack", "\(size - start) bytes, the limit is \(limits.received)")
    }
    let (folder, objects) = unsafe (gitDirectory + "objects/pack", database.pointer)
    let indexer = try unsafe Handle<IndexerKind>("receive pack") { made in
      unsafe git_indexer_new(&made, folder, 0o444, objects, nil)
    }
    var progress = git_indexer_progress()
    for offset in stride(from: start, to: size, by: 1 << 20) {
      let bytes = try file.read(min(1 << 20, size - offset), at: offset)
      try check("receive pack") {
        unsafe bytes.withUnsafeBytes { unsafe git_indexer_append(indexer.pointer, $0.baseAddress, $0.count, &progress) }
      }
      guard progress.total_objects <= limits.objects else {
        throw GitError(.tooLarge, "receive pack", "\(progress.total_objects) objects, the limit is \(limits.objects)")
      }
    }
    try check("receive pack") { unsafe git_indexer_commit(indexer.pointer, &progress) }
    try refresh()
  }

  /// Writes a bundle of some references, without what other commits are made of; the file is replaced whole.
  ///
  /// - Parameters:
  ///   - others: references of another repository that go along, and where they are read.
  ///   - known: commits that whoever takes the bundle has.
  /// - Returns: how many objects are in it.
  @discardableResult
  public func writeBundle(
    to path: String, _ references: [(name: String, id: ObjectID)], others: [(name: String, id: ObjectID)] = [],
    of other: Repository? = nil, without known: [ObjectID] = []
  ) throws(GitError) -> Int {
    var there: Set<ObjectID> = []
    for id in known {
      let tree = try commit(id).tree
      try history(from: id) { commit throws(GitError) in there.insert(commit.id).inserted }
      try walkTree(tree) { _, entry in
        there.insert(entry.id)
        return .continue
      }
      there.insert(tree)
    }
    // Next to the bundle, so that it only has to be renamed; and never among the packs, where readers look.
    let writer = try PackWriter(directory: Self.folder(of: path))
    func add(_ tips: [ObjectID], from source: Repository) throws(GitError) {
      try source.walkHistory(of: tips, isKnown: there.contains) { id, kind throws(GitError) in
        let bytes = try source.withObject(id, kind, limit: Repository.blobLimit) { Array(copying: $0) }
        try writer.add(id, kind, bytes)
      }
    }
    try add(references.map(\.id), from: self)
    if let other { try add(others.map(\.id), from: other) }
    let header = BundleHeader(prerequisites: known, references: references + others)
    try writer.finish(asBundle: header, to: path)
    return writer.count
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}

enum IndexerKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_indexer_free(pointer) }
}
