import Crypto
import Foundation
import Git
import Testing

@testable import HealthFiles

@Suite struct KnownHostsTests {
  private func key(_ seed: UInt8, _ kind: String = "ssh-ed25519") -> HostKey {
    let bytes =
      [0, 0, 0, UInt8(kind.utf8.count)] + Array(kind.utf8) + [0, 0, 0, 32] + [UInt8](repeating: seed, count: 32)
    return HostKey(bytes: bytes, digest: Array(SHA256.hash(data: bytes)))
  }

  private func line(_ hosts: String, _ key: HostKey) -> String {
    "\(hosts) \(key.kind) \(Data(key.bytes).base64EncodedString()) a comment"
  }

  private func judge(
    _ text: String, _ key: HostKey, _ host: String = "hub.example", _ port: Int = 22
  )
    -> KnownHosts.Verdict
  {
    KnownHosts(text).judge(key, of: host, port: port)
  }

  @Test func namesAreNamedAsOpenSSHNamesThem() {
    let key = key(1)
    #expect(judge(line("hub.example", key), key) == .known)
    #expect(judge(line("other,HUB.example,10.0.0.1", key), key) == .known)
    #expect(judge(line("*.example", key), key) == .known)
    #expect(judge(line("hub.exampl?", key), key) == .known)
    #expect(judge(line("*.example,!hub.example", key), key) == .unknown)
    #expect(judge(line("hub.example", key), key, "hub.example", 2222) == .unknown)
    #expect(judge(line("[hub.example]:2222", key), key, "hub.example", 2222) == .known)
    #expect(judge(line("[hub.example]:2222", key), key) == .unknown)
    #expect(judge("# " + line("hub.example", key), key) == .unknown)
    #expect(judge("", key) == .unknown)
  }

  @Test func hashedNamesAreFound() {
    let (key, salt) = (key(1), [UInt8](repeating: 7, count: 20))
    let code = HMAC<Insecure.SHA1>.authenticationCode(
      for: Data("[hub.example]:2222".utf8), using: SymmetricKey(data: salt))
    let name = "|1|\(Data(salt).base64EncodedString())|\(Data(code).base64EncodedString())"
    #expect(judge(line(name, key), key, "hub.example", 2222) == .known)
    #expect(judge(line(name, key), key, "hub.example", 22) == .unknown)
    #expect(judge(line("|1|AAAA", key), key) == .unknown)
  }

  @Test func anotherKeyIsAnAlarm() {
    #expect(judge(line("hub.example", key(1)), key(2)) == .changed)
    #expect(judge(line("hub.example", key(1, "ssh-rsa")), key(2)) == .changed)
    #expect(judge(line("other.example", key(1)), key(2)) == .unknown)
    #expect(judge(line("hub.example", key(1)) + "\n" + line("hub.example", key(2)), key(2)) == .known)
    #expect(judge("@revoked " + line("*", key(2)) + "\n" + line("hub.example", key(2)), key(2)) == .changed)
    #expect(judge("@cert-authority " + line("*", key(2)), key(2)) == .unknown)
  }

  /// What OpenSSH itself writes and hashes.
  @Test func filesOfSSHKeygenAreRead() throws {
    let folder = TemporaryFolder()
    _ = try Ran("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.file("host")], in: folder.path)
    let text = try String(contentsOfFile: folder.file("host.pub"), encoding: .utf8)
    let words = text.split(separator: " ")
    let bytes = try #require(Data(base64Encoded: String(words[1])))
    let key = HostKey(bytes: Array(bytes), digest: Array(SHA256.hash(data: bytes)))
    try "[hub.example]:2222,10.0.0.9 \(text)".write(toFile: folder.file("known"), atomically: true, encoding: .utf8)
    let hashed = try Ran("ssh-keygen", ["-H", "-f", folder.file("known")], in: folder.path)
    #expect(hashed.status == 0)
    let known = try String(contentsOfFile: folder.file("known"), encoding: .utf8)
    #expect(!known.contains("hub.example"))
    #expect(judge(known, key, "hub.example", 2222) == .known)
    #expect(judge(known, key, "10.0.0.9") == .known)
    let shown = try Ran("ssh-keygen", ["-lf", folder.file("host.pub")], in: folder.path).output
    #expect(shown.contains(key.fingerprint))
    let own = KnownHosts.line(key, of: "hub.example", port: 22)
    try own.write(toFile: folder.file("own"), atomically: true, encoding: .utf8)
    #expect(try Ran("ssh-keygen", ["-F", "hub.example", "-f", folder.file("own")], in: folder.path).status == 0)
  }
}
