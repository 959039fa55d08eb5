/// What is known of the groups of one segment, or of all segments so far, for one figure; they merge in any order.
enum Partial: Sendable {
  case count([Int64])
  case sum([Int128], counts: [Int64])
  case extreme([Datum])
  /// Pairs of a group and the code of a value, and what the codes stand for.
  case distinct([Int64], values: [Datum])
  case values([[Int64]])
  case last([(value: Datum, time: Int64, id: String)])
}

extension Aggregate {
  /// Goes over the rows of a segment once.
  func partial(_ grouping: Grouping, _ values: Column?, mask: [Bool]?, order: RowOrder?) -> Partial {
    var groups = grouping.groups
    if let mask { for row in groups.indices where !mask[row] { groups[row] = -1 } }
    let count = grouping.count
    switch function {
    case .count: return .count(counts(groups, count, values))
    case .sum, .mean: return sums(groups, count, values?.integers ?? [])
    case .min, .max: return .extreme(extremes(groups, count, values))
    case .distinct: return distincts(groups, count, values?.coded ?? CodedColumn(codes: [], values: []))
    case .median:
      var found = [[Int64]](repeating: [], count: count)
      let numbers = values?.integers ?? []
      for row in groups.indices where groups[row] >= 0 && numbers[row] != Column.none {
        found[Int(groups[row])].append(numbers[row])
      }
      return .values(found)
    case .last: return .last(latest(groups, count, values, order))
    }
  }

  private func counts(_ groups: [Int32], _ count: Int, _ values: Column?) -> [Int64] {
    var found = [Int64](repeating: 0, count: count)
    guard let values else {
      for group in groups where group >= 0 { found[Int(group)] &+= 1 }
      return found
    }
    let coded = values.coded
    let missing = coded.values.map { $0 == .none }
    for row in groups.indices where groups[row] >= 0 && !missing[Int(coded.codes[row])] {
      found[Int(groups[row])] &+= 1
    }
    return found
  }

  private func sums(_ groups: [Int32], _ count: Int, _ values: [Int64]) -> Partial {
    var sums = [Int128](repeating: 0, count: count)
    var counts = [Int64](repeating: 0, count: count)
    for row in groups.indices {
      let (group, value) = (Int(groups[row]), values[row])
      guard group >= 0, value != Column.none else { continue }
      sums[group] &+= Int128(value)
      counts[group] &+= 1
    }
    return .sum(sums, counts: counts)
  }

  private func extremes(_ groups: [Int32], _ count: Int, _ values: Column?) -> [Datum] {
    guard let values else { return [] }
    let isLeast = function == .min
    var best = [Int](repeating: -1, count: count)
    switch values {
    case .number, .day, .boolean:
      let numbers = values.integers
      for row in groups.indices where groups[row] >= 0 && numbers[row] != Column.none {
        let group = Int(groups[row])
        let known = best[group]
        if known < 0 || (isLeast ? numbers[row] < numbers[known] : numbers[known] < numbers[row]) {
          best[group] = row
        }
      }
    case .text, .instant:
      for row in groups.indices where groups[row] >= 0 && values[row] != .none {
        let group = Int(groups[row])
        let known = best[group]
        if known < 0 || (isLeast ? values[row] < values[known] : values[known] < values[row]) { best[group] = row }
      }
    }
    return best.map { $0 < 0 ? .none : values[$0] }
  }

  private func distincts(_ groups: [Int32], _ count: Int, _ coded: CodedColumn) -> Partial {
    let missing = coded.values.map { $0 == .none }
    let width = coded.values.count
    var pairs: [Int64] = []
    var seen: Set<Int> = []
    var isSeen = [Bool](repeating: false, count: count * width <= Grouping.denseLimit ? count * width : 0)
    for row in groups.indices where groups[row] >= 0 && !missing[Int(coded.codes[row])] {
      let place = Int(groups[row]) * width + Int(coded.codes[row])
      if isSeen.isEmpty {
        guard seen.insert(place).inserted else { continue }
      } else {
        if isSeen[place] { continue }
        isSeen[place] = true
      }
      pairs.append(Int64(groups[row]) << 32 | Int64(coded.codes[row]))
    }
    return .distinct(pairs, values: coded.values)
  }

