import HTTPTypes
import Testing

@testable import hfile_web

/// Addresses are read strictly and written so that they read back.
@Suite struct WebAddressTests {
  static let places: [Place] = [
    .front, .types, .records(type: "sale"), .record(type: "sale", id: "sal-20261121-a7-4f0q9t7k"),
    .history(type: "sale", id: "sal-1"), .commits, .commit(id: "abcd"), .reports, .report(name: "sales-by-item"),
    .people,
    .devices, .keys, .verification, .about, .travel, .enter, .signIn, .signOut, .style, .icon,
  ]

  @Test func everyAddressReadsBack() throws {
    var random = SeededRandom(seed: 7)
    let texts = ["", "a b", "total > 500 & x=\"茶\"", "%41+%", "\u{301}?#/", "名字"]
    for place in Self.places {
      for format in place.formats {
        for time in place.hasTime ? [nil, "2026-11-20", "28a964eb94"] : [nil] {
          let query = (0..<2).map { _ in
            Address.Item(name: random.pick(texts), value: random.pick(texts))
          }
          let address = Address(place, time: time, format: format, query: query)
          #expect(try Address(target: address.text) == address, "\(address.text)")
        }
      }
    }
  }

  @Test(arguments: [
    "", "x", "//", "/records//", "/records/sale/", "/../etc/passwd", "/records/../../etc", "/records/%2e%2e/x",
    "/records/..", "/.git/config", "/records/sale/.json", "/records/sale.xml", "/records/sale.html", "/style.css.json",
    "/at", "/at/2026-11-20/commits", "/at/", "/at/x/at/y", "/commits/HEAD", "/commits/main~1", "/commits/@{1}",
    "/records/sale/a/b", "/records/SALE", "/records/sale\\x", "/index", "/index.html", "/people.csv", "/favicon.ico",
    "/records/sale;x", "/records/茶", "/commits/refs-heads-main/x",
  ])
  func whatNamesNothingIsNoPage(_ target: String) async throws {
    let browser = try await WebStores.browser()
    let status = await browser.ask(target).status
    #expect(target == "/at" ? status == 404 : [400, 404].contains(status), "\(target) \(status)")
  }

  @Test(arguments: ["/?a=%", "/?a=%zz", "/?a=%00", "/?a=%ff", "/?%c3=1", "/a b"])
  func whatIsNotWrittenAsAddressesAreIsRefused(_ target: String) async throws {
    #expect(await (try await WebStores.browser()).ask(target).status == 400, "\(target)")
  }

  @Test(arguments: [
    "/at/HEAD/records", "/at/main/records", "/at/0000000000000000000000000000000000000000", "/at/2019-01-01",
    "/at/20261120", "/at/zzzz", "/at/abc", "/at/2026-02-30", "/commits/0000000000000000000000000000000000000000",
    "/commits/abc", "/commits?before=xyz", "/commits?before=HEAD",
  ])
  func revisionsThatAreNoIdsAreNotFound(_ target: String) async throws {
    #expect(await (try await WebStores.browser()).ask(target).status == 404, "\(target)")
  }

  @Test func aDayLeadsToItsCommitWhichNeverChanges() async throws {
    let browser = try await WebStores.browser()
    let day = await browser.ask("/at/2026-11-20/records/sale?page=2")
    #expect(day.status == 303)
    let parts = day.location.split(separator: "/").map(String.init)
    #expect(parts.first == "at" && parts[1].count == 40 && day.location.hasSuffix("/records/sale?page=2"))
    let page = await browser.ask(day.location)
    #expect(page.status == 200)
    #expect(page.fields[.cacheControl] == "private, max-age=31536000, immutable")
    let tag = try #require(page.fields[.eTag])
    #expect(tag.hasPrefix("\"") && !tag.hasPrefix("W/"))
    #expect(await browser.ask(day.location).fields[.eTag] == tag)
    let known = await browser.ask(day.location, fields: [(.ifNoneMatch, tag)])
    #expect(known.status == 304 && known.text.isEmpty)
    let short = await browser.ask("/at/\(parts[1].prefix(7))/reports/sales")
    #expect(short.location == "/at/\(parts[1])/reports/sales")
    let form = await browser.ask("/at?day=2026-11-20&then=%2Freports%2Fsales")
    #expect(form.location == "/at/2026-11-20/reports/sales")
    for then in ["https:%2F%2Fevil.example%2F", "%2F%2Fevil.example", "%2Fcommits", "javascript:x"] {
      #expect(await browser.ask("/at?day=2026-11-20&then=\(then)").location == "/at/2026-11-20", "\(then)")
    }
    #expect(page.text.contains("You see the store as it was then."))
    // The same figures, whenever they are asked for.
    #expect(await browser.ask("/at/\(parts[1])/reports/sales").text.contains("as of 2026-11-20 19:05"))
  }
}
