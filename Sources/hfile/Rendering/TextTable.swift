/// A table of plain text whose columns line up, whatever the characters.
struct TextTable {
  private let titles: [String]
  private let numeric: Set<Int>
  private var rows: [[String]] = []

  /// Makes a table; numeric columns are set flush right.
  init(_ titles: [String], numeric: Set<Int> = []) {
    self.titles = titles
    self.numeric = numeric
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map(Safe.line)) }

  /// The lines of the table; on a terminal the widest columns are cut until a line fits.
  func lines(width: Int?) -> [String] {
    var widths = titles.map(DisplayWidth.of)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], DisplayWidth.of(cell)) }
    }
    if let width { shrink(&widths, to: width) }
    return ([titles] + rows).map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let cut = DisplayWidth.cut(cell, to: widths[column])
        let isLast = column == cells.count - 1
        let isRight = numeric.contains(column)
        line += isLast && !isRight ? cut : DisplayWidth.pad(cut, to: widths[column], right: isRight)
        if !isLast { line += "  " }
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  private func shrink(_ widths: inout [Int], to width: Int) {
    while widths.reduce(0, +) + 2 * (widths.count - 1) > width, let widest = widths.max(), widest > 8,
      let column = widths.firstIndex(of: widest)
    {
      widths[column] -= 1
    }
  }
}
