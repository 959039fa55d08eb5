// What `x-hfile` says of a type is true: pointers name fields, references name types, labels tell fields apart.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct SchemaWordTests {
  @Test(arguments: ShippedSchema.records) func pointersNameFields(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    let word = try #require(type.document["x-hfile"])
    var texts = ["summary", "columns", "index"].flatMap { strings(word[$0]) }
    texts += strings(word["time"])
    texts += ["references", "merge", "requiredSince"].flatMap { keys(word[$0]) }
    texts += (word["unique"]?.arrayValue ?? []).flatMap { strings($0["fields"]) }
    texts += strings(word["sealed"]?["subject"]) + keys(word["sealed"]?["fields"])
    #expect(texts.count >= 2)
    for text in texts {
      #expect(type.field(at: try JSONPointer(parsing: text)) != nil, "\(file.path): no field \(text)")
    }
    for (list, rule) in word["merge"]?.objectValue?.map({ $0 }) ?? [] {
      let isList = type.field(at: try JSONPointer(parsing: list))?.kinds == ["array"]
      if rule.stringValue == "set" { #expect(isList, "\(file.path): \(list) is no list") }
      guard let key = rule["keyed"]?.stringValue else { continue }
      let pointer = try JSONPointer(parsing: list).appending("*").appending(key)
      #expect(isList && type.field(at: pointer) != nil, "\(file.path): no field \(pointer)")
    }
  }

  private func strings(_ value: JSON?) -> [String] {
    value?.stringValue.map { [$0] } ?? value?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  private func keys(_ value: JSON?) -> [String] { value?.objectValue?.map(\.key) ?? [] }

  @Test(arguments: ShippedSchema.records) func referencesNameTypes(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    let examples = type.document["examples"]?.arrayValue ?? []
    for reference in type.references {
      for name in reference.types {
        #expect(ShippedSchema.catalogue.types[name] != nil, "\(file.path): \(reference.pattern) names no type \(name)")
      }
      let ids = examples.flatMap { reference.pattern.matches(in: $0) }.compactMap(\.1.stringValue)
      for id in ids {
        let name = ShippedSchema.catalogue.type(ofID: id)?.name ?? ""
        #expect(reference.types.contains(name), "\(file.path): \(id) at \(reference.pattern) is no \(reference.types)")
      }
    }
  }

  @Test(arguments: ShippedSchema.records) func labelsTellFieldsApart(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    expectApart(type.fields, in: type, at: .root, file)
  }

  private func expectApart(_ fields: [Field], in type: RecordType, at place: JSONPointer, _ file: ShippedSchema) {
    for language in Language.allCases {
      let labels = fields.map { $0.label?[language] ?? "" }
      #expect(!labels.contains(""), "\(file.path) \(place): a field without a label in \(language.rawValue)")
      #expect(Set(labels.map { $0.lowercased() }).count == labels.count, "\(file.path) \(place): \(labels)")
      for field in fields {
        let codes = field.codes.map { $0.label?[language] ?? "" }
        #expect(!codes.contains("") && Set(codes).count == codes.count, "\(file.path) \(place) \(field.name): \(codes)")
      }
    }
    for field in fields where place.tokens.count < 6 {
      let inner = place.appending(field.name)
      for pointer in [inner, inner.appending("*")] {
        let children = type.fields(at: pointer)
        if !children.isEmpty { expectApart(children, in: type, at: pointer, file) }
      }
    }
  }

  @Test func typesAreToldApart() {
    let types = ShippedSchema.catalogue.sortedTypes
    #expect(Set(types.map(\.prefix)).count == types.count)
    #expect(Set(types.map(\.collection)).count == types.count)
    for language in Language.allCases {
      let labels = types.map { $0.label[language] } + ShippedSchema.catalogue.sortedPolicies.map { $0.label[language] }
      #expect(Set(labels).count == labels.count, "\(labels)")
    }
    for type in types { #expect(ShippedSchema.catalogue.type(called: type.label.simplified)?.name == type.name) }
  }

  @Test(arguments: ShippedSchema.records) func examplesLieWhereTheirIdsSay(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    for example in type.document["examples"]?.arrayValue ?? [] where type.layout != .singleton {
      let id = try #require(example["id"]?.stringValue)
      let path = try #require(Layout.path(of: id, in: type), "\(file.path): \(id) has no place")
      let record = Record(type: type.name, id: id, value: example)
      #expect(RecordValidator.placeProblems(of: record, type: type, path: path).isEmpty, "\(file.path): \(id)")
    }
  }
}
