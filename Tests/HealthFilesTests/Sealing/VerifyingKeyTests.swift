import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct VerifyingKeyTests {
  private func flaw(_ line: String) -> SealingError? {
    do throws(SealingError) {
      _ = try VerifyingKey(openSSH: line)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["", " lin", " lin@shop 林晓", " "]) func commentsAreNoPartOfAKey(_ comment: String) throws {
    let key = try VerifyingKey(openSSH: KnownKey.line + comment)
    #expect(key.openSSH == KnownKey.line)
    #expect(try VerifyingKey(bytes: key.bytes) == key)
  }

  @Test func otherLinesAreRefused() {
    let line = KnownKey.line
    #expect(flaw("") == .malformed(.publicKey, .armour))
    #expect(flaw("ssh-ed25519") == .malformed(.publicKey, .armour))
    #expect(flaw(line + "\n") == .malformed(.publicKey, .armour))
    #expect(flaw(line + "\tx") == .malformed(.publicKey, .armour))
    #expect(flaw(" " + line) == .malformed(.publicKey, .keyType))
    #expect(flaw(line.replacing("ssh-ed25519", with: "ssh-rsa")) == .malformed(.publicKey, .keyType))
    #expect(flaw(line.replacing(" AAAA", with: "  AAAA")) == .malformed(.publicKey, .length))
    #expect(flaw(line.replacing("B1Ea", with: "B1E")) == .malformed(.publicKey, .base64))
    #expect(flaw(line + "AAAA") == .malformed(.publicKey, .trailing))
    #expect(
      flaw(line.replacing("AAAAC3NzaC1lZDI1NTE5", with: "AAAAC3NzaC1lZDI1NTE4")) == .malformed(.publicKey, .keyType))
  }

  @Test func seedsHave32Bytes() {
    for count in [0, 31, 33, 64] {
      #expect(throws: SealingError.malformed(.signingKey, .length)) {
        try SigningKey(seed: [UInt8](repeating: 1, count: count))
      }
    }
  }
}

@Suite struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(
    arguments: zip(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
      ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
  func knownTexts(_ plain: String, _ text: String) {
    #expect(Base64.standard.string(Array(plain.utf8)) == text)
    #expect(Base64.url.string(Array(plain.utf8)) == text.replacing("=", with: ""))
  }

  @Test(arguments: [Base64.standard, .url]) func whatIsWrittenIsRead(_ base: Base64) {
    let bits = SeededBits(1)
    for count in 0..<200 {
      let bytes = bits.bytes(count)
      #expect(base.decode(base.encode(bytes)) == bytes)
    }
  }

  /// Of all texts of up to three letters from a small alphabet, those are read that are written again as they were.
  @Test(arguments: [Base64.standard, .url]) func onlyCanonicalTextIsRead(_ base: Base64) {
    let alphabet = Array("AQgwZx+/-_= \n".utf8)
    var texts: [[UInt8]] = [[]]
    for length in 1...4 {
      let longer = texts.filter { $0.count == length - 1 }.flatMap { text in alphabet.map { text + [$0] } }
      texts += longer
    }
    var read = 0
    for text in texts {
      guard let bytes = base.decode(text) else { continue }
      read += 1
      #expect(base.encode(bytes) == text)
    }
    #expect(read > 300 && read < texts.count / 2)
  }
}

@Suite struct SealingErrorTests {
  @Test func everyErrorSpeaksThreeLanguages() {
    var codes: Set<String> = []
    for thing in SealingError.Thing.allCases {
      for flaw in SealingError.Flaw.allCases {
        let error = SealingError.malformed(thing, flaw)
        #expect(codes.insert(error.code).inserted)
        #expect(Set(Language.allCases.map(error.words)).count == 3)
      }
      for flaw in SealingError.MemberFlaw.allCases {
        let error = SealingError.member(thing, "iv", flaw)
        #expect(codes.insert(error.code).inserted)
        #expect(Set(Language.allCases.map(error.words)).count == 3)
      }
    }
    for error in [SealingError.otherKey("k"), .notOpened, .wrongPassphrase, .wrongWord(1), .wordCount(2)] {
      #expect(codes.insert(error.code).inserted)
      #expect(Set(Language.allCases.map(error.words)).count == 3)
    }
  }
}
