// The walk that finds the changes between two values.

struct JSONDifference {
  static let largestTable = 4_000_000

  var changes: [JSONChange] = []

  mutating func compare(_ old: JSON?, _ new: JSON?, _ place: JSONPointer) {
    switch (old, new) {
    case (.object(let old)?, .object(let new)?): compare(old, new, place)
    case (.array(let old)?, .array(let new)?): compare(old, new, place)
    default:
      if old != new { changes.append(JSONChange(pointer: place, old: old, new: new)) }
    }
  }

  private mutating func compare(_ old: JSONObject, _ new: JSONObject, _ place: JSONPointer) {
    for member in old.members { compare(member.value, new[member.key], place.appending(member.key)) }
    for member in new.members where old.position(of: member.key) == nil {
      compare(nil, member.value, place.appending(member.key))
    }
  }

  /// Goes from one kept element to the next; `index` counts in the array as it is becoming.
  private mutating func compare(_ old: [JSON], _ new: [JSON], _ place: JSONPointer) {
    var index = 0
    var oldStart = 0
    var newStart = 0
    for (oldKept, newKept) in Self.kept(old, new) + [(old.count, new.count)] {
      compare(old[oldStart..<oldKept], new[newStart..<newKept], place, &index)
      index += 1
      oldStart = oldKept + 1
      newStart = newKept + 1
    }
  }

  private mutating func compare(
    _ old: ArraySlice<JSON>, _ new: ArraySlice<JSON>, _ place: JSONPointer, _ index: inout Int
  ) {
    for (old, new) in zip(old, new) {
      compare(old, new, place.appending(index))
      index += 1
    }
    for removed in old.dropFirst(new.count) {
      changes.append(JSONChange(pointer: place.appending(index), old: removed, new: nil))
    }
    for added in new.dropFirst(old.count) {
      changes.append(JSONChange(pointer: place.appending(index), old: nil, new: added))
      index += 1
    }
  }

  /// The pairs of elements that stay, in order: a longest common subsequence.
  private static func kept(_ old: [JSON], _ new: [JSON]) -> [(Int, Int)] {
    var numbers: [JSON: Int] = [:]
    func number(_ value: JSON) -> Int {
      if let known = numbers[value] { return known }
      numbers[value] = numbers.count
      return numbers.count - 1
    }
    let old = old.map(number)
    let new = new.map(number)
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    let middle = common(old[start..<(old.count - end)], new[start..<(new.count - end)])
    let tail = (0..<end).reversed().map { (old.count - 1 - $0, new.count - 1 - $0) }
    return (0..<start).map { ($0, $0) } + middle + tail
  }

  private static func common(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [(Int, Int)] {
    let width = new.count + 1
    guard old.count * new.count <= largestTable, !old.isEmpty, !new.isEmpty else { return [] }
    // Lengths of the common subsequences of what remains from each pair of positions on.
    var lengths = Array(repeating: Int32(0), count: (old.count + 1) * width)
    for row in (0..<old.count).reversed() {
      for column in (0..<new.count).reversed() {
        let isSame = old[old.startIndex + row] == new[new.startIndex + column]
        lengths[row * width + column] =
          isSame
          ? lengths[(row + 1) * width + column + 1] + 1
          : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var row = 0
    var column = 0
    while row < old.count, column < new.count {
      if old[old.startIndex + row] == new[new.startIndex + column] {
        pairs.append((old.startIndex + row, new.startIndex + column))
        row += 1
        column += 1
      } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return pairs
  }
}
