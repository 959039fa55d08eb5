internal import Git
internal import Synchronization

/// Another source whose small files are kept in memory once they were read.
struct KeptSource: FileSource {
  private final class Memory: Sendable {
    let files = Mutex<[String: [UInt8]?]>([:])
  }

  private let base: any FileSource
  private let memory = Memory()

  /// Daily files are larger: what is asked of them is kept by who asks.
  private static let largest = 16 << 10

  init(base: any FileSource) { self.base = base }

  func bytes(at path: String) throws(StoreError) -> [UInt8]? {
    if let known = memory.files.withLock({ $0[path] }) { return known }
    let bytes = try base.bytes(at: path)
    if bytes?.count ?? 0 <= Self.largest { memory.files.withLock { $0[path] = .some(bytes) } }
    return bytes
  }

  func paths(under prefix: String) throws(StoreError) -> [String] { try base.paths(under: prefix) }

  func files(under prefix: String) throws(StoreError) -> [SourceFile] { try base.files(under: prefix) }

  func reader() throws(StoreError) -> any FileReader { try base.reader() }

  func mark(of folder: String) throws(StoreError) -> ObjectID? { try base.mark(of: folder) }
}
