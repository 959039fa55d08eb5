/// Readings of Han characters, so that a name is found by what is typed on a Latin keyboard: whole syllables, their
/// initials, or some of each (`linxiao`, `lx`, `linx`).
///
/// Tones are left out, ü is typed `v` or `u`, and a character of several readings is found by each of them: 单 is `dan`,
/// `shan` and `chan`, because nobody can tell a surname from a text. The table is data/pinyin.txt.
struct Pinyin: Sendable {
  /// The table that the program carries.
  static let builtIn = Pinyin(BuiltInFiles.texts["data/pinyin.txt"] ?? "")

  private var syllables: [[UInt8]] = []
  /// Place of a character's first reading, plus one; nought for none.
  private var first = [UInt16](repeating: 0, count: Int(lastCommon - firstCommon) + 1)
  /// Further readings, and readings of rare characters.
  private var more: [UInt32: [UInt16]] = [:]

  private static let firstCommon: UInt32 = 0x3400
  private static let lastCommon: UInt32 = 0x9FFF

  /// Reads lines of a syllable and the characters that are read so; `#` begins a comment.
  init(_ table: String) {
    for line in table.utf8.split(separator: 0x0A) where line.first != 0x23 {
      guard let blank = line.firstIndex(of: 0x20) else { continue }
      syllables.append(Array(line[..<blank]))
      for scalar in Substring(line[blank...]).unicodeScalars.dropFirst() {
        add(UInt16(syllables.count), to: scalar.value)
      }
    }
  }

  private mutating func add(_ syllable: UInt16, to character: UInt32) {
    guard (Self.firstCommon...Self.lastCommon).contains(character) else {
      return more[character, default: []].append(syllable)
    }
    let place = Int(character - Self.firstCommon)
    if first[place] == 0 { first[place] = syllable } else { more[character, default: []].append(syllable) }
  }

  private func readings(of character: UInt32) -> [[UInt8]] {
    var places = more[character] ?? []
    if (Self.firstCommon...Self.lastCommon).contains(character), first[Int(character - Self.firstCommon)] > 0 {
      places.append(first[Int(character - Self.firstCommon)])
    }
    return places.map { syllables[Int($0) - 1] }
  }

  /// Returns the letters that a text may be found by; nil where it is not typed as readings are.
  static func letters(of text: String) -> [UInt8]? {
    var letters: [UInt8] = []
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case " ", "'", "’": continue
      case "ü": letters.append(UInt8(ascii: "v"))
      case "a"..."z": letters.append(UInt8(scalar.value))
      default: return nil
      }
    }
    return letters.count > 1 ? letters : nil
  }

  /// Returns whether some characters of a text, one after another, are read as letters say.
  func matches(_ letters: [UInt8], in text: String) -> Bool {
    place(of: letters, in: Array(text.unicodeScalars)) != nil
  }

  /// Returns where the first characters stand that are read as letters say.
  func place(of letters: [UInt8], in characters: [Unicode.Scalar]) -> Int? {
    guard characters.contains(where: { $0.value >= Self.firstCommon }) else { return nil }
    return characters.indices.first { matches(letters[...], characters[$0...]) }
  }

  private func matches(_ letters: ArraySlice<UInt8>, _ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let letter = letters.first else { return true }
    guard let character = rest.first else { return false }
    if character.value < 0x80 {
      return (character.value | 0x20) == UInt32(letter) && matches(letters.dropFirst(), rest.dropFirst())
    }
    for reading in readings(of: character.value) {
      let common = zip(letters, reading).prefix { $0 == $1 || ($0 == UInt8(ascii: "u") && $1 == UInt8(ascii: "v")) }
        .count
      if common == letters.count { return true }
      guard common > 0 else { continue }
      // A whole syllable, or what it begins with: `zh` as well as `z`.
      let isDouble = common > 1 && reading[1] == UInt8(ascii: "h")
      for taken in Set([1, isDouble ? 2 : 1, common == reading.count ? common : 1])
      where matches(letters.dropFirst(taken), rest.dropFirst()) {
        return true
      }
    }
    return false
  }
}
