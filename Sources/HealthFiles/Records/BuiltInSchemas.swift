// The schema files this version carries. A store's copy that is still the same text is not parsed to find out which
// types there are: the heads are known from the build, and the rest is read when the type is used.

internal import JSONSchema
internal import Synchronization

/// What is known of a built-in schema file without parsing it.
struct BuiltInHead: Sendable {
  let collection: String
  let prefix: String
  let layout: RecordLayout
  let label: Phrase
  let plural: Phrase
}

enum BuiltInSchemas {
  /// Path in a store and bytes of every file that a store has a copy of.
  ///
  /// The schemas of `access/` are not among them: no store may loosen what decides who may loosen anything.
  static let files: [String: [UInt8]] = BuiltInFiles.texts
    .filter { $0.key.hasPrefix(folder) && !$0.key.hasPrefix(accessFolder) }.mapValues { Array($0.utf8) }
  private static let folder = "schema/"
  private static let accessFolder = "schema/access/"

  /// Returns the head of a file whose bytes are those this version carries.
  static func head(_ path: String, _ bytes: [UInt8]) -> BuiltInHead? {
    isBuiltIn(path, bytes) ? BuiltInFiles.heads[path] : nil
  }

  /// Returns whether a file is the one this version carries.
  static func isBuiltIn(_ path: String, _ bytes: [UInt8]) -> Bool {
    BuiltInFiles.texts[path].map { isSame($0.utf8Span.span, bytes.span) } ?? false
  }

  /// Compares by words of eight bytes: every command compares all schema files of its store.
  private static func isSame(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var place = 0
    while place + 8 <= left.count {
      let one = left.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      guard one == right.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self) else { return false }
      place += 8
    }
    while place < left.count, left[place] == right[place] { place += 1 }
    return place == left.count
  }

  /// Returns the content of a built-in record type, read once in a process for each currency.
  static func type(_ path: String, currency: Currency?) -> RecordType.Content {
    types.value("\(path) \(currency?.code ?? "")") {
      let document = document(path)
      return RecordType.Content(
        document, schema: Lazy { schema(SealedFields.admitted(by: document), path, formats(currency)) })
    }
  }

  /// Returns the content of a built-in policy, read once in a process for each currency.
  static func policy(_ path: String, currency: Currency?) -> PolicyType.Content {
    policies.value("\(path) \(currency?.code ?? "")") {
      let document = document(path)
      return PolicyType.Content(document: document, schema: Lazy { schema(document, path, formats(currency)) })
    }
  }

  /// Returns the schema of other schema files, by its name in `schema/meta`.
  static func meta(_ name: String) -> Schema {
    let path = "schema/meta/\(name).schema.json"
    return schemas.value(path) { schema(document(path), path, formats(nil)) }
  }

  /// Returns the schema of a kind of file below `access/`, and what is said in it.
  static func access(_ name: String) -> (document: JSON, schema: Schema) {
    let path = "\(accessFolder)\(name).schema.json"
    let document = document(path)
    return (document, schemas.value(path) { schema(document, path, formats(nil)) })
  }

  private static func formats(_ currency: Currency?) -> FormatAssertion {
    .asserted(HouseFormats.all(currency: currency))
  }

  private static func document(_ path: String) -> JSON {
    (try? JSON(parsing: BuiltInFiles.texts[path] ?? "", limits: .schema)) ?? .null
  }

  private static func schema(_ document: JSON, _ path: String, _ formats: FormatAssertion) -> Schema {
    do throws(SchemaError) {
      return try Schema(document, options: SchemaOptions(formats: formats))
    } catch {
      // The text is part of this program, and a test reads every one: a build that gets here is broken.
      fatalError("built-in schema cannot be used: \(path) \(error)")
    }
  }

  private static let types = Memory<RecordType.Content>()
  private static let policies = Memory<PolicyType.Content>()
  private static let schemas = Memory<Schema>()

  /// Values by key, each made once.
  private final class Memory<Value: Sendable>: Sendable {
    private let values = Mutex<[String: Value]>([:])

    func value(_ key: String, make: () -> Value) -> Value {
      if let known = values.withLock({ $0[key] }) { return known }
      let made = make()
      values.withLock { $0[key] = made }
      return made
    }
  }
}
