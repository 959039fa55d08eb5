// The names of a keyring's files and what follows from them. Names alone decide how keyrings merge: no key is needed.

/// The name of one wrapped key in a keyring (docs/Trust.md, section 5).
public struct KeyringEntry: Sendable, Hashable {
  /// What the wrapped key is for.
  public enum Purpose: Sendable, Hashable {
    /// All records of a compartment.
    case compartment
    /// One compartment of what is sealed under a subject's keys.
    case record(subject: String)
  }

  /// What the key is for.
  public let purpose: Purpose
  /// Name of the compartment.
  public let compartment: String
  /// The epoch of the compartment in which the key was made, from 1.
  public let epoch: Int
  /// Tag of the wrapped key.
  public let key: KeyTag
  /// Tag of the key that wraps it.
  public let wrapper: KeyTag

  /// Names a wrapped key.
  public init(_ purpose: Purpose, compartment: String, epoch: Int, key: KeyTag, wrapper: KeyTag) {
    self.purpose = purpose
    self.compartment = compartment
    self.epoch = epoch
    self.key = key
    self.wrapper = wrapper
  }

  /// Reads a path of a keyring; nil when it names no wrapped key.
  ///
  /// A keyring has two names a member, so this goes by bytes.
  public init?(path: String) {
    let folders = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard folders.count == 3, folders[2].suffix(5).elementsEqual(".json".utf8) else { return nil }
    var parts = folders[2].dropLast(5).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if folders[0].elementsEqual("records".utf8) {
      guard parts.count == 5, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
      purpose = .record(subject: String(Substring(parts[0])))
      compartment = String(Substring(parts[1]))
      parts.removeFirst(2)
    } else {
      guard folders[0].elementsEqual("compartments".utf8), !folders[1].isEmpty else { return nil }
      purpose = .compartment
      compartment = String(Substring(folders[1]))
    }
    guard parts.count == 3, let epoch = Int(Substring(parts[0])), epoch > 0, let key = KeyTag(Substring(parts[1])),
      let wrapper = KeyTag(Substring(parts[2]))
    else { return nil }
    self.epoch = epoch
    self.key = key
    self.wrapper = wrapper
  }

  /// The folder of all wrapped keys of a subject.
  public static func folder(of subject: String) -> String { "records/\(RecordID.fan(subject))/" }

  /// The path of the file.
  public var path: String {
    let name = "\(epoch).\(key).\(wrapper).json"
    switch purpose {
    case .compartment: return "compartments/\(compartment)/\(name)"
    case .record(let subject): return "\(Self.folder(of: subject))\(subject).\(compartment).\(name)"
    }
  }

  // MARK: merging

  /// Returns what remains of the files of several keyrings when they become one.
  ///
  /// Gone are record keys of erased subjects, wraps by a compartment key of an earlier epoch where a better wrap of the
  /// same key is left, and compartment keys of earlier epochs that nothing needs any more; of one that is still needed,
  /// wraps for who is no recipient now. Every record key stays within reach of a recipient who could open it.
  ///
  /// - Parameter epochs: the epoch of each compartment, as the signed history says; what is of a later one stays.
  public static func merged(
    _ all: Set<KeyringEntry>, erased: Set<String>, epochs: [String: Int]
  ) -> Set<KeyringEntry> {
    let (masters, records) = halves(all) { $0.purpose == .compartment }
    let (current, earlier) = halves(masters) { $0.epoch >= epochs[$0.compartment] ?? 0 }
    let (ruling, ahead) = halves(current) { $0.epoch == epochs[$0.compartment] }
    let stale = Set(earlier.map(\.key)).subtracting(current.map(\.key))
    let live = records.filter { entry in
      if case .record(let subject) = entry.purpose { !erased.contains(subject) } else { false }
    }
    let (good, old) = halves(live) { !stale.contains($0.wrapper) }
    // A wrap for one person alone does not make up for one that a compartment opens.
    let rulingKeys = Set(ruling.map(\.key))
    let reached = Set(good.filter { rulingKeys.contains($0.wrapper) }.map(\.wrapped))
    let needed = old.filter { !reached.contains($0.wrapped) }
    let recipients = Set(ruling.map(\.wrapper))
    var kept = ruling.union(ahead).union(good).union(needed)
    for (_, wraps) in Dictionary(grouping: earlier, by: \.wrapped) {
      guard needed.contains(where: { $0.wrapper == wraps[0].key }) else { continue }
      let wanted = wraps.filter { recipients.contains($0.wrapper) }
      kept.formUnion(wanted.isEmpty ? wraps : wanted)
    }
    return kept
  }

  private static func halves(
    _ all: Set<KeyringEntry>, _ condition: (KeyringEntry) -> Bool
  ) -> (Set<KeyringEntry>, Set<KeyringEntry>) {
    (all.filter(condition), all.filter { !condition($0) })
  }

  /// The entry without its wrapper: which key it holds.
  var wrapped: KeyringEntry {
    KeyringEntry(purpose, compartment: compartment, epoch: epoch, key: key, wrapper: KeyTag.none)
  }
}

/// The first 12 bytes of a key's RFC 7638 thumbprint as base64url: enough to find it.
///
/// What a key opens is bound to the whole thumbprint.
public struct KeyTag: Sendable, Hashable, CustomStringConvertible {
  /// The sixteen characters of base64url, eight bytes each.
  private let halves: (first: UInt64, second: UInt64)

  static let none = KeyTag(thumbprint: "")

  /// Reads a tag; nil when it is none.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 16,
      text.utf8.allSatisfy({
        $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F
      })
    else { return nil }
    self.init(thumbprint: text)
  }

  /// Shortens a thumbprint.
  public init(thumbprint: some StringProtocol) {
    let bytes = thumbprint.utf8
    halves = (Self.packed(bytes.prefix(8)), Self.packed(bytes.dropFirst(8).prefix(8)))
  }

  private static func packed(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  /// Sixteen characters of base64url.
  public var description: String {
    let bytes = [halves.first, halves.second].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
    }
    return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
  }

  /// Whether two tags are the same.
  public static func == (left: Self, right: Self) -> Bool { left.halves == right.halves }

  /// Feeds the tag into a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(halves.first)
    hasher.combine(halves.second)
  }
}
