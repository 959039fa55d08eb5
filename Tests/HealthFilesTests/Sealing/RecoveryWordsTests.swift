// Keys on paper: what is written is read, however it is typed, and a slip is found and mostly named.

import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct RecoveryWordsTests {
  private let bits = SeededBits(51)

  private func flaw(_ text: String) -> SealingError? {
    do throws(SealingError) {
      _ = try RecoveryWords.bytes(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func knownWords() {
    let zero = [UInt8](repeating: 0, count: 32)
    // SHA-256 of 32 zero bytes begins 66 68.
    #expect(RecoveryWords.words(zero).joined(separator: " ") == String(repeating: "babab ", count: 16) + "kinom")
    #expect(RecoveryWords.words([UInt8](0..<32)).prefix(4).joined(separator: " ") == "babad bamag bibaj bimal")
    // An address of IPv4 in the words of the same alphabet that others use: 127.0.0.1 is lusab-babad.
    #expect(RecoveryWords.words([127, 0, 0, 1] + zero.dropLast(4)).prefix(2) == ["lusab", "babad"])
  }

  @Test func whatIsWrittenIsRead() throws {
    for _ in 0..<200 {
      let bytes = bits.bytes(32)
      let words = RecoveryWords.words(bytes)
      #expect(words.count == RecoveryWords.count && words.allSatisfy { $0.count == 5 })
      let texts = [
        words.joined(separator: " "), words.joined(separator: "-").uppercased(), words.joined(separator: "\n"),
        words.joined(),
        words.enumerated().map { "\($0 + 1). \($1.prefix(1).uppercased() + $1.dropFirst())" }.joined(separator: ",\t"),
        "  " + words.joined(separator: "　") + "。\n", wide(words.joined(separator: " ")),
      ]
      for text in texts { #expect(try RecoveryWords.bytes(text) == bytes, "\(text)") }
    }
  }

  private func wide(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == " " ? $0 : Unicode.Scalar($0.value + 0xFEE0) ?? $0 }))
  }

  @Test func aKeyComesBack() throws {
    let key = try UnsealingKey(random: bits.bytes)
    let again = try RecoveryWords.key(from: RecoveryWords.words(of: key).joined(separator: " "))
    #expect(again.sealingKey == key.sealingKey)
  }

  @Test func oneWrongLetterIsNamed() {
    var named = 0
    for round in 0..<300 {
      var words = RecoveryWords.words(bits.bytes(32))
      let place = round % RecoveryWords.count
      var letters = Array(words[place])
      let letter = round % 5
      let others = Array(letter % 2 == 1 ? "aiou" : "bdfghjklmnprstvz").filter { $0 != letters[letter] }
      letters[letter] = others[Int(bits.next() % UInt64(others.count))]
      words[place] = String(letters)
      let error = flaw(words.joined(separator: " "))
      #expect(error == .wrongWord(place + 1) || error == .malformed(.recoveryWords, .checksum))
      if error == .wrongWord(place + 1) { named += 1 }
    }
    #expect(named > 285)
  }

  @Test func wordsThatAreNoneAreNamed() {
    for (place, word) in [(0, "babac"), (5, "abbab"), (16, "baba"), (8, "bababa"), (3, "xyzzy")] {
      var words = RecoveryWords.words(bits.bytes(32))
      words[place] = word
      #expect(flaw(words.joined(separator: " ")) == .wrongWord(place + 1))
    }
  }

  @Test func missingAndExchangedWordsAreFound() {
    let words = RecoveryWords.words(bits.bytes(32))
    #expect(flaw(words.dropLast().joined(separator: " ")) == .wordCount(16))
    #expect(flaw((words + ["babab"]).joined(separator: " ")) == .wordCount(18))
    #expect(flaw("") == .wordCount(0))
    var turned = words
    turned.swapAt(2, 9)
    #expect(flaw(turned.joined(separator: " ")) != nil)
    #expect(flaw(words.reversed().joined(separator: " ")) != nil)
  }
}
