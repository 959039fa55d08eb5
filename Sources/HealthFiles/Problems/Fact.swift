public import JSONSchema

/// What is wrong at a place: facts only, without words.
///
/// Values of sealed fields never enter a fact: `found` is nil for them.
public enum Fact: Sendable, Hashable {
  /// The text is no JSON (RFC 8259), or breaks a limit of the house.
  case unreadable(JSONError.Reason)
  /// The value is not what the schema asks for.
  case schema(SchemaViolation.Reason, found: String?)
  /// A field that every record of the type has is missing.
  case lacks(field: String, label: Phrase)
  /// The record has none of the fields of which one is needed.
  case lacksOneOf(fields: [String], labels: [Phrase])
  /// The value is not in the code list of its field.
  case unknownCode(found: String?, codes: [String], labels: [Phrase], near: [String])
  /// A text has not the form its field asks for; `example` has.
  case form(found: String?, example: String)
  /// A decimal string with another number of decimals than the currency has.
  case amountDigits(found: String?, currency: String, digits: Int)
  /// The field is not in the schema of its type.
  case unknownField(name: String, near: [String])
  /// The record has no id.
  case idMissing
  /// The id has not the form its type asks for.
  case idMalformed(found: String, form: String)
  /// The record lies in another file than its id says.
  case wrongPath(expected: String)
  /// The file has no place in a store.
  case strayFile
  /// A path goes through a symbolic link.
  case symbolicLink
  /// The path names no regular file.
  case notRegularFile
  /// Two records carry the same id.
  case duplicateID(other: String)
  /// A record of that id is committed already.
  case alreadyExists(isFact: Bool)
  /// The id referred to does not exist.
  case missingReference(id: String, types: [Phrase])
  /// The id referred to belongs to another type.
  case referenceToOtherType(id: String, types: [Phrase])
  /// Another record has the same value where it must be unique.
  case notUnique(fields: [String], other: String, within: [String])
  /// Others still refer to a record that is being removed.
  case referredTo(by: [String], count: Int, isFact: Bool)
  /// Committed records are missing from the working files.
  case missingRecords(plural: Phrase, ids: [String], count: Int)
  /// The id of a fact names another business day than the record.
  case dayDiffers(inID: String, inRecord: String)
  /// The id of a fact names another device than the record.
  case deviceDiffers(inID: String, inRecord: String)
  /// The time of a recorded fact was changed.
  case timeChanged(old: String, new: String)
  /// The text is valid but not in the canonical form.
  case notCanonical
  /// The versions of a policy are not in the order of their days, or two begin on one day.
  case policyOrder(day: String)
  /// The store has no such policy.
  case policyMissing
  /// The edit puts a field back to what it was before somebody else's commit.
  case staleCopy(old: String?, committed: String?, by: String, commit: String)
  /// The field was changed by somebody else since the edit began.
  case changedMeanwhile(yours: String?, theirs: String?)
  /// What a commit that is to be taken back put there was changed again after it.
  case changedAgain(now: String?)
  /// The file holds no record, so that what was changed in it cannot be taken back record by record.
  case noRecord
  /// The record was erased, and stays so.
  case erased
  /// A schema file does not say what a type is.
  case schemaFile(SchemaError.Reason)
  /// `x-hfile` in a schema file names a field that the schema does not have.
  case schemaPointer(String)
  /// A sealed field is nested, or one that a record must have.
  case sealedField(String)
  /// What is sealed cannot be opened although the key is there: it was changed, or belongs elsewhere.
  case brokenSeal(String)
  /// The keyring has not the key of a seal.
  case keyLost
  /// A value that is to be sealed stands in the clear.
  case inTheClear
  /// `x-hfile` in a schema file uses a word this version does not know.
  case schemaWord(String)
  /// Something that never changes was changed: a collection, prefix, layout, time pointer, store id.
  case unchangeable(String)
  /// A schema file is gone while records of its type are in the store.
  case typeInUse(count: Int)
  /// A folder holds more records than its layout allows.
  case tooMany(limit: Int)
  /// An edit that is not committed stays beside an import of the same record.
  case editStays
  /// Two schema files claim the same thing.
  case claimedTwice(what: String, value: String, other: String)
  /// A sum in the record does not come out.
  case sumDiffers(found: String, expected: String)
  /// Somebody or something is booked for the same time by another booking.
  case bookedTwice(String, other: String)
  /// More persons are booked into a room or session than it has places.
  case overbooked(String, persons: Int, places: Int)
  /// What was sold, numbered, spent or counted does not reconcile.
  case unbalanced(Phrase)
  /// A text a person typed has not the form `FIELD=VALUE`.
  case assignment(String)
  /// A row of an imported file has another number of cells than its header: `found / expected`.
  case cellCount(String)
  /// The imported file has no such column.
  case unknownColumn(String)
  /// The value is none that reports and questions can count with.
  case notCountable(found: String)
  /// Words of a report or alert cannot be read.
  case words(String, Phrase)
  /// A sum or product left the range of 18 digits that answers are kept in.
  case sumTooLarge(String)
  /// Nobody would be left who may change `access/`.
  case ownerMissing
  /// The key of a compartment would go back to an earlier one, or change without a new epoch.
  case epochBack(compartment: String)
  /// The signer's roles do not allow the change.
  case notPermitted(who: String, roles: [String], act: String, collection: String)
  /// Data about a member are used for what the member has not agreed to.
  case consentMissing(purpose: String)
  /// Changes of such records wait for a second person.
  case unreviewed
  /// A row lacks a value of the key its id is made of.
  case keyMissing([String])

  /// Whether a commit is refused because of it.
  public var isError: Bool {
    switch self {
    case .notCanonical, .policyMissing, .strayFile, .editStays: false
    default: true
    }
  }

  /// The stable name of the fact in JSON output and in the error gallery.
  public var name: String {
    switch self {
    case .schema(let reason, _): "schema-" + reason.keyword
    default:
      Self.kebab(String(describing: self).prefix { $0 != "(" })
    }
  }

  static func kebab(_ name: some StringProtocol) -> String {
    var result = ""
    var wasUpper = true
    for letter in name {
      if letter.isUppercase, !wasUpper { result.append("-") }
      wasUpper = letter.isUppercase
      result += letter.lowercased()
    }
    return result
  }
}
