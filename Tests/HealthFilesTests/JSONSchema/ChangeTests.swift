// Differences, merges, pointers and patterns: the decisions that laws alone do not fix.

import JSONSchema
import Testing

@Suite struct ChangeTests {
  private func json(_ text: String) throws -> JSON { try JSON(parsing: text) }

  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":1.0}"#, []), (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, []),
    (#"{"a":1}"#, #"{"a":null}"#, ["/a: 1 -> null"]), (#"{"a":1}"#, "{}", ["/a: 1 -> -"]),
    ("{}", #"{"a":null}"#, ["/a: - -> null"]), ("[1,2,3,4]", "[1,3,4]", ["/1: 2 -> -"]),
    ("[1,3]", "[0,1,2,3]", ["/0: - -> 0", "/2: - -> 2"]), (#"[{"a":1},9]"#, #"[{"a":2},9]"#, ["/0/a: 1 -> 2"]),
    (#"[{"a":1},8,9]"#, #"[8,{"b":1}]"#, [#"/0: {"a":1} -> -"#, #"/1: 9 -> {"b":1}"#]), ("1", "2", [": 1 -> 2"]),
    ("[1,2,3]", "[3,1,2]", ["/0: - -> 3", "/3: 3 -> -"]),
  ])
  func changes(_ old: String, _ new: String, _ expected: [String]) throws {
    let changes = try JSON.changes(from: json(old), to: json(new))
    let told = changes.map { "\($0.pointer): \($0.old?.text(.compact) ?? "-") -> \($0.new?.text(.compact) ?? "-")" }
    #expect(told == expected)
  }

  @Test func wholeValuesComeAndGo() throws {
    let value = try json(#"{"a":1}"#)
    #expect(JSON.changes(from: nil, to: value) == [JSONChange(pointer: .root, old: nil, new: value)])
    #expect(JSON.changes(from: value, to: nil) == [JSONChange(pointer: .root, old: value, new: nil)])
    #expect(try JSON.applying(JSON.changes(from: value, to: nil), to: value) == nil)
    let stray = JSONChange(pointer: JSONPointer(["b"]), old: 1, new: 2)
    #expect(throws: JSONChange.Misfit(change: stray)) { try JSON.applying([stray], to: value) }
  }

  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":2}"#, #"{"a":1,"b":3}"#, #"{"a":2,"b":3}"#, []),
    (#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#, #"{"a":2}"#, ["/a"]), (#"{"a":1}"#, "{}", #"{"a":2}"#, "{}", ["/a"]),
    (#"{"a":1}"#, #"{"a":null}"#, "{}", #"{"a":null}"#, ["/a"]), ("{}", #"{"a":1}"#, #"{"a":1.0}"#, #"{"a":1}"#, []),
    (#"{"t":[1]}"#, #"{"t":[1,2]}"#, #"{"t":[0,1]}"#, #"{"t":[1,2]}"#, ["/t"]),
    ("{}", #"{"o":{"a":1}}"#, #"{"o":{"b":2}}"#, #"{"o":{"a":1,"b":2}}"#, []),
    (#"{"o":1}"#, #"{"o":{"a":1}}"#, #"{"o":{"b":2}}"#, #"{"o":{"a":1}}"#, ["/o"]),
    (#"{"o":{"a":1,"b":1}}"#, #"{"o":{"a":2,"b":1}}"#, #"{"o":{"a":1,"b":2}}"#, #"{"o":{"a":2,"b":2}}"#, []),
  ])
  func merges(_ base: String, _ ours: String, _ theirs: String, _ value: String, _ conflicts: [String]) throws {
    let merged = try JSONMerge.merge(base: json(base), ours: json(ours), theirs: json(theirs))
    #expect(try merged.value == json(value))
    #expect(merged.conflicts.map(\.pointer.description) == conflicts)
  }

  static let rules: [JSONPointer: JSONMergeRule] = [
    JSONPointer(["s"]): .set, JSONPointer(["n"]): .counter, JSONPointer(["l"]): .keyed("k"), JSONPointer(["w"]): .whole,
    JSONPointer(["o", "s"]): .set,
  ]

  @Test(arguments: [
    (#"{"s":[1,2,3]}"#, #"{"s":[1,2,3,4]}"#, #"{"s":[2,3,5]}"#, #"{"s":[2,3,4,5]}"#, []),
    ("{}", #"{"s":[1,2]}"#, #"{"s":[2,3,3]}"#, #"{"s":[1,2,3]}"#, []),
    (#"{"s":[1]}"#, "{}", #"{"s":[1,2]}"#, #"{"s":[2]}"#, []), (#"{"s":[1]}"#, "{}", #"{"s":[]}"#, "{}", []),
    (#"{"s":[1]}"#, #"{"s":2}"#, #"{"s":[1,3]}"#, #"{"s":2}"#, ["/s"]),
    (#"{"o":{"s":[1]}}"#, #"{"o":{"s":[]}}"#, #"{"o":{"s":[1,2]}}"#, #"{"o":{"s":[2]}}"#, []),
    (#"{"n":10}"#, #"{"n":12}"#, #"{"n":7}"#, #"{"n":9}"#, []), ("{}", #"{"n":2}"#, #"{"n":3}"#, #"{"n":5}"#, []),
    (#"{"n":1}"#, #"{"n":"x"}"#, #"{"n":2}"#, #"{"n":"x"}"#, ["/n"]),
    (
      #"{"n":0}"#, #"{"n":9223372036854775807}"#, #"{"n":1}"#, #"{"n":9223372036854775807}"#, ["/n"]
    ),
    (
      #"{"l":[{"k":"a","v":1},{"k":"b","v":1}]}"#, #"{"l":[{"k":"b","v":2},{"k":"c"}]}"#,
      #"{"l":[{"k":"a","v":1},{"k":"b","v":1,"w":3},{"k":"d"}]}"#,
      #"{"l":[{"k":"b","v":2,"w":3},{"k":"c"},{"k":"d"}]}"#, []
    ),
    (
      #"{"l":[{"k":"a","v":1},{"k":"b","v":1}]}"#, #"{"l":[{"k":"a","v":1},{"k":"b","v":2}]}"#,
      #"{"l":[{"k":"a","v":1},{"k":"b","v":3}]}"#, #"{"l":[{"k":"a","v":1},{"k":"b","v":2}]}"#, ["/l/1/v"]
    ),
    (
      #"{"l":[{"k":"a","v":1},{"k":"b"}]}"#, #"{"l":[{"k":"b"}]}"#, #"{"l":[{"k":"a","v":2},{"k":"b"}]}"#,
      #"{"l":[{"k":"b"},{"k":"a","v":2}]}"#, ["/l/1"]
    ), (#"{"l":[{"k":"a"},{"k":"a"}]}"#, #"{"l":[]}"#, #"{"l":[{"k":"b"}]}"#, #"{"l":[]}"#, ["/l"]),
    (#"{"w":{"a":1,"b":1}}"#, #"{"w":{"a":2,"b":1}}"#, #"{"w":{"a":1,"b":2}}"#, #"{"w":{"a":2,"b":1}}"#, ["/w"]),
  ])
  func mergesByRule(_ base: String, _ ours: String, _ theirs: String, _ value: String, _ conflicts: [String]) throws {
    let merged = try JSONMerge.merge(base: json(base), ours: json(ours), theirs: json(theirs), rules: Self.rules)
    #expect(try merged.value == json(value))
    #expect(merged.conflicts.map(\.pointer.description) == conflicts)
  }

  @Test func removalAgainstChangeOfWholeValues() {
    let merged = JSONMerge.merge(base: ["a": 1], ours: nil, theirs: ["a": 2])
    #expect(merged.value == nil)
    #expect(merged.conflicts == [JSONMergeConflict(pointer: .root, base: ["a": 1], ours: nil, theirs: ["a": 2])])
    #expect(JSONMerge.merge(base: ["a": 1], ours: nil, theirs: ["a": 1]).value == nil)
  }

  @Test func pointersOfTheStandard() throws {
    let value = try json(
      #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#)
    let expected: [(String, JSON?)] = [
      ("", value), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
      ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("/foo/2", nil), ("/foo/-", nil),
      ("/foo/00", nil),
      ("/foo/bar", nil), ("/x", nil),
    ]
    for (pointer, found) in expected { #expect(try value[JSONPointer(parsing: pointer)] == found, "\(pointer)") }
    #expect(throws: JSONPointer.ParsingError.missingSlash) { try JSONPointer(parsing: "a") }
    #expect(throws: JSONPointer.ParsingError.invalidEscape(token: "a~2")) { try JSONPointer(parsing: "/x/a~2") }
    #expect(throws: JSONPointer.ParsingError.invalidEscape(token: "~")) { try JSONPointer(parsing: "/~") }
  }

  @Test func pointersSetAndRemove() throws {
    var value = try json(#"{"a":[1,2]}"#)
    value[JSONPointer(["a", "-"])] = 3
    value[JSONPointer(["a", "0"])] = nil
    value[JSONPointer(["b", "c"])] = true
    value[JSONPointer(["a", "9"])] = 9
    value[JSONPointer(["a", "0", "x"])] = 9
    #expect(try value == json(#"{"a":[2,3],"b":{"c":true}}"#))
    #expect(value.remove(at: JSONPointer(["b"])) == ["c": true])
    #expect(value.remove(at: JSONPointer(["b"])) == nil)
  }

  @Test func patternsNameManyPlaces() throws {
    let value = try json(#"{"lines":[{"product":"a"},{},{"product":"b"}],"o":{"x":[1],"y":[2]}}"#)
    let lines = try JSONPointerPattern(parsing: "/lines/*/product")
    #expect(lines.matches(in: value).map(\.0.description) == ["/lines/0/product", "/lines/2/product"])
    #expect(lines.matches(in: value).map(\.1) == ["a", "b"])
    #expect(try JSONPointerPattern(parsing: "/o/*/0").matches(in: value).map(\.1) == [1, 2])
    #expect(lines.matches(JSONPointer(["lines", "7", "product"])))
    #expect(!lines.matches(JSONPointer(["lines", "7"])))
  }

  @Test(arguments: [
    ("date", "2026-02-28", true), ("date", "2026-02-29", false), ("date", "２026-01-01", false),
    ("date-time", "2026-11-21T10:02:00+08:00", true), ("date-time", "2026-11-21 10:02:00Z", false),
    ("date-time", "2026-11-21T10:02:00", false), ("time", "23:59:60Z", true), ("time", "12:00:60Z", false),
    ("duration", "P1Y2M3DT4H5M6S", true), ("duration", "P1Y3D", false), ("duration", "P1W", true),
    ("duration", "P1D1D", false), ("email", "lin.xiao@example.com", true), ("email", "lin..x@example.com", false),
    ("idn-email", "林@例子.测试", true), ("hostname", "a-b.example", true), ("hostname", "-a.example", false),
    ("ipv4", "127.0.0.1", true), ("ipv4", "127.0.0.01", false), ("ipv6", "::1", true), ("ipv6", ":1::", false),
    ("ipv6", "::", true), ("ipv6", ":::", false), ("uri", "https://example.org/a?b#c", true), ("uri", "/a", false),
    ("uri", "https://例.org", false), ("iri", "https://例.org", true), ("uri-reference", "../a b", false),
    ("uri-template", "/a/{b:3,c*}", true), ("uri-template", "/a/{b", false), ("json-pointer", "/a~0", true),
    ("relative-json-pointer", "1#", true), ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", true),
    ("uuid", "2eb8aa08aa9811eab4aa73b441d16380", false), ("regex", "a(?=b)", true), ("regex", "a(", false),
  ])
  func formats(_ name: String, _ text: String, _ isValid: Bool) throws {
    let check = try #require(StandardFormats.all[name])
    #expect((check.verdict(text) == .valid) == isValid)
  }
}
