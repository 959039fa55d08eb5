import Foundation
import HTTPTypes
import HealthFiles
import JSONSchema
import Testing

@testable import hfile_web

/// Every page on the example store: it is there, in three languages, sound, and says what it is to say.
@Suite struct WebPageTests {
  static let targets = [
    "/", "/records", "/records/sale", "/records/product", "/records/member?sort=-joined", "/records/store/store",
    "/records/product/prd-aicao-foot-bath", "/records/product/prd-aicao-foot-bath/history", "/commits", "/reports",
    "/reports/sales", "/reports/sales?by=weekday", "/reports/stock", "/people", "/devices", "/keys", "/verification",
    "/about",
  ]

  @Test(arguments: Language.allCases) func everyPageIsThere(_ language: Language) async throws {
    let browser = try await WebStores.browser()
    browser.languages = language.rawValue
    for target in Self.targets {
      let answer = await browser.ask(target)
      #expect(answer.status == 200, "\(target)")
      #expect(answer.page.soundness == [], "\(target)")
      #expect(answer.page.all("html").first?.attributes["lang"] == language.rawValue, "\(target)")
      #expect(answer.fields[.contentLanguage] == language.rawValue)
      #expect(answer.text.contains(Words(language: language)["skip"]), "\(target)")
      #expect(!answer.text.contains("{{"), "\(target)")
    }
  }

  @Test func frontPageTellsHowTheStoreStands() async throws {
    let answer = await (try await WebStores.browser()).ask("/")
    for text in [
      "静心足道 武林路店", "What needs somebody", "safety stock", "/records/product/prd-aicao-foot-bath", "ninety days",
      "Average ticket", "<svg class=\"chart\"",
    ] {
      #expect(answer.text.contains(text), "\(text)")
    }
    #expect(answer.fields[.refreshing] == nil)
    let following = await (try await WebStores.browser()).ask("/?follow=on")
    #expect(following.fields[.refreshing] == "60")
    #expect(following.text.contains("Stop following"))
  }

  @Test func recordsAreAskedForAsInTheShell() async throws {
    let browser = try await WebStores.browser()
    let dear = await browser.ask("/records/sale?where=total+%3E+500&sort=-total")
    #expect(dear.status == 200)
    #expect(dear.page.all("tr").count > 2)
    let wrong = await browser.ask("/records/sale?where=totl+%3E+500")
    #expect(wrong.status == 400)
    #expect(wrong.text.contains("there is no field totl"))
    #expect(wrong.text.contains("  totl &gt; 500\n  ^"))
    let day = await browser.ask("/records/sale?from=2026-11-20&to=2026-11-20")
    #expect(day.page.all("tbody").count == 1)
    #expect(day.page.all("tr").count == 16, "fifteen sales and the heading")
    let second = await browser.ask("/records/sale?page=2")
    #expect(second.page.values("rel").contains("prev"))
    #expect(await browser.ask("/records/nothing").status == 404)
  }

  @Test func deepPagesEnd() async throws {
    let browser = try await WebStores.browser()
    for page in ["0", "-1", "400", "999999999999999999999", "x"] {
      #expect(await browser.ask("/records/sale?page=\(page)").status == 200, "\(page)")
    }
  }

  @Test func oneRecordShowsItsFieldsAndWhereTheyLead() async throws {
    let browser = try await WebStores.browser()
    let list = await browser.ask("/records/sale.json?from=2026-11-20&to=2026-11-20")
    let sale = try #require(try JSON(parsing: Array(list.text.utf8))["records"]?[0])
    let id = try #require(sale["id"]?.stringValue)
    let page = await browser.ask("/records/sale/\(id)")
    #expect(page.text.contains("/records/staff/\(sale["by"]?.stringValue ?? "?")"))
    #expect(page.text.contains(sale["total"]?.stringValue ?? "?"))
    #expect(page.text.contains("/records/sale/\(id)/history"))
    let data = await browser.ask("/records/sale/\(id).json")
    #expect(try JSON(parsing: Array(data.text.utf8))["record"] == sale)
    #expect(await browser.ask("/records/product/\(id)").status == 404, "an id of another type")
  }

  @Test func everyPageIsDataToo() async throws {
    let browser = try await WebStores.browser()
    for target in Self.targets {
      let address = try Address(target: target)
      let json = await browser.ask(address.as(.json).text)
      #expect(json.status == 200, "\(target)")
      #expect(throws: Never.self, "\(target)") { try JSON(parsing: Array(json.text.utf8), limits: .unbounded) }
      guard address.place.formats.contains(.csv) else { continue }
      let lines = await browser.ask(address.as(.csv).text)
      #expect(lines.status == 200 && lines.text.contains("\r\n"), "\(target)")
      #expect(lines.fields[.contentType] == "text/csv; charset=utf-8")
    }
  }

  /// Whatever a page links to is there.
  @Test func linksLeadSomewhere() async throws {
    let browser = try await WebStores.browser()
    var known: Set<String> = ["/"]
    var waiting = ["/"]
    var looked = 0
    while let target = waiting.popLast(), looked < 120 {
      looked += 1
      let answer = await browser.ask(target)
      #expect([200, 303].contains(answer.status), "\(target)")
      let links = answer.page.values("href") + (answer.status == 303 ? [answer.location] : [])
      let here = target.prefix { $0 != "?" }
      for link in links.map({ $0.hasPrefix("?") ? here + $0 : $0 })
      where known.insert(link).inserted && !link.hasPrefix("#") {
        // Breadth first, one page of each kind of place before many of one.
        waiting.insert(link, at: 0)
      }
    }
    #expect(looked == 120)
  }
}
