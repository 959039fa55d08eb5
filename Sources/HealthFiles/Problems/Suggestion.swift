/// Finds the name a person most likely meant.
public enum Suggestion {
  /// Returns the candidates nearest to a mistyped word, best first, at most three.
  ///
  /// Near means an edit distance (insert, delete, replace, swap of neighbours) of at most a third of the word, or a
  /// candidate that begins with the word.
  public static func nearest(
    to word: String, among candidates: some Sequence<String>, limit count: Int = 3
  ) -> [String] {
    let typed = Array(word.lowercased())
    let limit = max(1, typed.count / 3)
    var found: [(distance: Int, name: String)] = []
    var seen: Set<String> = []
    for name in candidates where seen.insert(name.lowercased()).inserted {
      let letters = Array(name.lowercased())
      let begins = typed.count >= 2 && letters.starts(with: typed)
      let distance = begins ? 1 : editDistance(typed, letters)
      if distance <= limit { found.append((distance, name)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(count).map(\.name)
  }

  /// Returns the best member of each group of names for one thing, nearest first, at most three.
  public static func nearest(to word: String, amongGroups groups: [[String]]) -> [String] {
    let near = nearest(to: word, among: groups.joined(), limit: groups.joined().count)
    var taken: Set<Int> = []
    return Array(
      near.filter { name in
        let group = groups.firstIndex { $0.contains(name) } ?? -1
        return taken.insert(group).inserted
      }.prefix(3))
  }

  private static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    guard abs(first.count - second.count) <= 8, first.count <= 64, second.count <= 64 else { return Int.max }
    var rows = [Array(0...second.count)]
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var best = min(rows[row][column] + (letter == other ? 0 : 1), rows[row][column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          best = min(best, rows[row - 1][column - 1] + 1)
        }
        current.append(best)
      }
      rows.append(current)
    }
    return rows[first.count][second.count]
  }
}
