import JSONSchema
import Testing

@Suite struct ValueTests {
  private func number(_ lexeme: String) throws -> JSONNumber { try #require(JSONNumber(lexeme: lexeme)) }

  @Test func literalsAndAccessors() throws {
    var value: JSON = ["a": 1, "b": [true, .null, "x"], "c": ["d": -2]]
    #expect(try JSON(parsing: #"{"c":{"d":-2.0},"b":[true,null,"x"],"a":1.0}"#) == value)
    #expect(value["a"]?.integerValue == 1)
    #expect(value["b"]?[0]?.boolValue == true)
    #expect(value["b"]?[1] == JSON.null)
    #expect(value["b"]?[3] == nil)
    #expect(value["b"]?[-1] == nil)
    #expect(value["x"] == nil)
    #expect(value["c"]?.kind == .object)
    value["a"] = nil
    value["c"] = "new"
    value["e"] = 5
    #expect(value.objectValue?.keys == ["b", "c", "e"])
  }

  @Test(arguments: [
    ("1", "1.0"), ("1", "10e-1"), ("0", "-0"), ("0", "0e999999999999999999999"), ("100", "1e2"), ("1.50", "15E-1"),
    ("123456789012345678901234567890", "1234567890123456789012345678.90e2"), ("-0.001", "-1e-3"),
    ("1e999999999", "10e999999998"),
  ])
  func numbersAreEqualByValue(_ left: String, _ right: String) throws {
    #expect(try number(left) == number(right))
    #expect(try number(left).hashValue == number(right).hashValue)
    #expect(try !(number(left) < number(right)) && !(number(right) < number(left)))
  }

  @Test func numbersAreOrderedExactly() throws {
    let ordered = try [
      "-1e400", "-1e99", "-12345678901234567890.6", "-12345678901234567890.5", "-2", "-1.5", "-1", "-1e-9", "0",
      "1e-400",
      "1e-9", "0.1", "0.10000000000000000000000000000000001", "0.2", "1", "9", "9.5", "10", "9007199254740992",
      "9007199254740993", "9223372036854775807", "9223372036854775808", "1e99", "1e400", "1e999999999",
    ].map(number)
    for (place, left) in ordered.enumerated() {
      for (other, right) in ordered.enumerated() {
        #expect((left < right) == (place < other), "\(left) and \(right)")
        #expect((left == right) == (place == other), "\(left) and \(right)")
      }
    }
  }

  @Test(arguments: [
    ("1.0", 1), ("1e2", 100), ("-0", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ("9223372036854775808", nil), ("-9223372036854775809", nil), ("92233720368547758070e-1", Int64.max), ("1e19", nil),
    ("1.5", nil), ("1e999999999", nil), ("1e-1", nil), ("100000000000000000000e-2", 1_000_000_000_000_000_000),
  ])
  func integersAreExact(_ lexeme: String, _ expected: Int64?) throws {
    #expect(try number(lexeme).int64 == expected)
  }

  @Test(arguments: [
    ("1.5", "0.001", true), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("0.3", "0.1", true),
    ("1e308", "0.123456789", false), ("12391239123", "1e-8", true), ("0", "7", true), ("1", "3", false),
    ("1e999999999", "8", true), ("1e999999999", "3", false), ("1e-999999999", "1", false), ("-4.5", "1.5", true),
    ("170141183460469231731687303715884105727", "1", true), ("10", "20", false), ("7", "0", false),
    ("340282366920938463463374607431768211456", "4294967296", true), ("100", "1e2", true), ("1e1", "1e2", false),
  ])
  func multiplesAreExact(_ value: String, _ divisor: String, _ expected: Bool) throws {
    #expect(try number(value).isMultiple(of: number(divisor)) == expected)
  }

  @Test func numbersCostNoMoreThanTheirText() throws {
    let long = try number(String(repeating: "9", count: 200_000))
    #expect(try long > number("1e199999"))
    #expect(try long < number("1e200000"))
    #expect(try long.isMultiple(of: number("0.9")))
    #expect(JSONNumber(lexeme: "1e") == nil)
    #expect(JSONNumber(lexeme: " 1") == nil)
    #expect(JSONNumber(lexeme: "") == nil)
  }

  @Test func stringsAndKeysDifferByCodePoints() throws {
    #expect(JSON.string("\u{e9}") != JSON.string("e\u{301}"))
    let value = try JSON(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
    #expect(value["\u{e9}"] == 1)
    #expect(value["e\u{301}"] == 2)
  }

  @Test func largeObjectsKeepOrderAndFindAll() {
    var object = JSONObject()
    for number in 0..<200 { object["k\(number)"] = .number(JSONNumber(Int64(number))) }
    for number in stride(from: 0, to: 200, by: 2) { object["k\(number)"] = nil }
    #expect(object.count == 100)
    #expect(object.keys.first == "k1" && object.keys.last == "k199")
    for number in 0..<200 { #expect(object["k\(number)"]?.integerValue == (number % 2 == 0 ? nil : Int64(number))) }
  }

  @Test func canonicalText() throws {
    let value = try JSON(parsing: #"{"b":[],"a":{"é":"\u0001\u001f\u007f\/\"\u2028","z":[1.50,{}]},"o":1e2}"#)
    let order = KeyOrder(["o", "a"], members: ["a": KeyOrder(["z"])])
    let expected = """
      {
        "o": 1e2,
        "a": {
          "z": [
            1.50,
            {}
          ],
          "é": "\\u0001\\u001f\u{7f}/\\"\u{2028}"
        },
        "b": []
      }
      """
    #expect(value.text(order: order) == expected)
    #expect(value.text(.compact, order: .codePoints).hasPrefix(#"{"a":{"z":[1.50,{}],"é":"#))
  }

  @Test func keysSortByCodePoint() {
    let value = JSON.object(JSONObject(["\u{1f600}", "\u{ffff}", "z", "Z", "é"].map { ($0, 1) }))
    let keys = [value.text(.compact, order: .codePoints)].joined()
    #expect(keys == "{\"Z\":1,\"z\":1,\"é\":1,\"\u{ffff}\":1,\"\u{1f600}\":1}")
  }
}
