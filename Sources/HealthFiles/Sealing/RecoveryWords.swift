// A key on paper: 32 bytes as 16 words that can be spoken, and one to check them. Each word is two bytes as
// consonant (4 bits), vowel (2), consonant (4), vowel (2), consonant (4), from the highest bit on; the last word is the
// first two bytes of SHA-256 over the 32.

import Crypto

/// The words of a key that is kept on paper.
public enum RecoveryWords {
  private static let consonants = Array("bdfghjklmnprstvz".utf8)
  private static let vowels = Array("aiou".utf8)
  /// The words of a key and the one that checks them.
  public static let count = 17

  /// The words of a key.
  public static func words(of key: UnsealingKey) -> [String] { words(key.secret) }

  /// Reads the words of a key, whatever their case and what stands between them.
  public static func key(from text: String) throws(SealingError) -> UnsealingKey {
    try UnsealingKey(secret: bytes(text))
  }

  /// Writes a key of 32 bytes as words.
  static func words(_ bytes: [UInt8]) -> [String] {
    numbers(bytes + check(bytes)).map { String(decoding: letters($0), as: UTF8.self) }
  }

  /// Reads words, whatever their case and what stands between them; names the wrong one where that can be told.
  static func bytes(_ text: String) throws(SealingError) -> [UInt8] {
    let words = try split(text)
    var numbers: [UInt16] = []
    for (place, word) in words.enumerated() {
      guard let number = number(word) else { throw .wrongWord(place + 1) }
      numbers.append(number)
    }
    guard let bytes = checked(numbers) else {
      if let place = misread(numbers) { throw .wrongWord(place + 1) }
      throw .malformed(.recoveryWords, .checksum)
    }
    return bytes
  }

  private static func check(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes).prefix(2)) }

  private static func numbers(_ bytes: [UInt8]) -> [UInt16] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
  }

  /// The bytes of all words but the last, if that one agrees.
  private static func checked(_ numbers: [UInt16]) -> [UInt8]? {
    let bytes = numbers.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let key = Array(bytes.dropLast(2))
    return check(key) == bytes.suffix(2) ? key : nil
  }

  private static func letters(_ number: UInt16) -> [UInt8] {
    [
      consonants[Int(number >> 12)], vowels[Int(number >> 10 & 3)], consonants[Int(number >> 6 & 15)],
      vowels[Int(number >> 4 & 3)], consonants[Int(number & 15)],
    ]
  }

  private static func number(_ word: [UInt8]) -> UInt16? {
    guard word.count == 5 else { return nil }
    var number: UInt16 = 0
    for (place, letter) in word.enumerated() {
      let isVowel = place % 2 == 1
      guard let value = (isVowel ? vowels : consonants).firstIndex(of: letter) else { return nil }
      number = number << (isVowel ? 2 : 4) | UInt16(value)
    }
    return number
  }

  /// The words of a text in small letters; where none stands apart, every five letters are one.
  private static func split(_ text: String) throws(SealingError) -> [[UInt8]] {
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      // Chinese input methods write wide letters.
      let value = (0xFF21...0xFF5A).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      if (0x41...0x5A).contains(value & ~0x20) {
        words[words.count - 1].append(UInt8(value | 0x20))
      } else if !words[words.count - 1].isEmpty {
        words.append([])
      }
    }
    words.removeAll(where: \.isEmpty)
    let letters = words.flatMap(\.self)
    if words.count != count, letters.count == count * 5 {
      return stride(from: 0, to: letters.count, by: 5).map { Array(letters[$0..<$0 + 5]) }
    }
    guard words.count == count else { throw .wordCount(words.count) }
    return words
  }

  /// The only word that would make all agree if one letter of it were another; nil when there is none or several.
  private static func misread(_ numbers: [UInt16]) -> Int? {
    // The fields of a word: four bits for consonants, two for vowels.
    let fields: [(shift: UInt16, mask: UInt16)] = [(12, 15), (10, 3), (6, 15), (4, 3), (0, 15)]
    var found: Set<Int> = []
    for place in numbers.indices {
      for (shift, mask) in fields {
        for change in 1...mask {
          var other = numbers
          other[place] ^= change << shift
          if checked(other) != nil { found.insert(place) }
        }
      }
    }
    return found.count == 1 ? found.first : nil
  }
}
