import Foundation
import HealthFiles
import Testing

@testable import hfile_web

/// What templates may and must do, read from their text.
@Suite struct WebTemplateTests {
  private let templates = BuiltInFiles.texts.filter { $0.key.hasSuffix(".mustache") }

  @Test func templatesEscapeWhatTheyShow() {
    #expect(templates.count > 15)
    for (path, text) in templates {
      #expect(text.hasPrefix("{{% CONTENT_TYPE:SAFE}}\n"), "\(path) shows data as they are")
      #expect(!text.contains("{{{") && !text.contains("{{&"), "\(path) shows data as they are")
      #expect(!text.contains("<script") && !text.contains("javascript:") && !text.contains(" style="), "\(path)")
      #expect(text.matches(of: /=\{\{/).isEmpty, "\(path) has an attribute without quotation marks")
    }
  }

  @Test func wordsOfTemplatesAreThere() {
    var used: Set<String> = []
    for (path, text) in templates {
      for match in text.matches(of: /\{\{w\.([A-Za-z]+)\}\}/) {
        let name = String(match.output.1)
        used.insert(name)
        #expect(Words.all[name] != nil, "\(path) says \(name)")
      }
    }
    #expect(used.count > 50)
  }

  @Test(arguments: Language.allCases) func wordsAreSaidInEveryLanguage(_ language: Language) {
    for (name, phrase) in Words.all { #expect(!phrase[language].isEmpty, "\(name)") }
    for refusal in Refusal.allCases {
      #expect(Words.all[refusal.word] != nil && Words.all[refusal.word + "Help"] != nil, "\(refusal)")
    }
  }

  @Test func markupIsEscapedByCodePoints() {
    let hostile = "<b>\"\u{301} onclick='x'\u{600}\" &\u{202E}\u{7}\u{85}\u{61C}\u{2028}"
    let shown = SafeText.escaped(hostile)
    for sign in ["<", ">", "\"", "'"] {
      #expect(!shown.unicodeScalars.contains(sign.unicodeScalars.first!), "\(sign) in \(shown)")
    }
    #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    #expect(!shown.contains("\u{202E}") && !shown.contains("\u{61C}") && !shown.contains("\u{2028}"))
    #expect(SafeText.escaped("茶 — é 30 €") == "茶 — é 30 €")
    #expect(SafeText.escaped("&lt;") == "&amp;lt;")
  }
}
