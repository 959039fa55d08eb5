// Many small packs and loose objects become one pack. Every object stays, reachable or not: nothing is ever dropped
// here. Versions of one path are written as deltas against newer ones; packs that were written so before are copied as
// they stand, because their deltas count back from their own place. Invariant: nothing is removed here.
import Clibgit2
import Glibc

extension Repository {
  /// Lists the packs that may be merged, smallest first; those with a `.keep` file are left out.
  public func mergeablePacks() throws(GitError) -> [PackSummary] {
    let directory = gitDirectory + "objects/pack/"
    var packs: [PackSummary] = []
    for file in FileSystem.names(in: directory) where file.hasPrefix("pack-") && file.hasSuffix(".idx") {
      let name = String(file.dropLast(4))
      guard !FileSystem.exists(directory + name + ".keep"), let count = try PackListing.count(directory + file),
        let status = FileSystem.status(directory + name + ".pack")
      else { continue }
      packs.append(PackSummary(name: name, count: count, size: Int(status.st_size)))
    }
    return packs.sorted { ($0.count, $0.name) < ($1.count, $1.name) }
  }

  /// Lists the loose objects.
  public func looseObjects() -> [ObjectID] {
    var found: [ObjectID] = []
    for folder in FileSystem.names(in: gitDirectory + "objects") where folder.utf8.count == 2 {
      for name in FileSystem.names(in: gitDirectory + "objects/" + folder) {
        if let id = ObjectID(hex: folder + name) { found.append(id) }
      }
    }
    return found.sorted()
  }

  /// Writes a pack of all objects of some packs and some loose objects, and makes it durable and visible.
  ///
  /// - Parameters:
  ///   - rewritten: packs whose objects are written anew, as deltas where they are versions of one path.
  ///   - copied: packs that are copied as they stand, unless they share objects with each other.
  ///   - head: the commit from which versions are followed.
  /// - Returns: the name of the new pack.
  public func pack(
    rewriting rewritten: [PackSummary], copying copied: [PackSummary], loose: [ObjectID], head: ObjectID?
  ) throws(GitError) -> String? {
    try requireNoPack("write pack")
    let directory = gitDirectory + "objects/pack"
    let writer = try PackWriter(directory: directory)
    var anew = rewritten
    for pack in copied where try !writer.copy(directory + "/" + pack.name) { anew.append(pack) }
    var ids = Set(loose)
    for pack in anew {
      ids.formUnion(try PackListing.objects(directory + "/" + pack.name + ".idx").map(\.id))
    }
    for versions in try versions(among: ids, head: head) { try write(versions, to: writer) }
    for id in ids.sorted() where writer.header(of: id) == nil {
      let (kind, bytes) = try content(of: id)
      try writer.add(id, kind, bytes)
    }
    let name = try writer.finish()
    try refresh()
    return name
  }

  /// The versions of each path, newest first, that commits before `head` brought, as long as the commits are known.
  private func versions(among ids: Set<ObjectID>, head: ObjectID?) throws(GitError) -> [[ObjectID]] {
    var lists: [String: [ObjectID]] = [:]
    var placed: Set<ObjectID> = []
    var next = head
    while let id = next, ids.contains(id) {
      // What cannot be read as a commit of a health file ends the following; its objects are written whole.
      guard let commit = try? commit(id) else { break }
      next = commit.parents.first
      let old = next.flatMap { try? self.commit($0).tree }
      var waiting: [(path: String, new: ObjectID, old: ObjectID?)] = [("", commit.tree, old)]
      while let (path, new, old) = waiting.popLast() {
        guard new != old, ids.contains(new) else { continue }
        if placed.insert(new).inserted { lists[path, default: []].append(new) }
        let before = try old.map { id throws(GitError) in try tree(id, limits: .writing) } ?? []
        let entries = Dictionary(before.map { ($0.name, $0) }) { first, _ in first }
        for entry in try tree(new, limits: .writing) where entries[entry.name]?.id != entry.id {
          let inner = TreePath.join(path, entry.name)
          let last = entries[entry.name]
          if entry.mode == .tree {
            waiting.append((inner, entry.id, last?.mode == .tree ? last?.id : nil))
          } else if entry.mode != .commit, ids.contains(entry.id), placed.insert(entry.id).inserted {
            lists[inner, default: []].append(entry.id)
          }
        }
      }
    }
    return lists.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Writes versions, newest first: the newest whole, each other as a delta against a newer one.
  ///
  /// The base of number n is n without its lowest bit, so no chain is longer than the bits of their number.
  private func write(_ versions: [ObjectID], to writer: PackWriter) throws(GitError) {
    var chain: [(number: Int, id: ObjectID, kind: ObjectKind, bytes: [UInt8])] = []
    for (number, id) in versions.enumerated() {
      let (kind, bytes) = try content(of: id)
      while let last = chain.last, number > 0, last.number != number & (number - 1) { chain.removeLast() }
      if let base = chain.last, base.kind == kind, let delta = PackDelta.encode(base: base.bytes, target: bytes) {
        try writer.add(id, kind, size: bytes.count, delta: delta, of: base.id)
      } else {
        try writer.add(id, kind, bytes)
      }
      chain.append((number, id, kind, bytes))
    }
  }

  private func content(of id: ObjectID) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8]) {
    let (kind, size) = try header(of: id)
    return (kind, try withObject(id, kind, limit: size) { Array(copying: $0) })
  }

  /// Removes packs that another holds the objects of.
  public func removePacks(_ names: [String]) throws(GitError) {
    let directory = gitDirectory + "objects/pack/"
    // The index first: without it nobody looks for the pack.
    for name in names {
      for ending in [".idx", ".rev", ".bitmap", ".pack"] { FileSystem.remove(directory + name + ending) }
    }
    try FileSystem.synchronizeDirectory(directory)
    try refresh()
  }

  /// Removes loose objects that a pack holds.
  public func removeLoose(_ ids: [ObjectID]) {
    for id in ids where isPacked(id) {
      let hex = id.description
      FileSystem.remove(gitDirectory + "objects/" + hex.prefix(2) + "/" + hex.dropFirst(2))
    }
  }

  /// Writes the commit-graph of all commits before a commit, as every version of git and libgit2 reads it.
  public func writeCommitGraph(from head: ObjectID) throws(GitError) {
    let repository = unsafe handle.pointer
    let folder = gitDirectory + "objects/info"
    let writer = try unsafe Handle<CommitGraphWriterKind>("write commit-graph") { made in
      unsafe git_commit_graph_writer_new(&made, folder)
    }
    let walk = try unsafe Handle<RevisionWalkKind>("write commit-graph") { made in
      unsafe git_revwalk_new(&made, repository)
    }
    var oid = head.oid
    try check("write commit-graph") { unsafe git_revwalk_push(walk.pointer, &oid) }
    try check("write commit-graph") { unsafe git_commit_graph_writer_add_revwalk(writer.pointer, walk.pointer) }
    var options = git_commit_graph_writer_options()
    try check("write commit-graph") {
      unsafe git_commit_graph_writer_options_init(&options, UInt32(GIT_COMMIT_GRAPH_WRITER_OPTIONS_VERSION))
    }
    try check("write commit-graph") { unsafe git_commit_graph_writer_commit(writer.pointer, &options) }
    try FileSystem.synchronizeDirectory(folder)
  }
}

extension FileSystem {
  /// Lists the names in a directory, sorted; none when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

enum CommitGraphWriterKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_commit_graph_writer_free(pointer) }
}

enum RevisionWalkKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_revwalk_free(pointer) }
}
