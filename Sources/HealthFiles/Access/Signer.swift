public import JSONSchema

/// A person or a device that may sign commits.
public struct Signer: Sendable, Hashable {
  /// What a signer is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Somebody, under the id of a staff record.
    case person
    /// A computer, under its two-character code.
    case device
  }

  /// Person or device.
  public let kind: Kind
  /// Id of the staff record, or code of the device.
  public let id: String
  /// The public name, which commits carry.
  public let alias: String
  /// Names of its roles.
  public let roles: [String]
  /// The keys it signs with.
  public let signing: [VerifyingKey]
  /// The keys that others seal for, newest first.
  public let unsealing: [SealingKey]
  /// When it was revoked, by its own account; nil while it is not.
  public let revoked: String?

  /// Makes a signer.
  public init(
    kind: Kind, id: String, alias: String, roles: [String], signing: [VerifyingKey], unsealing: [SealingKey] = [],
    revoked: String? = nil
  ) {
    self.kind = kind
    self.id = id
    self.alias = alias
    self.roles = roles
    self.signing = signing
    self.unsealing = unsealing
    self.revoked = revoked
  }

  /// Whether it may sign nothing any more.
  public var isRevoked: Bool { revoked != nil }

  /// The address that its commits carry: `stf-lin@sto-xj4g4q61`.
  public func address(store: String) -> String { "\(id)@\(store)" }

  /// The file of the signer below `access/`.
  public var path: String { (kind == .person ? AccessFile.person : .device).path(id) }

  /// The file's value.
  public var json: JSON {
    var value: JSON = [
      "id": .string(id), "alias": .string(alias), "roles": .array(roles.map { .string($0) }),
      "signing": .array(signing.map { .string($0.openSSH) }),
      "unsealing": .array(unsealing.map { JSONWebKey.sealing($0).json }),
    ]
    if let revoked { value["revoked"] = .string(revoked) }
    return value
  }
}

/// The kinds of files below `access/`, named as their schemas are.
enum AccessFile: String, CaseIterable {
  case person, device, role, compartments, store

  static let folder = "access/"

  /// The folder of the kinds of which there are many.
  private var folder: String? {
    switch self {
    case .person: "access/people/"
    case .device: "access/devices/"
    case .role: "access/roles/"
    case .compartments, .store: nil
    }
  }

  /// The path of a file; its name counts only where there are many.
  func path(_ name: String = "") -> String { folder.map { $0 + name + ".json" } ?? "access/\(rawValue).json" }

  /// Tells what a path is; nil when no file has it.
  init?(path: String) {
    let stem = Self.stem(path)
    guard let kind = Self.allCases.first(where: { $0.path(stem) == path && !stem.isEmpty }) else { return nil }
    self = kind
  }

  /// The name of a file without its ending.
  static func stem(_ path: String) -> String {
    let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : ""
  }

  var schema: Schema { BuiltInSchemas.access(rawValue).schema }

  /// Returns what is wrong with a file: its schema, and an id that is not its name.
  func problems(_ value: JSON, path: String) -> [Problem] {
    let violations = schema.violations(of: value).map { violation in
      let found = value[violation.instance].map { String($0.plainText.prefix(80)) }
      return Problem(
        .schema(violation.reason, found: found), at: Place(file: path, pointer: violation.instance))
    }
    guard violations.isEmpty, let id = value["id"]?.stringValue, id != Self.stem(path) else { return violations }
    return [Problem(.wrongPath(expected: self.path(id)), at: Place(file: path, pointer: JSONPointer(["id"])))]
  }
}
