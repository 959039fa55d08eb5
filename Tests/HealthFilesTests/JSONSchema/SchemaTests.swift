// What the official suite does not ask: the facts in violations, their order, and bounds against hostile schemas.

import JSONSchema
import Testing

@Suite struct SchemaTests {
  private func schema(_ text: String, _ options: SchemaOptions = SchemaOptions()) throws -> Schema {
    try Schema(try JSON(parsing: text, limits: .schema), options: options)
  }

  @Test func violationsCarryFactsAndPaths() throws {
    let schema = try schema(
      """
      {"$id": "https://example.org/sale", "type": "object",
       "properties": {"id": {"type": "string"}, "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}}},
       "required": ["id", "total"], "additionalProperties": false,
       "$defs": {"line": {"properties": {"quantity": {"minimum": 0, "multipleOf": 0.001}}}}}
      """)
    let value = try JSON(parsing: #"{"lines":[{"quantity":1},{"quantity":-0.0005}],"id":7,"x":1}"#)
    let violations = schema.violations(of: value)
    #expect(
      violations.map { "\($0.instance) \($0.keywordPath) \($0.schemaLocation)" } == [
        " /additionalProperties https://example.org/sale#/additionalProperties",
        " /required https://example.org/sale#/required",
        "/lines/1/quantity /properties/lines/items/$ref/properties/quantity/multipleOf "
          + "https://example.org/sale#/$defs/line/properties/quantity/multipleOf",
        "/lines/1/quantity /properties/lines/items/$ref/properties/quantity/minimum "
          + "https://example.org/sale#/$defs/line/properties/quantity/minimum",
        "/id /properties/id/type https://example.org/sale#/properties/id/type",
      ])
    #expect(violations.map(\.reason).contains(.missingMember("total")))
    #expect(violations.map(\.reason).contains(.additionalMember("x")))
    #expect(violations.last?.reason == .type(expected: ["string"], found: "integer"))
    #expect(!schema.isValid(value))
  }

