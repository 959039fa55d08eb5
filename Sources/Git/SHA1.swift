// SHA-1 where nobody gains by forging: checksums of packs and of the index, ids of objects on their way into a pack,
// objects made from deltas, which damage might have changed. Where history is judged, libgit2 hashes: it also looks for
// forged collisions, at a quarter of the speed.
internal import Crypto

/// Computes SHA-1 (FIPS 180-4) over bytes given in pieces.
struct SHA1 {
  private var state = Insecure.SHA1()

  static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var hash = SHA1()
    hash.update(bytes)
    return hash.finish()
  }

  mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { raw in unsafe state.update(bufferPointer: raw) }
  }

  func finish() -> [UInt8] { Array(state.finalize()) }
}

extension Array where Element == UInt8 {
  /// Appends a number's bytes, most significant first: the order of every git file.
  mutating func appendBigEndian(_ number: some FixedWidthInteger & UnsignedInteger) {
    unsafe Swift.withUnsafeBytes(of: number.bigEndian) { raw in unsafe append(contentsOf: raw) }
  }
}
