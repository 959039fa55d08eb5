import Foundation
import JSONSchema
import Testing

@testable import HealthFiles

/// One schema file of the project.
struct ShippedSchema: Sendable, CustomTestStringConvertible {
  /// Path below the root of the project, which is its path in a store too.
  let path: String
  let bytes: [UInt8]

  var name: String { String(path.split(separator: "/").last?.dropLast(Catalogue.suffix.count) ?? "") }
  var testDescription: String { path }

  func document() throws -> JSON { try JSON(parsing: bytes, limits: .schema) }

  /// The files of a folder of `schema/`, by name.
  static func all(_ folder: String) -> [ShippedSchema] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Project.root + folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { name in
      let bytes = FileManager.default.contents(atPath: Project.root + folder + name) ?? Data()
      return ShippedSchema(path: folder + name, bytes: Array(bytes))
    }
  }

  static let records = all(Catalogue.recordFolder)
  static let policies = all(Catalogue.policyFolder)
  static let meta = all("schema/meta/")
  static let access = all("schema/access/")

  /// All of them as a store has them; amounts have the digits of the currency.
  static func catalogue(currency: String? = "CNY") -> Catalogue {
    let files = (records + policies).map { (path: $0.path, bytes: $0.bytes) }
    return Catalogue(files: files, currency: currency.flatMap { Currency(code: $0) })
  }

  static let catalogue = catalogue()
}
