import HTTPTypes
import HealthFiles
import Testing

@testable import hfile_web

/// Who is let in at this computer's own address, and what every answer says.
@Suite struct WebGateTests {
  private func stranger() async throws -> WebBrowser {
    let browser = try await WebStores.browser()
    browser.cookies = []
    return browser
  }

  @Test func theLinkOpensOnce() async throws {
    let browser = try await stranger()
    let link = browser.link
    #expect(await browser.ask("/").status == 403)
    let entered = await browser.ask(link)
    #expect(entered.status == 303 && entered.location == "/")
    let cookie = entered.fields[.setCookie] ?? ""
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"))
    #expect(cookie.prefix { $0 != ";" }.count == "hfile-session=".count + 64)
    #expect(await browser.ask("/").status == 200)
    browser.cookies = []
    #expect(await browser.ask(link).status == 403, "used")
    #expect(browser.link != link, "another is printed for the next browser")
    #expect(await browser.ask(browser.link).status == 303)
  }

  @Test func strangersSeeNothingOfTheStore() async throws {
    let browser = try await stranger()
    for target in WebPageTests.targets + ["/enter", "/enter?key=", "/enter?key=0", "/at/2026-11-20"] {
      let answer = await browser.ask(target)
      #expect(answer.status == 403, "\(target)")
      #expect(!answer.text.contains("静心"), "\(target)")
      #expect(answer.page.soundness == [])
    }
    browser.cookies = ["hfile-session=0", "hfile-session=1"]
    #expect(await browser.ask("/").status == 403)
    let data = await browser.ask("/records/sale.json")
    #expect(data.fields[.contentType] == "application/json; charset=utf-8")
    #expect(await browser.ask("/style.css").status == 200)
  }

  @Test func sessionsEnd() async throws {
    let world = FixedWorld(WebStores.time)
    let store = try Store(containing: try WebStores.example.get(), environment: world.environment)
    let browser = try WebBrowser(store, world.environment)
    await browser.enter()
    world.advance(11 * 3_600)
    #expect(await browser.ask("/about").status == 200)
    world.advance(13 * 3_600)
    #expect(await browser.ask("/about").status == 403)
  }

  @Test(arguments: ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.2", "[::2]:8080", "localhost.:8080"])
  func otherNamesAreRefused(_ host: String) async throws {
    let browser = try await WebStores.browser()
    browser.host = host
    #expect(await browser.ask("/").status == 421)
    browser.host = "LOCALHOST:9"
    #expect(await browser.ask("/about").status == 200)
  }

  @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .patch, .options, .trace, .connect])
  func nothingCanBeChanged(_ method: HTTPRequest.Method) async throws {
    let answer = await (try await WebStores.browser()).ask("/", method: method)
    #expect(answer.status == 405)
    #expect(answer.fields[.allow] == "GET, HEAD")
  }

  @Test func headIsGetWithoutItsBody() async throws {
    let browser = try await WebStores.browser()
    let get = await browser.ask("/about")
    let head = await browser.ask("/about", method: .head)
    #expect(head.status == 200 && head.text.isEmpty)
    #expect(head.fields[.contentLength] == get.fields[.contentLength])
    #expect(head.fields[.eTag] == get.fields[.eTag])
  }

  @Test func longAddressesAreRefused() async throws {
    let browser = try await WebStores.browser()
    #expect(await browser.ask("/?" + String(repeating: "a", count: 2_100)).status == 414)
    #expect(await browser.ask("/?" + String(repeating: "a", count: 2_000)).status == 200)
  }

  @Test func everyAnswerForbidsWhatPagesNeverDo() async throws {
    let browser = try await WebStores.browser()
    for target in ["/", "/nothing", "/style.css", "/records/sale.csv", "/?lang=zh-Hant"] {
      let fields = await browser.ask(target).fields
      let policy = fields[.contentSecurityPolicy] ?? ""
      #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; img-src 'self'"), "\(target)")
      #expect(!policy.contains("unsafe") && !policy.contains("script-src"))
      #expect(fields[.xContentTypeOptions] == "nosniff" && fields[.referrerPolicy] == "no-referrer", "\(target)")
      #expect(fields[.frameOptions] == "DENY")
    }
  }

  @Test func theLanguageIsAskedForOrChosen() async throws {
    let browser = try await WebStores.browser()
    for (asked, language) in [
      ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"), ("fr, zh-CN;q=0.5, en;q=0.1", "zh-Hans"), ("de", "en"), ("", "en"),
      ("en;q=0, zh", "zh-Hans"), ("*;q=x,,;", "en"),
    ] {
      browser.languages = asked
      #expect(await browser.ask("/about").fields[.contentLanguage] == language, "\(asked)")
    }
    let chosen = await browser.ask("/records/sale?page=2&lang=zh-Hant")
    #expect(chosen.status == 303 && chosen.location == "/records/sale?page=2")
    #expect(await browser.ask("/about").fields[.contentLanguage] == "zh-Hant")
    #expect(await browser.ask("/about.json?lang=zh-Hans").fields[.contentLanguage] == "zh-Hans")
  }
}
