// The languages of the house. Every word a person reads exists in all three; nothing falls back in silence.

/// A language in which the house speaks (BCP 47).
public enum Language: String, Sendable, CaseIterable {
  /// English.
  case english = "en"
  /// Chinese in simplified characters.
  case simplifiedChinese = "zh-Hans"
  /// Chinese in traditional characters.
  case traditionalChinese = "zh-Hant"

  /// Finds the language that a tag or a POSIX locale name asks for: `zh-Hant`, `zh_TW.UTF-8`, `en_GB`, `C`.
  public init?(tag: String) {
    let parts = tag.lowercased().split { "-_.@".contains($0) }.map(String.init)
    switch parts.first {
    case "zh":
      let traditional = parts.contains { ["hant", "tw", "hk", "mo"].contains($0) }
      self = traditional ? .traditionalChinese : .simplifiedChinese
    case "en", "c", "posix": self = .english
    default: return nil
    }
  }

  /// Returns the text that belongs to this language.
  public func pick(_ english: String, _ simplified: String, _ traditional: String) -> String {
    switch self {
    case .english: english
    case .simplifiedChinese: simplified
    case .traditionalChinese: traditional
    }
  }
}

/// One text in the three languages of the house.
public struct Phrase: Sendable, Hashable {
  /// The English text.
  public let english: String
  /// The text in simplified characters.
  public let simplified: String
  /// The text in traditional characters.
  public let traditional: String

  /// Makes a phrase from its three texts, in the order English, simplified, traditional.
  public init(_ english: String, _ simplified: String, _ traditional: String) {
    self.english = english
    self.simplified = simplified
    self.traditional = traditional
  }

  /// Makes a phrase of what is said in each language.
  init(_ words: (Language) -> String) {
    self.init(words(.english), words(.simplifiedChinese), words(.traditionalChinese))
  }

  /// Makes a phrase of a text that is the same in every language: an id, a sign.
  static func same(_ text: String) -> Phrase { Phrase(text, text, text) }

  /// Returns the text in a language.
  public subscript(language: Language) -> String { language.pick(english, simplified, traditional) }

  /// Returns two texts as one, with the same sign between them in every language.
  func joined(with other: Phrase, by sign: String) -> Phrase {
    Phrase(
      english + sign + other.english, simplified + sign + other.simplified, traditional + sign + other.traditional)
  }

  /// The three texts, for looking a word up whatever language it was typed in.
  public var all: [String] { [english, simplified, traditional] }
}
