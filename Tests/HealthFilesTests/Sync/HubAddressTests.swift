import HealthFiles
import Testing

@Suite struct HubAddressTests {
  private func way(_ text: String) -> HubAddress.Way? { (try? HubAddress(text, in: "/home/lin/shop"))?.way }

  @Test func foldersAreReadFromWhereOneStands() {
    #expect(way("/media/stick/shop.git") == .folder(path: "/media/stick/shop.git"))
    #expect(way("../hub.git") == .folder(path: "/home/lin/hub.git"))
    #expect(way("./a//b/") == .folder(path: "/home/lin/shop/a/b"))
    #expect(way("file:///srv/shop.git") == .folder(path: "/srv/shop.git"))
    #expect(way("./odd:name") == .folder(path: "/home/lin/shop/odd:name"))
    #expect(way("file://host/srv") == nil)
  }

  @Test func serversAreReadAsGitReadsThem() throws {
    #expect(way("https://hub.example/shop.git") == .https(host: "hub.example", port: 443))
    #expect(way("https://hub.example:8443/shop.git") == .https(host: "hub.example", port: 8443))
    #expect(way("ssh://git@hub.example:2222/shop.git") == .ssh(host: "hub.example", port: 2222))
    #expect(way("ssh://[::1]:2222/shop.git") == .ssh(host: "::1", port: 2222))
    #expect(way("git@hub.example:shop.git") == .ssh(host: "hub.example", port: 22))
    #expect(way("Hub.Example:shop.git") == .ssh(host: "hub.example", port: 22))
    #expect(try HubAddress("git@hub.example:shop.git", in: "/").user == "git")
    #expect(try HubAddress("https://hub.example/shop.git", in: "/").user == nil)
  }

  @Test(arguments: [
    "", "git://h/p", "http://h/p", "ftp://h/p", "ext::sh -c date", "nfs://h/p", "ssh://", "ssh:///p", "https://h",
    "https://h/", "ssh://-oProxyCommand=x/p", "ssh://-x@h/p", "ssh://h:0/p", "ssh://h:99999/p", "ssh://h:x/p",
    "https://lin:secret@h/p", "ssh://h\u{0}/p", "https://h h/p", "-h:p", "h:-p", "https://h\n/p",
  ])
  func othersAreRefused(_ text: String) {
    #expect(throws: StoreError.self) { try HubAddress(text, in: "/home/lin") }
  }

  @Test func aSecretIsNotRepeated() throws {
    for text in ["https://lin:hunter2@h/p", "nfs://hunter2@h/p", "https://hunter2@h:x/p"] {
      do {
        _ = try HubAddress(text, in: "/")
        Issue.record("\(text) is accepted")
      } catch {
        for language in Language.allCases { #expect(error.words(language)?.contains("hunter2") == false) }
      }
    }
  }
}
