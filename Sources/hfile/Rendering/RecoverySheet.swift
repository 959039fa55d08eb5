import HealthFiles
import QRCode

/// The recovery key as it is shown once: words to be written down, and on a terminal a code to be photographed.
enum RecoverySheet {
  private static let wordsALine = 6

  static func show(_ key: UnsealingKey, _ console: Console) {
    console.say(
      console.pick(
        "recovery words, shown this once; write them down, and keep them away from this computer:",
        "恢复词，仅显示这一次；请抄写并保存在别处：", "復原詞，僅顯示這一次；請抄寫並保存在別處："))
    let words = RecoveryWords.words(of: key)
    for start in stride(from: 0, to: words.count, by: wordsALine) {
      console.say("  " + words[start..<min(words.count, start + wordsALine)].joined(separator: " "))
    }
    if let code = QRCode(capitals: words.joined(separator: " ")), console.isTerminal {
      for line in code.lines { console.say(line) }
    }
    console.hint("hfile keys recovery")
  }
}
