/// What stops an act as a whole: facts only; the words are found in `StoreError+Words`.
public enum StoreError: Error, Sendable, Hashable {
  /// No store here or in any folder above.
  case noStore(start: String)
  /// A store, or something else, is already here.
  case alreadyThere(path: String)
  /// The folder lies inside another store.
  case insideStore(root: String)
  /// The store was made by a newer version of hfile.
  case newerStore(found: String)
  /// `hfile.json` or another file without which nothing can be read is wrong.
  case unusable([Problem])
  /// Another writer holds the lock.
  case busy(holder: String)
  /// Records are invalid; nothing was written.
  case invalid([Problem])
  /// Two edits clash; nothing was overwritten.
  case conflict([Problem])
  /// Nothing goes by that name.
  case notFound(kind: Kind, name: String, near: [String])
  /// The condition of a query cannot be read.
  case expression(text: String, column: Int, sentence: Phrase)
  /// The clock is far from the time of the last commit.
  case clock(now: String, lastCommit: String, ahead: Bool)
  /// This copy of the store has no device code, which the ids of its facts need.
  case noDevice
  /// The act needs working files, and this repository has none.
  case bareRepository
  /// Operators sign in at this till, and nobody is signed in.
  case noOperator
  /// He has no PIN at this till.
  case noPIN(String)
  /// The PIN is wrong; so many more may be tried.
  case wrongPIN(String, left: Int)
  /// Too many wrong PINs were given.
  case blockedPIN(String)
  /// A PIN is too short or too long, or not of digits.
  case weakPIN
  /// The key that signs commits is not unlocked, or there is none.
  case notUnlocked
  /// The key at hand belongs to nobody who may sign in this store.
  case notEnrolled(fingerprint: String)
  /// The store is trusted already.
  case alreadyTrusted
  /// The store is not signed and sealed.
  case notTrusted
  /// Nothing of the record is sealed, or it was erased before.
  case nothingSealed(record: String)
  /// What is sealed in the record is sealed under another's keys.
  case sealedUnder(record: String, subject: String)
  /// What the last commit says of people and compartments is not what its signed history says.
  case unverified
  /// This copy of the store has no keyring.
  case noKeyring
  /// The act would take a compartment away from who does it.
  case lockedOut(compartment: String)
  /// The key of a compartment is not at hand.
  case keyMissing(compartment: String)
  /// A key, a signature or something sealed is wrong.
  case sealing(code: String, sentence: Phrase)
  /// A store's business cannot be done so: a stable code, the words, what to type next.
  case refused(code: String, sentence: Phrase, hint: Phrase?, as: Refusal)
  /// The signer may not do this; nothing was written.
  case notPermitted([Problem])
  /// The file system refused.
  case disk(doing: String, path: String, code: Int32)
  /// The repository refused, or is damaged.
  case repository(doing: String, message: String, damaged: Bool)

  /// In which way an act of business is refused.
  public enum Refusal: Sendable, Hashable {
    /// What was asked for makes no sense, or breaks a rule.
    case invalid
    /// The state of the store stands against it.
    case conflict
    /// Something it names is not there, or is not the only one.
    case notFound
    /// Who asks may not do it.
    case notPermitted
  }

  /// What was looked for and not found.
  public enum Kind: String, Sendable, Hashable {
    /// A record.
    case record
    /// A record type.
    case type
    /// A policy.
    case policy
    /// A field of a type.
    case field
    /// A commit.
    case commit
    /// A check.
    case check
    /// A file outside the store.
    case file
    /// A column of an imported file.
    case column
    /// A report.
    case report
    /// An alert.
    case alert
    /// A compartment of sealed fields.
    case compartment
    /// A person or device that opens a compartment.
    case recipient
    /// A role.
    case role
    /// A person or device that signs.
    case signer
    /// An identity.
    case identity
  }
}
