/// Figures drawn with characters: bars beside rows, a line for a series.
enum Drawing {
  /// Eighths of a character's width, and of its height.
  private static let widths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Columns of the longest bar.
  static let barWidth = 20
  /// Columns of the longest line; a longer series is drawn from its end.
  static let lineWidth = 60

  /// A bar for each value, the greatest at full length; none for what is missing or below nought.
  static func bars(_ values: [Int64?]) -> [String] {
    let most = values.compactMap { $0 }.max() ?? 0
    return values.map { value in
      guard let value, value > 0, most > 0 else { return "" }
      let eighths = max(1, Int(Double(value) / Double(most) * Double(barWidth * 8) + 0.5))
      let rest = eighths % 8
      return String(repeating: "█", count: eighths / 8) + (rest == 0 ? "" : String(widths[rest - 1]))
    }
  }

  /// A line whose height follows the values from nought to the greatest; a blank for what is missing.
  static func line(_ values: [Int64?]) -> String {
    let shown = values.suffix(lineWidth)
    let most = shown.compactMap { $0 }.max() ?? 0
    return String(
      shown.map { value in
        guard let value else { return " " }
        guard value > 0, most > 0 else { return heights[0] }
        return heights[min(7, Int(Double(value) / Double(most) * 7 + 0.5))]
      })
  }
}
