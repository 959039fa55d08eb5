// Reading many objects. libgit2 hashes every object it reads and shares one cache between threads; git does neither for
// packs of one's own. Here each thread reads packs for itself, and only what is not found there is asked of libgit2,
// which has been seen to crash on damaged packs.
// Invariant: what a damaged pack holds is an error, never other bytes: the index has a checksum, streams have
// one each, and an object made from deltas is hashed. A forged pack has all of these right: whoever judges hashes all.
import Clibgit2

/// Reads blobs, and within this target any objects, one after another, for one thread.
public final class BlobReader {
  private let repository: Repository
  private let packs: [PackFile]
  private let expander: Expander
  private let hashesAll: Bool
  /// The object that is being read.
  private var bytes: [UInt8] = []
  /// Bases of deltas that were needed last, by pack and offset.
  private var bases: [Place: [UInt8]] = [:]
  private var basesSize = 0

  private struct Place: Hashable {
    let pack: Int
    let offset: Int
  }

  private static let chainLimit = 4_096
  private static let basesLimit = 16 << 20

  /// Opens a repository once more, beside others that read it.
  ///
  /// - Parameter hashesAll: makes sure that each blob has its id, not only those made from deltas.
  public init(_ repository: sending Repository, hashesAll: Bool = false) throws(GitError) {
    self.repository = repository
    self.hashesAll = hashesAll
    let folder = repository.gitDirectory + "objects/pack/"
    var packs: [PackFile] = []
    for name in try FileSystem.names(folder).sorted() where name.hasSuffix(".idx") {
      do throws(GitError) {
        if let pack = try PackFile(index: folder + name) { packs.append(pack) }
      } catch {
        // A pack that another process removes meanwhile is no loss: its objects are in a newer one.
        guard error.code == .notFound else { throw error }
      }
    }
    self.packs = packs
    expander = try Expander()
  }

  /// Lends a blob's bytes for the length of the call; throws `.tooLarge` when it has more than `limit`.
  public func withBlob<R>(
    _ id: ObjectID, limit: Int = Repository.blobLimit, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    try withObject(id, .blob, limit: limit, body)
  }

  func withObject<R>(
    _ id: ObjectID, _ wanted: ObjectKind, limit: Int, _ body: (Span<UInt8>) throws(GitError) -> R
  ) throws(GitError) -> R {
    for (number, pack) in packs.enumerated() {
      guard let offset = pack.offset(of: id) else { continue }
      guard let isDelta = try read(Place(pack: number, offset: offset), wanted, limit) else {
        throw GitError(.corrupt, "read \(wanted)", "\(id) is damaged in its pack")
      }
      let found = bytes
      if try isOther(found.span, wanted, than: id, isDelta) {
        throw GitError(.mismatch, "read \(wanted)", "the bytes of \(id) have another id")
      }
      return try body(found.span)
    }
    return try repository.withObject(id, wanted, limit: limit, body)
  }

  /// Returns a tree's entries in git's order.
  public func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] { try repository.tree(id) }

  /// Whether bytes are known to be another object's; damage is found by the fast hash, forgery by that of libgit2.
  private func isOther(
    _ bytes: Span<UInt8>, _ kind: ObjectKind, than id: ObjectID, _ isDelta: Bool
  ) throws(GitError) -> Bool {
    if hashesAll { return try ObjectID.hash(kind, bytes) != id }
    return isDelta && PackedObject.id(kind, bytes) != id
  }

  /// Reads a packed object and tells whether it was made from deltas; nil when it is damaged, or another kind.
  private func read(_ place: Place, _ wanted: ObjectKind, _ limit: Int) throws(GitError) -> Bool? {
    var chain: [(entry: PackFile.Entry, place: Place)] = []
    var offset = place.offset
    while chain.count < Self.chainLimit {
      let here = Place(pack: place.pack, offset: offset)
      if let base = bases[here], !chain.isEmpty {
        bytes = base
        break
      }
      guard let entry = packs[place.pack].entry(at: offset) else { return nil }
      guard entry.size <= limit else {
        guard case .object = entry.kind else { return nil }
        throw GitError(.tooLarge, "read \(wanted)", "it has \(entry.size) bytes, the limit is \(limit)")
      }
      switch entry.kind {
      case .object(let kind):
        guard kind == wanted, inflate(entry, place.pack, into: &bytes) else { return nil }
        if !chain.isEmpty { keep(bytes, at: here) }
      case .delta(let base):
        chain.append((entry, here))
        offset = base
        continue
      case .deltaTo(let id):
        guard let base = packs[place.pack].offset(of: id), base != offset else { return nil }
        chain.append((entry, here))
        offset = base
        continue
      }
      break
    }
    guard chain.count < Self.chainLimit else { return nil }
    guard apply(chain, limit) else { return nil }
    return !chain.isEmpty
  }

  private func apply(_ chain: [(entry: PackFile.Entry, place: Place)], _ limit: Int) -> Bool {
    var changes: [UInt8] = []
    for (number, link) in chain.enumerated().reversed() {
      guard inflate(link.entry, link.place.pack, into: &changes),
        let result = PackDelta.apply(changes, to: bytes, limit: limit)
      else { return false }
      bytes = result
      if number > 0 { keep(bytes, at: link.place) }
    }
    return true
  }

  private func keep(_ base: [UInt8], at place: Place) {
    if basesSize + base.count > Self.basesLimit {
      bases = [:]
      basesSize = 0
    }
    bases[place] = base
    basesSize += base.count
  }

  private func inflate(_ entry: PackFile.Entry, _ pack: Int, into target: inout [UInt8]) -> Bool {
    if target.count < entry.size {
      target += [UInt8](repeating: 0, count: entry.size - target.count)
    } else {
      target.removeLast(target.count - entry.size)
    }
    return packs[pack].pack.withBytes { bytes in
      expander.fill(&target, from: bytes.extracting(entry.start..<bytes.byteCount))
    }
  }
}
