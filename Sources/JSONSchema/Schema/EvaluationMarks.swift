// Which members or elements of one value have been evaluated, for `unevaluatedItems` and `unevaluatedProperties`.
// Kept only beneath a node that asks, so that nobody else pays.

struct EvaluationMarks {
  let isKept: Bool
  private var all = false
  private var places: [Bool] = []

  init(isKept: Bool = false) { self.isKept = isKept }

  mutating func mark(_ place: Int) {
    guard isKept, !all else { return }
    while places.count <= place { places.append(false) }
    places[place] = true
  }

  mutating func markAll() { all = true }

  func contains(_ place: Int) -> Bool { all || (place < places.count && places[place]) }

  mutating func add(_ other: EvaluationMarks) {
    all = all || other.all
    for (place, isMarked) in other.places.enumerated() where isMarked { mark(place) }
  }
}
