// The names of a keyring's files and what follows from them. Names alone decide how keyrings merge: no key is needed.

/// The name of one wrapped key in a keyring (docs/Trust.md, section 5).
public struct KeyringEntry: Sendable, Hashable, Comparable {
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
  public init?(path: String) {
    let folders = path.split(separator: "/", omittingEmptySubsequences: false)
    guard folders.count == 3, folders[2].hasSuffix(".json") else { return nil }
    var parts = folders[2].dropLast(5).split(separator: ".", omittingEmptySubsequences: false)
    if folders[0] == "records" {
      guard parts.count == 5 else { return nil }
      purpose = .record(subject: String(parts.removeFirst()))
      compartment = String(parts.removeFirst())
    } else {
      purpose = .compartment
      compartment = String(folders[1])
    }
    guard parts.count == 3, let epoch = Int(parts[0]), let key = KeyTag(String(parts[1])),
      let wrapper = KeyTag(String(parts[2]))
    else { return nil }
    self.epoch = epoch
    self.key = key
    self.wrapper = wrapper
    guard self.path == path else { return nil }
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

  /// Orders entries by their paths.
  public static func < (first: Self, second: Self) -> Bool { first.path < second.path }

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
  /// Sixteen characters of base64url.
  public let description: String

  static let none = KeyTag(thumbprint: "")

  /// Reads a tag; nil when it is none.
  public init?(_ text: String) {
    guard text.utf8.count == 16,
      text.utf8.allSatisfy({
        $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F
      })
    else { return nil }
    description = text
  }

  /// Shortens a thumbprint.
  public init(thumbprint: String) { description = String(thumbprint.prefix(16)) }
}