  private func latest(
    _ groups: [Int32], _ count: Int, _ values: Column?, _ order: RowOrder?
  ) -> [(value: Datum, time: Int64, id: String)] {
    guard let values, let order else { return [] }
    var best = [Int](repeating: -1, count: count)
    for row in groups.indices where groups[row] >= 0 && values[row] != .none {
      let group = Int(groups[row])
      if best[group] < 0 || order.precedes(best[group], row) { best[group] = row }
    }
    return best.map { row in
      row < 0 ? (.none, Int64.min, "") : (values[row], order.times[row], order.id(row))
    }
  }
}

/// Gathers one figure over all segments.
struct PartialMerger {
  private let aggregate: Aggregate
  private var counts: [Int64] = []
  private var sums: [Int128] = []
  private var best: [Datum] = []
  private var latest: [(time: Int64, id: String)] = []
  private var lists: [[Int64]] = []
  private var interner = Interner()
  private var seen: Set<Int64> = []

  init(_ aggregate: Aggregate) { self.aggregate = aggregate }

  /// Adds what a segment tells; `places` says where its groups belong among `count` groups.
  mutating func add(_ partial: Partial, places: [Int32], count: Int) {
    grow(to: count)
    switch partial {
    case .count(let found): for (place, value) in zip(places, found) { counts[Int(place)] += value }
    case .sum(let found, let numbers):
      for (group, place) in places.enumerated() {
        sums[Int(place)] += found[group]
        counts[Int(place)] += numbers[group]
      }
    case .extreme(let found):
      for (place, value) in zip(places, found) where value != .none {
        let known = best[Int(place)]
        let isBetter = aggregate.function == .min ? value < known : known < value
        if known == .none || isBetter { best[Int(place)] = value }
      }
    case .distinct(let pairs, let values):
      var codes = [Int32](repeating: -1, count: values.count)
      for pair in pairs {
        let (place, code) = (Int(places[Int(pair >> 32)]), Int(truncatingIfNeeded: pair & 0xFFFF_FFFF))
        if codes[code] < 0 { codes[code] = interner.place(of: values[code]) }
        if seen.insert(Int64(place) << 32 | Int64(codes[code])).inserted { counts[place] += 1 }
      }
    case .values(let found): for (place, values) in zip(places, found) { lists[Int(place)] += values }
    case .last(let found):
      for (place, entry) in zip(places, found) where latest[Int(place)] < (entry.time, entry.id) {
        latest[Int(place)] = (entry.time, entry.id)
        best[Int(place)] = entry.value
      }
    }
  }

  private mutating func grow(to count: Int) {
    let missing = count - counts.count
    guard missing > 0 else { return }
    counts += Array(repeating: 0, count: missing)
    sums += Array(repeating: 0, count: missing)
    best += Array(repeating: .none, count: missing)
    latest += Array(repeating: (Int64.min, ""), count: missing)
    lists += Array(repeating: [], count: missing)
  }

  /// The value of a group.
  mutating func value(of group: Int) throws(QueryOverflow) -> Datum {
    grow(to: group + 1)
    let power = Ratio.powerOfTen(aggregate.measure?.kind.decimals ?? 0)
    switch aggregate.function {
    case .count, .distinct: return .number(counts[group])
    case .min, .max, .last: return best[group]
    case .sum: return try rounded(sums[group], power)
    case .mean: return counts[group] == 0 ? .none : try rounded(sums[group], power * Int128(counts[group]))
    case .median:
      let sorted = lists[group].sorted()
      guard !sorted.isEmpty else { return .none }
      return try rounded(Int128(sorted[(sorted.count - 1) / 2]) + Int128(sorted[sorted.count / 2]), power * 2)
    }
  }

  private func rounded(_ above: Int128, _ below: Int128) throws(QueryOverflow) -> Datum {
    guard let value = Ratio(above, over: below)?.rounded(decimals: aggregate.heading.decimals) else {
      throw QueryOverflow()
    }
    return .number(value)
  }
}
