import Foundation
import HealthFiles
import Testing

@testable import hfile
@testable import hfile_web

/// A trusted store whose history goes on while it is looked at.
@Suite struct WebLiveTests {
  private func shop() throws -> Shell {
    let shell = Shell.inStore()
    #expect(shell.run("new product id=tea name=绿茶 price=30").code == .done)
    #expect(shell.run("commit -m first").code == .done)
    return shell
  }

  @Test func aMovedHeadIsSeenAtOnce() async throws {
    let shell = try shop()
    let browser = try await WebStores.browser(of: shell)
    #expect(await browser.ask("/records/product/prd-tea").text.contains("30.00"))
    let old = await browser.ask("/at/2026-11-21/records/product/prd-tea").location
    shell.run("set prd-tea price=35")
    #expect(await browser.ask("/records/product/prd-tea").text.contains("30.00"), "working files are nobody's business")
    #expect(shell.run("commit -m dearer").code == .done)
    #expect(await browser.ask("/records/product/prd-tea").text.contains("35.00"))
    #expect(await browser.ask("/").text.contains("dearer"))
    #expect(await browser.ask(old).text.contains("30.00"), "what was is still there")
    let history = await browser.ask("/records/product/prd-tea/history")
    #expect(history.text.contains("<del>30.00</del>") && history.text.contains("<ins>35.00</ins>"))
  }

  @Test func packsMayMoveUnderneath() async throws {
    let shell = try shop()
    let browser = try await WebStores.browser(of: shell)
    #expect(await browser.ask("/records/product/prd-tea").status == 200)
    for price in 31...34 {
      shell.run("set prd-tea price=\(price)")
      #expect(shell.run("commit -m \(price)").code == .done)
    }
    #expect(try shell.git("gc --quiet --prune=now").status == 0)
    #expect(await browser.ask("/records/product/prd-tea").text.contains("34.00"))
    #expect(await browser.ask("/commits").text.contains("first"))
    shell.run("set prd-tea price=40")
    #expect(shell.run("commit -m 40").code == .done)
    #expect(shell.run("maintain").code == .done)
    #expect(shell.run("maintain").code == .done)
    #expect(await browser.ask("/records/product/prd-tea/history").page.all("article").count == 6)
  }

  @Test func aRewrittenHistoryIsFollowed() async throws {
    let shell = try shop()
    let browser = try await WebStores.browser(of: shell)
    shell.run("set prd-tea price=35")
    #expect(shell.run("commit -m dearer").code == .done)
    let gone = try shell.git("rev-parse HEAD").output.filter(\.isHexDigit)
    #expect(await browser.ask("/commits/\(gone)").status == 200)
    #expect(try shell.git("update-ref refs/heads/main HEAD~1").status == 0)
    #expect(await browser.ask("/commits/\(gone)").status == 404, "no commit of this history")
    #expect(await browser.ask("/at/\(gone)/records").status == 404)
    #expect(await browser.ask("/records/product/prd-tea").text.contains("30.00"))
    // A verified tip that is gone is an alarm.
    #expect(shell.run("verify --pin").code == .done)
  }

  @Test func verdictsAreThoseOfVerify() async throws {
    let shell = try shop()
    let browser = try await WebStores.browser(of: shell)
    let good = await browser.ask("/verification")
    #expect(good.text.contains("2 commits verified, 0 findings"))
    #expect(!FileManager.default.fileExists(atPath: shell.current + "/.git/hfile/verified/history.json"), "reads only")
    try shell.write("{\"id\": \"prd-x\", \"name\": \"x\", \"price\": \"1.00\"}\n", to: "products/00/prd-x.json")
    #expect(try shell.git("-c user.name=eve -c user.email=eve@evil add .").status == 0)
    let forged = try shell.git("-c user.name=eve -c user.email=eve@evil commit --no-verify -q -m forged")
    #expect(forged.status == 0, "\(forged.error)")
    let bad = await browser.ask("/verification")
    #expect(bad.text.contains("is not signed"))
    let commit = try shell.git("rev-parse HEAD").output.filter(\.isHexDigit)
    let page = await browser.ask("/commits/\(commit)")
    #expect(page.text.contains("is not signed") && page.text.contains("verdict bad"))
    let first = try shell.git("rev-parse HEAD~1").output.filter(\.isHexDigit)
    let signed = await browser.ask("/commits/\(first)")
    #expect(signed.text.contains("verdict good") && signed.text.contains("Owner"))
    #expect(await browser.ask("/commits/\(first.prefix(8))").location == "/commits/\(first)")
    let list = await browser.ask("/commits")
    #expect(list.text.contains("verdict bad") && list.text.contains("verdict good"))
  }

  @Test func peopleDevicesAndKeysAreShown() async throws {
    let shell = try shop()
    let browser = try await WebStores.browser(of: shell)
    #expect(await browser.ask("/people").text.contains("SHA256:"))
    #expect(await browser.ask("/people").text.contains("amend"))
    #expect(await browser.ask("/devices").status == 200)
    #expect(await browser.ask("/keys").text.contains("recovery"))
  }

  @Test func whatIsSealedStaysSealed() async throws {
    let shell = try shop()
    shell.input = ["林晓", "13800138000"]
    let made = shell.run("new member name=林晓月 phone=+8613800138000 joined=2026-11-01")
    #expect(made.code == .done, "\(made.error)")
    #expect(shell.run("commit -m member").code == .done)
    let browser = try await WebStores.browser(of: shell)
    let list = await browser.ask("/records/member")
    let link = try #require(list.page.values("href").first { $0.hasPrefix("/records/member/mem-") })
    for target in [link, link + ".json", link + "/history", "/records/member.csv", "/commits", "/"] {
      let text = await browser.ask(target).text
      #expect(!text.contains("林晓月") && !text.contains("13800138000"), "\(target)")
    }
    #expect(await browser.ask(link).text.contains("class=\"sealed\""))
  }
}