  @Test(
    arguments: [
      ("false", "1", .falseSchema),
      (#"{"type":["object","null"]}"#, "1.5", .type(expected: ["null", "object"], found: "number")),
      (#"{"enum":[1,"a"]}"#, "2", .enumeration(allowed: [1, "a"])), (#"{"const":{"a":[]}}"#, "2", .constant(["a": []])),
      (#"{"maximum":3}"#, "3.1", .maximum(3, isExclusive: false)),
      (#"{"exclusiveMinimum":3}"#, "3.0", .minimum(3, isExclusive: true)),
      (#"{"minLength":2}"#, #""林""#, .minimumLength(2, found: 1)),
      (#"{"maxLength":1}"#, #""😀a""#, .maximumLength(1, found: 2)),
      (#"{"pattern":"^a"}"#, #""b""#, .pattern("^a")), (#"{"minItems":1}"#, "[]", .minimumElements(1, found: 0)),
      (#"{"maxItems":1.0}"#, "[1,2]", .maximumElements(1, found: 2)),
      (#"{"uniqueItems":true}"#, #"[1,{"a":1,"b":2},{"b":2.0,"a":1}]"#, .repeatedElement(first: 1, second: 2)),
      (#"{"contains":{"const":1},"minContains":2}"#, "[1,2]", .minimumContained(2, found: 1)),
      (#"{"contains":{"const":1},"maxContains":1}"#, "[1,1]", .maximumContained(1, found: 2)),
      (#"{"minProperties":1}"#, "{}", .minimumMembers(1, found: 0)),
      (#"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, .missingDependentMember("b", because: "a")),
      (#"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#, .memberName("ab")), (#"{"not":{}}"#, "1", .forbidden),
      (#"{"anyOf":[false,{"type":"string"}]}"#, "1", .noAlternative),
      (#"{"oneOf":[true,false,true]}"#, "1", .severalAlternatives([0, 2])),
      (#"{"properties":{"a":true},"unevaluatedProperties":false}"#, #"{"a":1,"b":2}"#, .unevaluatedMember("b")),
      (#"{"prefixItems":[true],"unevaluatedItems":false}"#, "[1,2]", .unevaluatedElement(1)),
      (#"{"items":false}"#, "[1]", .falseSchema),
    ] as [(String, String, SchemaViolation.Reason)])
  func reasons(_ schemaText: String, _ value: String, _ reason: SchemaViolation.Reason) throws {
    let violations = try schema(schemaText).violations(of: JSON(parsing: value))
    #expect(violations.map(\.reason) == [reason])
  }

  @Test func alternativesTellTheirCauses() throws {
    let schema = try schema(
      #"{"properties":{"a":{"oneOf":[{"required":["x"]},{"properties":{"y":{"type":"null"}}}]}}}"#)
    let violation = try #require(schema.violations(of: ["a": ["y": 1]]).first)
    #expect(violation.instance.description == "/a")
    #expect(violation.causes.map(\.instance.description) == ["/a", "/a/y"])
    #expect(
      violation.causes.map(\.keywordPath.description) == [
        "/properties/a/oneOf/0/required", "/properties/a/oneOf/1/properties/y/type",
      ])
  }

  @Test(
    arguments: [
      (#"{"type":"text"}"#, "/type", .unknownType("text")),
      (#"{"properties":{"a":7}}"#, "/properties/a", .notASchema(found: .number)),
      (#"{"pattern":"("}"#, "/pattern", .invalidPattern("(", .init(reason: .unclosedGroup, offset: 1))),
      (##"{"$ref":"#/$defs/x"}"##, "/$ref", .unresolvableReference("#/$defs/x")),
      (#"{"$ref":"https://example.org/other"}"#, "/$ref", .unresolvableReference("https://example.org/other")),
      (#"{"minLength":-1}"#, "/minLength", .keywordValue("minLength", expected: .countingNumber)),
      (#"{"multipleOf":0}"#, "/multipleOf", .keywordValue("multipleOf", expected: .positiveNumber)),
      (#"{"required":"a"}"#, "/required", .keywordValue("required", expected: .listOfStrings)),
      (
        #"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "/$schema",
        .unknownDialect("http://json-schema.org/draft-07/schema#")
      ),
      (#"{"allOf":{}}"#, "/allOf", .keywordValue("allOf", expected: .listOfSchemas)),
      (#"{"$defs":{"a":{"$id":"x#y"}}}"#, "", .identifierWithFragment("x#y")),
    ] as [(String, String, SchemaError.Reason)])
  func refuses(_ text: String, _ pointer: String, _ reason: SchemaError.Reason) throws {
    let error = #expect(throws: SchemaError.self) { try schema(text) }
    #expect(error?.pointer.description == pointer)
    #expect(error?.reason == reason)
  }

  @Test(arguments: [
    ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
    ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}"##,
    ##"{"not":{"$ref":"#"}}"##, ##"{"$dynamicAnchor":"n","anyOf":[{"$dynamicRef":"#n"}]}"##,
    ##"{"if":{"$ref":"#"},"else":true}"##,
  ])
  func circlesEnd(_ text: String) throws {
    let schema = try schema(text)
    #expect(!schema.isValid(1))
    #expect(schema.violations(of: 1).last?.reason == .tooDeep(limit: 600))
  }

  @Test func doublingReferencesEnd() throws {
    var definitions = JSONObject()
    for level in 0..<40 {
      let next: JSON = ["$ref": .string("#/$defs/d\(level + 1)")]
      definitions["d\(level)"] = ["allOf": [next, next]]
    }
    definitions["d40"] = true
    let schema = try Schema(
      ["$defs": .object(definitions), "$ref": "#/$defs/d0"], options: SchemaOptions(stepLimit: 50_000))
    #expect(schema.violations(of: 1).map(\.reason) == [.stepLimitReached(limit: 50_000)])
  }

  @Test func sizeIsBounded() throws {
    let many = JSON.array(Array(repeating: true, count: 30_000))
    let error = #expect(throws: SchemaError.self) { try Schema(["anyOf": many]) }
    #expect(error?.reason == .tooLarge(limit: 20_000))
  }

  @Test func metaschemasAccountForThemselves() throws {
    let metaschema = try Schema(["$ref": "https://json-schema.org/draft/2020-12/schema"])
    for name in [
      "schema", "meta/core", "meta/applicator", "meta/unevaluated", "meta/validation", "meta/meta-data",
      "meta/format-annotation", "meta/format-assertion", "meta/content",
    ] {
      let document = try #require(SchemaResources.standard["https://json-schema.org/draft/2020-12/" + name])
      #expect(metaschema.violations(of: document) == [])
    }
    #expect(
      metaschema.violations(of: ["properties": ["a": ["type": "text"]]]).map(\.instance.description) == [
        "/properties/a/type"
      ])
    #expect(!metaschema.isValid(["minLength": -1]))
  }

  @Test func formatsAreJudgedWhereAsked() throws {
    let amount = FormatCheck { $0.hasSuffix(".00") ? .valid : .invalid(note: "two digits") }
    let options = SchemaOptions(formats: .asserted(["amount": amount, "date": StandardFormats.all["date"] ?? amount]))
    let text = #"{"items":{"anyOf":[{"format":"amount"}]},"format":"amount"}"#
    #expect(try schema(text).isValid(["1"]))
    let violations = try schema(text, options).violations(of: ["1.00", 7, "1"])
    #expect(violations.map(\.reason) == [.noAlternative])
    #expect(violations.first?.causes.map(\.reason) == [.format("amount", note: "two digits")])
    #expect(try schema(#"{"format":"date"}"#, options).isValid("2024-02-29"))
    #expect(try !schema(#"{"format":"date"}"#, options).isValid("2023-02-29"))
    #expect(try schema(#"{"format":"unheard-of"}"#, options).isValid("x"))
  }

  @Test func keyOrderFollowsTheSchema() throws {
    let schema = try schema(
      """
      {"properties": {"id": {}, "lines": {"items": {"$ref": "#/$defs/line"}}, "next": {"$ref": "#"}},
       "allOf": [{"properties": {"extra": {}, "id": {}}}],
       "$defs": {"line": {"properties": {"quantity": {}, "amount": {}}}}}
      """)
    let value = try JSON(
      parsing: #"{"z":0,"a":0,"extra":1,"next":{"lines":[],"id":1},"lines":[{"amount":1,"b":0,"quantity":2}],"id":1}"#)
    let expected =
      #"{"id":1,"lines":[{"quantity":2,"amount":1,"b":0}],"next":{"id":1,"lines":[]},"extra":1,"a":0,"z":0}"#
    #expect(value.text(.compact, order: schema.keyOrder) == expected)
    #expect(schema.keyOrder.names == ["id", "lines", "next", "extra"])
  }
}

@Suite struct HostileSchemaTests {
  /// Many objects by many names they lack: the product would be beyond patience.
  @Test func missingMembersEnd() throws {
    let names = JSON.array((0..<5_000).map { .string("n\($0)") })
    let value = JSON.array(Array(repeating: .object(JSONObject()), count: 2_000))
    let schema = try Schema(["items": ["required": names]], options: SchemaOptions(stepLimit: 100_000))
    let violations = schema.violations(of: value)
    #expect(violations.count < 20_000)
    #expect(violations.contains { $0.reason == .stepLimitReached(limit: 100_000) })
  }

  /// Every member leads to the same wide schema, which an order of keys would have to look through each time; it is
  /// given up for the order by code point.
  @Test func tangledOrdersEnd() throws {
    let wide = JSON.array((0..<2_000).map { ["properties": [("m\($0)"): true]] })
    var members = JSONObject()
    for number in 0..<2_000 { members["p\(number)"] = ["$ref": "#/$defs/wide", "title": .string("\(number)")] }
    let schema = try Schema(["$defs": ["wide": ["allOf": wide]], "properties": .object(members)])
    #expect(schema.keyOrder.names.count == 2_000)
    #expect(schema.keyOrder.names.first == "p0")
    #expect(schema.keyOrder.member("p1999").names.isEmpty)
  }
}
