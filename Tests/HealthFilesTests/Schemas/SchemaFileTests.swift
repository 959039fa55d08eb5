// Every schema file is what the metaschemas ask for, written canonically, and means what its examples say.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct SchemaFileTests {
  private static let standard = "https://json-schema.org/draft/2020-12/schema"

  @Test func thereAreFiles() {
    #expect(ShippedSchema.records.count >= 26)
    #expect(ShippedSchema.policies.count >= 7)
    #expect(ShippedSchema.meta.count >= 2)
    #expect(ShippedSchema.access.count == AccessFile.allCases.count)
    let catalogue = ShippedSchema.catalogue
    #expect(catalogue.problems.isEmpty, "\(catalogue.problems)")
    #expect(catalogue.types.count == ShippedSchema.records.count)
    #expect(catalogue.policies.count == ShippedSchema.policies.count)
  }

  @Test(arguments: ShippedSchema.records + ShippedSchema.policies + ShippedSchema.meta + ShippedSchema.access)
  func textIsCanonical(_ file: ShippedSchema) throws {
    #expect(try file.document().bytes(.indented) + [0x0A] == file.bytes)
  }

  @Test(arguments: ShippedSchema.records + ShippedSchema.policies + ShippedSchema.meta + ShippedSchema.access)
  func isASchemaOfTheStandard(_ file: ShippedSchema) throws {
    let metaschema = try Schema(["$ref": .string(Self.standard)])
    #expect(metaschema.violations(of: try file.document()).isEmpty)
  }

  @Test(arguments: ShippedSchema.records) func isARecordType(_ file: ShippedSchema) throws {
    try expectValid(file, by: "record-type")
  }

  @Test(arguments: ShippedSchema.policies) func isAPolicy(_ file: ShippedSchema) throws {
    try expectValid(file, by: "policy")
  }

  private func expectValid(_ file: ShippedSchema, by name: String) throws {
    let meta = try #require(ShippedSchema.meta.first { $0.name == name })
    let violations = try Schema(meta.document()).violations(of: file.document())
    #expect(violations.isEmpty, "\(violations)")
    #expect(try file.document()["$id"]?.stringValue?.hasSuffix("/" + file.name) == true)
  }

  @Test(arguments: ShippedSchema.records) func examplesHold(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    let examples = try #require(type.document["examples"]?.arrayValue)
    #expect(examples.count >= 2)
    for example in examples { expectNoViolations(type.schema, example, file) }
    let counterexamples = try #require(type.document["x-hfile"]?["counterexamples"]?.arrayValue)
    for counterexample in counterexamples { try expectRefused(type.schema, counterexample, file) }
  }

  @Test(arguments: ShippedSchema.policies) func policiesHold(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.policies[file.name])
    let initial = try #require(type.initial)
    expectNoViolations(type.schema, initial, file)
    #expect(PolicyType.orderProblems(of: initial, file: file.path).isEmpty)
    for example in type.document["examples"]?.arrayValue ?? [] { expectNoViolations(type.schema, example, file) }
    let counterexamples = try #require(type.document["x-hfile"]?["counterexamples"]?.arrayValue)
    for counterexample in counterexamples { try expectRefused(type.schema, counterexample, file) }
  }

  @Test(arguments: ShippedSchema.access) func accessFilesHold(_ file: ShippedSchema) throws {
    let (document, schema) = BuiltInSchemas.access(file.name)
    let word = try #require(document["x-hfile"])
    #expect(Phrase(word["label"]) != nil)
    #expect(try file.document()["$id"]?.stringValue?.hasSuffix("/" + file.name) == true)
    let path = try #require(word["file"]?.stringValue)
    #expect(AccessFile(path: path)?.rawValue == file.name)
    for example in try #require(document["examples"]?.arrayValue) { expectNoViolations(schema, example, file) }
    let counterexamples = try #require(word["counterexamples"]?.arrayValue)
    #expect(counterexamples.count >= 3)
    for counterexample in counterexamples { try expectRefused(schema, counterexample, file) }
    #expect(BuiltInSchemas.files[file.path] == nil, "a store could loosen its copy")
  }

  private func expectNoViolations(_ schema: Schema, _ value: JSON, _ file: ShippedSchema) {
    let violations = schema.violations(of: value)
    #expect(violations.isEmpty, "\(file.path): \(violations) in \(value.text(.compact))")
  }

  private func expectRefused(_ schema: Schema, _ counterexample: JSON, _ file: ShippedSchema) throws {
    let value = try #require(counterexample["record"])
    let place = try JSONPointer(parsing: try #require(counterexample["at"]?.stringValue))
    let reason = counterexample["because"]?["en"]?.stringValue ?? ""
    let found = schema.violations(of: value).map(\.instance)
    #expect(found.contains(place), "\(file.path), “\(reason)”: refused at \(found), not at “\(place)”")
  }

  @Test func amountsFollowTheCurrency() throws {
    let example = try #require(ShippedSchema.catalogue.types["product"]?.document["examples"]?[0])
    for (code, price) in [("CNY", "12.00"), ("JPY", "1200"), ("KWD", "1.250")] {
      var product = example
      product["price"] = .string(price)
      for other in ["CNY", "JPY", "KWD"] {
        let type = try #require(ShippedSchema.catalogue(currency: other).types["product"])
        #expect(type.schema.isValid(product) == (code == other), "\(price) in \(other)")
      }
    }
  }
}
