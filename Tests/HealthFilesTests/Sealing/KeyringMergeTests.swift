import Testing

@testable import HealthFiles

/// Keyrings that meet in any order: no key is lost, no erased one survives, and the order does not matter.
@Suite struct KeyringMergeTests {
  /// A compartment's key by its number: `0` of epoch 1, and so on.
  private static func tag(_ kind: String, _ number: Int) -> KeyTag {
    KeyTag(thumbprint: kind + String(repeating: "0", count: 12 - String(number).count) + String(number) + "AAAA")
  }

  /// What the signed history says: one line of events, of which a clone knows the first so many.
  private struct History {
    struct Key {
      let tag: KeyTag
      let recipients: Set<Int>
    }
    /// The key of each epoch, from 1.
    var keys: [Key] = []
    /// Record keys that commits use, by subject.
    var used: [(subject: String, tag: KeyTag)] = []
    var erased: Set<String> = []
  }

  /// A copy of the store.
  private struct Clone {
    var history: History
    var keyring: Set<KeyringEntry>

    var epoch: Int { history.keys.count }

    /// Whether somebody has the key that this copy takes for the current one.
    func isOpen(to recipient: Int) -> Bool {
      keyring.contains(KeyringMergeTests.master(history.keys[epoch - 1].tag, epoch: epoch, for: recipient))
    }

    mutating func settle() {
      keyring = KeyringEntry.merged(keyring, erased: history.erased, epochs: ["contact": epoch])
    }
  }

  private static func master(_ tag: KeyTag, epoch: Int, for recipient: Int) -> KeyringEntry {
    KeyringEntry(.compartment, compartment: "contact", epoch: epoch, key: tag, wrapper: self.tag("per", recipient))
  }

  private static func record(_ subject: String, _ tag: KeyTag, epoch: Int, under wrapper: KeyTag) -> KeyringEntry {
    KeyringEntry(.record(subject: subject), compartment: "contact", epoch: epoch, key: tag, wrapper: wrapper)
  }

  /// Whether a recipient reaches a record key.
  private static func reaches(_ recipient: Int, _ subject: String, _ key: KeyTag, in keyring: Set<KeyringEntry>) -> Bool
  {
    let open = keyring.filter { $0.purpose == .compartment && $0.wrapper == tag("per", recipient) }.map(\.key)
    return keyring.contains {
      $0.purpose == .record(subject: subject) && $0.key == key && open.contains($0.wrapper)
    }
  }

  /// Draws acts on three clones and a hub.
  ///
  /// History is a line: a clone acts on it only when it has taken in all of it,
  /// as a compare-and-swap of the branch would have it, but its keyring may go to the hub long after, or before.
  private func run(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var next = 1
    let first = History.Key(tag: Self.tag("com", 0), recipients: [0, 1, 2])
    var main = History(keys: [first])
    let keyring = Set((0..<3).map { Self.master(first.tag, epoch: 1, for: $0) })
    var clones = (0..<3).map { _ in Clone(history: main, keyring: keyring) }
    var hub = keyring
    for _ in 0..<30 {
      let me = random.below(3)
      switch random.below(6) {
      case 0, 1:
        // A new member: the keyring first, then main; the key is made by what this clone knows, however old.
        let clone = clones[me]
        guard clone.isOpen(to: me) else { continue }
        let (subject, tag) = ("mem-\(next)", Self.tag("rec", next))
        next += 1
        let entry = Self.record(subject, tag, epoch: clone.epoch, under: clone.history.keys[clone.epoch - 1].tag)
        clones[me].keyring.insert(entry)
        main.used.append((subject, tag))
        clones[me].history = main
      case 2: rotate(me, &clones, &main, &next, &random)
      case 3:
        if let subject = main.used.map(\.subject).filter({ !main.erased.contains($0) }).randomElement(using: &random) {
          main.erased.insert(subject)
          clones[me].history = main
          clones[me].settle()
        }
      default:
        // Keyrings are exchanged: what the clone knows of main goes along.
        clones[me].history = main
        clones[me].keyring.formUnion(hub)
        clones[me].settle()
        hub = KeyringEntry.merged(
          hub.union(clones[me].keyring), erased: main.erased, epochs: ["contact": main.keys.count])
      }
    }
    check(&clones, main, hub, seed)
  }

  private func rotate(
    _ me: Int, _ clones: inout [Clone], _ main: inout History, _ next: inout Int, _ random: inout SeededRandom
  ) {
    // Whoever rotates has taken in all of main, and wraps what his own keyring holds.
    clones[me].history = main
    let recipients = Set([me] + (0..<3).filter { _ in random.below(2) == 0 })
    guard clones[me].isOpen(to: me) else { return }
    let key = History.Key(tag: Self.tag("com", next), recipients: recipients)
    next += 1
    var added = Set(recipients.map { Self.master(key.tag, epoch: main.keys.count + 1, for: $0) })
    for entry in clones[me].keyring {
      guard case .record(let subject) = entry.purpose, Self.reaches(me, subject, entry.key, in: clones[me].keyring)
      else {
        continue
      }
      added.insert(Self.record(subject, entry.key, epoch: entry.epoch, under: key.tag))
    }
    main.keys.append(key)
    clones[me].history = main
    clones[me].keyring.formUnion(added)
    clones[me].settle()
  }

  private func check(_ clones: inout [Clone], _ main: History, _ hub: Set<KeyringEntry>, _ seed: UInt64) {
    let all = clones.reduce(hub) { $0.union($1.keyring) }
    let epochs = ["contact": main.keys.count]
    let together = KeyringEntry.merged(all, erased: main.erased, epochs: epochs)
    for order in [[0, 1, 2], [2, 0, 1]] {
      var one = hub
      for number in order {
        one = KeyringEntry.merged(one.union(clones[number].keyring), erased: main.erased, epochs: epochs)
      }
      #expect(one == together, "seed \(seed): the order matters")
    }
    #expect(KeyringEntry.merged(together, erased: main.erased, epochs: epochs) == together, "seed \(seed)")
    for (subject, key) in main.used {
      let open = (0..<3).filter { Self.reaches($0, subject, key, in: together) }
      if main.erased.contains(subject) {
        #expect(open.isEmpty, "seed \(seed): \(subject) was erased")
        #expect(!together.contains { $0.purpose == .record(subject: subject) }, "seed \(seed): keys of \(subject)")
      } else {
        #expect(!open.isEmpty, "seed \(seed): nobody opens \(subject)")
      }
    }
  }

  @Test func anyInterleavingKeepsLiveKeysAndLosesErasedOnes() {
    for seed in 0..<2000 { run(UInt64(seed)) }
  }
}
