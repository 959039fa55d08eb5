// The rules themselves: each finds what it is there to find, and nothing in comments or literals.

import Testing

@Suite struct RuleTests {
  private func file(_ text: String, path: String = "Sources/HealthFiles/Records/X.swift") -> SourceFile {
    SourceFile(path: path, bytes: Array(text.utf8))
  }

  @Test func commentsAndLiteralsAreNoCode() {
    let text = ##"""
      let a = "exit(1) \(b + "print(2)") fatalError()" // exit(3)
      let c = """
        exit(4) \(d)
        """
      let e = #"exit(5) \(f) \#(g)"#
      let h = "\\"; let i = j
      """##
    let words = file(text).words.map(\.text)
    #expect(words == ["let", "a", "b", "let", "c", "d", "let", "e", "g", "let", "h", "let", "i", "j"])
    #expect(file(text).words.last?.line == 6)
  }

  @Test func blocksAreMeasured() {
    let body = Array(repeating: "    _ = 1", count: 80).joined(separator: "\n")
    let text = "struct A {\n  func f(\n    _ a: Int\n  ) {\n\(body)\n  }\n  var b: Int { 1 }\n}\n"
    let blocks = file(text).blocks
    #expect(blocks.filter { !$0.isType }.map(\.length) == [84, 1])
    #expect(blocks.filter(\.isType).map(\.length) == [87])
    #expect(file("class func f() {\n}\n").blocks.map(\.isType) == [false])
  }

  @Test func upwardNamesAreFound() {
    let above = file("struct Low {\n  let high: High\n  let inner: Other.High\n}\n")
    let below = file("struct High {\n  let low: Low\n}\n", path: "Sources/HealthFiles/Store/Y.swift")
    #expect(
      LayerTests.upwardNames([above, below]) == [
        "Sources/HealthFiles/Records/X.swift:2 names High of Store, a room below"
      ])
  }

  @Test func theWorldAndDangerAreFound() {
    let world =
      "func f() {\n  exit(1)\n  print(a)\n  let d = Date()\n  x.exit(2)\n  Int.random(in: a)\n  random(1)\n}\n"
    #expect(SeamTests.worldlyUses(in: file(world)).map(\.line) == [2, 3, 4, 6])
    let danger =
      "let a = try! b\n\n\nlet c = d as! E\n\n\nlet f = try !g\n\n\n// Why.\nfatalError()\n\n\n@unchecked Sendable\n"
    #expect(SeamTests.dangers(in: file(danger)).map(\.line) == [1, 4, 14])
    #expect(SeamTests.dangers(in: file("nonisolated(unsafe) var a\n\n\nnonisolated func b()")).map(\.line) == [1])
  }

  @Test func undocumentedDeclarationsAreFound() {
    let text =
      "/// A.\npublic struct A {\n  public let b = 1\n  /// C.\n  @inlinable\n"
      + "  public var c: Int { 1 }\n}\npublic import D\n"
    #expect(SeamTests.undocumented(in: file(text)) == [3])
  }

  @Test func roomsAreReadFromTheTable() {
    let text =
      "# House\n\n| room | holds |\n|---|---|\n| `Problems/` | facts |\n"
      + "| `Index/`, `Query/` | `frames/` |\n\n`Other/`\n"
    #expect(LayerTests.tableRooms(text) == ["Problems", "Index", "Query"])
  }
}
