import Foundation
import Git
import HTTPTypes
import HealthFiles
import Testing

@testable import hfile
@testable import hfile_web

/// Whoever may write to the store may write anything into it: no page becomes anything but text by it.
@Suite struct WebHostileTests {
  /// Markup, ends of attributes (also hidden in one character with a mark), templates, controls and reordering.
  static let markup =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\"\u{301} onmouseover=\"x\u{600}\" {{title}} {{{w}}}"
    + " &amp;\u{202E}evil\u{2066}\u{200F}\u{85}"

  /// A store in which every kind of text is hostile.
  private func store() throws -> Shell {
    let shell = Shell.inStore()
    let made = shell.run(["new", "product", "id=tea", "name=" + Self.markup, "price=30"])
    #expect(made.code == .done, "\(made.error)")
    #expect(shell.run("new product id=broken name=x price=1").code == .done)
    #expect(shell.run(["commit", "-m", Self.markup]).code == .done)
    // Stock git writes what hfile would not: names of files, an author, a record of an impossible id.
    try shell.write("x", to: "products/<b onclick=x>.json")
    try shell.write("{\"id\": \"prd-<b>\", \"name\": \"\\u0000\\u001b[31m<i>\"}", to: "products/3f/prd-<b>.json")
    try shell.write(
      "{\"label\": {\"en\": \"<s>\", \"zh-Hans\": \"<s>\", \"zh-Hant\": \"<s>\"}}", to: "schema/reports/<x>.json")
    let broken = try #require(
      try Store(containing: shell.current, environment: shell.world.environment).snapshot().path(of: "prd-broken"))
    try shell.write("not json <b>", to: broken)
    #expect(try shell.git("add .").status == 0)
    let ran = try Ran(
      "git",
      [
        "-c", "user.name=<eve>\u{202E}\"><b>", "-c", "user.email=e\"><b>", "commit", "--no-verify", "-q", "-m",
        "\u{202E}<script>x</script>\n\n<b>body</b>\n{{w}}",
      ], in: shell.current, variables: shell.world.gitVariables)
    #expect(ran.status == 0, "\(ran.error)")
    return shell
  }

  @Test func storedMarkupStaysText() async throws {
    let shell = try store()
    let browser = try await WebStores.browser(of: shell)
    var waiting = ["/", "/records", "/records/product", "/records/product/prd-tea", "/records/product/prd-tea/history"]
    waiting += [
      "/commits", "/reports", "/people", "/verification", "/records/product?where=name+contains+%22%3Cb%3E%22",
    ]
    waiting += ["/records/product?where=%3Cscript%3E", "/records/product?sort=%22%3E%3Cb%3E", "/?x=%22%3E%3Cscript%3E"]
    waiting += (await browser.ask("/commits")).page.values("href").filter { $0.hasPrefix("/commits/") }
    var shown = 0
    for target in waiting {
      let answer = await browser.ask(target)
      #expect([200, 400].contains(answer.status), "\(target)")
      #expect(answer.page.soundness == [], "\(target)")
      for name in ["script", "img", "b", "i", "s"] { #expect(answer.page.all(name).isEmpty, "\(target) has <\(name)>") }
      for element in answer.page.elements {
        for attribute in element.attributes.keys {
          #expect(!attribute.hasPrefix("on") && attribute != "style", "\(target): \(element)")
        }
      }
      let moving = answer.text.unicodeScalars.contains {
        [0x202E, 0x2066, 0x200F, 0x85, 0x1B, 0].contains($0.value)
      }
      #expect(!moving, "\(target) has characters that move or hide others")
      let isHere = { (link: String) in link.hasPrefix("/") || link.hasPrefix("?lang=") || link == "#main" }
      #expect(answer.page.values("href").allSatisfy(isHere), "\(target)")
      shown += answer.text.contains("&lt;script&gt;alert(1)") ? 1 : 0
    }
    #expect(shown >= 4, "the texts are shown, as texts")
  }

  @Test func storedMarkupIsDataInDataToo() async throws {
    let shell = try store()
    let browser = try await WebStores.browser(of: shell)
    let list = await browser.ask("/records/product/prd-tea.json")
    #expect(list.fields[.xContentTypeOptions] == "nosniff")
    #expect(list.text.contains("<script>"), "JSON escapes for JSON")
    #expect(await browser.ask("/records/product/prd-broken").status == 422)
  }
}
