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
  /// Path in a store and bytes of every file.
  static let files: [String: [UInt8]] = BuiltInFiles.texts.mapValues { Array($0.utf8) }

  /// Returns the head of a file whose bytes are those this version carries.
  static func head(_ path: String, _ bytes: [UInt8]) -> BuiltInHead? {
    files[path] == bytes ? BuiltInFiles.heads[path] : nil
  }

  /// Returns the content of a built-in record type, read once in a process for each currency.
  static func type(_ path: String, currency: Currency?) -> RecordType.Content {
    types.value("\(path) \(currency?.code ?? "")") {
      RecordType.Content.read(document(path), file: path, formats: formats(currency), problems: &$0)
    }
  }

  /// Returns the content of a built-in policy, read once in a process for each currency.
  static func policy(_ path: String, currency: Currency?) -> PolicyType.Content {
    policies.value("\(path) \(currency?.code ?? "")") {
      PolicyType.Content.read(document(path), file: path, formats: formats(currency), problems: &$0)
    }
  }

  private static func formats(_ currency: Currency?) -> FormatAssertion {
    .asserted(HouseFormats.all(currency: currency))
  }

  private static func document(_ path: String) -> JSON {
    (try? JSON(parsing: BuiltInFiles.texts[path] ?? "", limits: .schema)) ?? .null
  }

  private static let types = Memory<RecordType.Content>()
  private static let policies = Memory<PolicyType.Content>()

  /// Values by key, each made once.
  private final class Memory<Value: Sendable>: Sendable {
    private let values = Mutex<[String: Value]>([:])

    func value(_ key: String, make: (inout [Problem]) -> Value?) -> Value {
      if let known = values.withLock({ $0[key] }) { return known }
      var problems: [Problem] = []
      guard let made = make(&problems) else {
        // The text is part of this program, and a test reads every one: a build that gets here is broken.
        fatalError("built-in schema cannot be used: \(key) \(problems)")
      }
      values.withLock { $0[key] = made }
      return made
    }
  }
}
