// Reading one loose object. libgit2 1.5 never returns from a loose object whose compressed stream is cut short, as a
// power cut leaves it, so these are read by our own hand. Invariant: no more is expanded than the header promises,
// and the header is believed only if it promises no more than the limit.
import Clibgit2

struct LooseObject {
  let kind: ObjectKind
  let size: Int
  private let headerLength: Int

  /// The longest header: `commit`, a space, nineteen digits and NUL.
  private static let longestHeader = 32

  private static func path(_ objects: String, _ id: ObjectID) -> String {
    let hex = id.description
    return objects + hex.prefix(2) + "/" + hex.dropFirst(2)
  }

  /// Reads the header of an object; nil when it is not here.
  static func header(_ objects: String, _ id: ObjectID) throws(GitError) -> LooseObject? {
    guard let file = try OpenFile(ifPresent: path(objects, id)) else { return nil }
    return try LooseObject(start: try file.read(256, at: 0))
  }

  /// Reads an object, checking its length and, if asked, its id; nil when it is not here.
  static func content(
    _ objects: String, _ id: ObjectID, limit: Int, verify: Bool
  ) throws(GitError) -> (object: LooseObject, bytes: [UInt8])? {
    guard let file = try OpenFile(ifPresent: path(objects, id)) else { return nil }
    let start = try file.read(256, at: 0)
    let object = try LooseObject(start: start)
    guard object.size <= limit else { return (object, []) }
    let compressed = try file.readAll(limit: limit + limit / 512 + 1024)
    let total = object.headerLength + object.size
    var (bytes, ended, rest) = try Inflater.expand(compressed, atMost: total + 1)
    guard ended, rest == 0, bytes.count == total else {
      throw GitError(.corrupt, "read \(object.kind)", "\(id) does not have the length it claims")
    }
    bytes.removeFirst(object.headerLength)
    if verify, try ObjectID.hash(object.kind, bytes.span) != id {
      throw GitError(.mismatch, "read \(object.kind)", "\(id) holds bytes of another id")
    }
    return (object, bytes)
  }

  private init(start: [UInt8]) throws(GitError) {
    let (text, _, _) = try Inflater.expand(start, atMost: Self.longestHeader)
    let flaw = GitError(.corrupt, "read object header", "not the header of an object")
    guard let end = text.firstIndex(of: 0) else { throw flaw }
    let words = text[..<end].split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 2, words[1].count <= 18, words[1].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let kind = ObjectKind(rawValue: String(decoding: words[0], as: UTF8.self)),
      let size = Int(String(decoding: words[1], as: UTF8.self))
    else { throw flaw }
    (self.kind, self.size, headerLength) = (kind, size, end + 1)
  }
}

enum Inflater {
  /// Expands at most so many bytes; tells whether the stream ended there and how much input was left.
  static func expand(
    _ input: [UInt8], atMost count: Int
  ) throws(GitError) -> (bytes: [UInt8], ended: Bool, rest: Int) {
    guard input.count <= Int(UInt32.max), count <= Int(UInt32.max) else {
      throw GitError(.tooLarge, "expand", "more than zlib can take at once")
    }
    let memory = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe memory.initialize(to: z_stream())
    let stream = unsafe Handle<InflateStreamKind>(owning: OpaquePointer(memory))
    var code = unsafe inflateInit_(memory, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw GitError(.tooLarge, "expand", "zlib returned \(code)") }
    var output = [UInt8](repeating: 0, count: count)
    let left = unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe input.withUnsafeBufferPointer { source in
        let state = unsafe UnsafeMutablePointer<z_stream>(stream.pointer)
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe state.pointee.avail_in = UInt32(source.count)
        unsafe state.pointee.next_out = target.baseAddress
        unsafe state.pointee.avail_out = UInt32(count)
        code = unsafe inflate(state, Z_SYNC_FLUSH)
        return unsafe (input: state.pointee.avail_in, output: state.pointee.avail_out)
      }
    }
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
      throw GitError(.corrupt, "expand", "zlib returned \(code)")
    }
    output.removeLast(Int(left.output))
    return (output, code == Z_STREAM_END, Int(left.input))
  }
}
