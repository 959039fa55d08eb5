// Regular expressions: ECMA-262 syntax, linear time, and agreement with Foundation's engine on random patterns.

import Foundation
import JSONSchema
import Testing

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("", "", true), ("", "abc", true), ("a", "bab", true), ("^a", "ba", false), ("a$", "ab", false), ("^$", "", true),
    ("^a|b$", "xb", true), ("^(a|b)*c$", "ababc", true), ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaa", true),
    ("^a{0}$", "", true), ("^a+?b??$", "aa", true), ("^.$", "\n", false), ("^.$", "😀", true), ("^[^a-c]$", "d", true),
    ("^[^a-c]$", "b", false), ("[\\d\\-x]", "-", true), ("^[\\b]$", "\u{8}", true), ("^[]$", "", false),
    ("^[^]$", "\n", true), ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true),
    ("^\\w+$", "az_09", true), ("^\\w$", "é", false), ("^\\d$", "৪", false), ("^\\s$", "\u{a0}", true),
    ("^\\s$", "\u{feff}", true), ("^\\S$", "\u{2003}", false), ("^\\cA$", "\u{1}", true),
    ("^\\x41\\u0042$", "AB", true),
    ("^\\u{1f600}$", "😀", true), ("^\\ud83d\\ude00$", "😀", true), ("^[\\ud83d\\ude00-\\u{1f64f}]$", "🙏", true),
    ("^\\ud83d$", "😀", false), ("^\\0$", "\u{0}", true), ("^\\$\\^\\/\\}$", "$^/}", true),
    ("^(?<year>\\d{4})$", "2026", true),
    ("^(?:ab)+$", "abab", true), ("^\\p{L}+$", "林é", true), ("^\\p{Letter}$", "1", false), ("^\\P{L}$", "1", true),
    ("^\\p{Lu}\\p{Lowercase_Letter}$", "Éa", true), ("^\\p{Script=Han}+$", "林晓", true), ("^\\p{sc=Han}$", "ア", false),
    ("^\\p{Script=Latin}$", "é", true), ("^\\p{gc=Nd}$", "৪", true), ("^[\\p{L}\\p{Nd} ]+$", "a 1林", true),
    ("^\\p{Emoji_Presentation}$", "😀", true), ("^\\p{ASCII}$", "é", false), ("^\\p{Any}$", "\n", true),
    ("^\\p{P}\\p{Sc}\\p{Zs}$", "!¥ ", true), ("^\\p{LC}$", "ǅ", true), ("e\u{301}", "e\u{301}", true),
    ("^e$", "e\u{301}", false), ("^prd-[a-z0-9][a-z0-9-]{1,39}$", "prd-green-tea", true),
    ("^bkg-[0-9]{8}-[a-z0-9]{2}-[0-9a-hjkmnp-tv-z]{8}$", "bkg-20261121-a7-4f0q9t7k", true),
    ("^bkg-[0-9]{8}-[a-z0-9]{2}-[0-9a-hjkmnp-tv-z]{8}$", "bkg-20261121-a7-4f0q9t7i", false),
  ])
  func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == expected)
  }

  @Test(
    arguments: [
      ("(", .unclosedGroup), (")", .unexpectedCharacter), ("[a", .unclosedClass), ("a{", .invalidQuantifier),
      ("a{2,1}", .invalidQuantifier), ("{1}", .unexpectedCharacter), ("a**", .unexpectedCharacter),
      ("^*", .unexpectedCharacter), ("]", .unexpectedCharacter), ("}", .unexpectedCharacter), ("\\", .invalidEscape),
      ("\\a", .invalidEscape), ("\\Z", .invalidEscape), ("\\-", .invalidEscape), ("\\u12", .invalidEscape),
      ("\\u{110000}", .invalidEscape), ("\\01", .invalidEscape), ("\\c1", .invalidEscape), ("[b-a]", .invalidRange),
      ("[\\d-z]", .invalidRange), ("\\p{Nonsense}", .unknownProperty("Nonsense")), ("\\p", .invalidEscape),
      ("(?=a)", .lookAround), ("(?<!a)", .lookAround), ("(a)\\1", .backReference), ("(?<n>a)\\k<n>", .backReference),
      ("(?i:a)", .unexpectedCharacter), ("a{100000}", .tooLarge), ("((a{60}){60}){60}", .tooLarge),
      (String(repeating: "(", count: 10_000), .tooLarge),
    ] as [(String, RegularExpression.SyntaxError.Reason)])
  func refuses(_ pattern: String, _ reason: RegularExpression.SyntaxError.Reason) {
    let error = #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression(pattern) }
    #expect(error?.reason == reason)
  }

  /// Patterns that take exponential time in engines that go back.
  @Test(arguments: [
    "^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a|b)*a(a|b){14}c",
  ])
  func staysLinear(_ pattern: String) throws {
    let text = String(repeating: "a", count: 5_000) + "!"
    var budget = 5_000 * 200
    #expect(try RegularExpression(pattern).matches(text, budget: &budget) == false)
  }

  @Test func stopsAtItsBudget() throws {
    let expression = try RegularExpression("(a|b)*a(a|b){14}c")
    var budget = 100
    #expect(expression.matches(String(repeating: "a", count: 1_000), budget: &budget) == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func agreesWithAnotherEngine(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<300 {
      let pattern = random.pattern(depth: 3)
      let other = try NSRegularExpression(pattern: pattern)
      let expression = try RegularExpression(pattern)
      for _ in 0..<12 {
        let text = (0..<random.below(8)).map { _ in random.pick(["a", "b", "1", "-"]) }.joined()
        let isMatch = other.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
        #expect(expression.matches(text) == isMatch, "seed \(seed), round \(round): \(pattern) on \(text)")
      }
    }
  }
}

extension SeededRandom {
  fileprivate mutating func pattern(depth: Int) -> String {
    switch below(depth > 0 ? 9 : 3) {
    case 0, 1: return pick(["a", "b", "1", "-"])
    case 2: return pick([".", "\\w", "\\d", "\\W", "[ab]", "[^a]", "[a1-]"])
    case 3: return pick(["^", "$", "\\b", "\\B"]) + pattern(depth: depth - 1)
    case 4: return "(" + pattern(depth: depth - 1) + ")" + pick(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "*?"])
    case 5: return "(?:" + pattern(depth: depth - 1) + "|" + pattern(depth: depth - 1) + ")"
    case 6: return pattern(depth: depth - 1) + pick(["$", "\\b", ""])
    default: return pattern(depth: depth - 1) + pattern(depth: depth - 1)
    }
  }
}
