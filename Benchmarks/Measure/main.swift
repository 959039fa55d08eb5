internal import Foundation
internal import HealthFiles
internal import JSONSchema
let words = CommandLine.arguments
let environment = Environment(
  now: { (1_800_000_000, 0) }, randomBits: { 0 }, timeZone: { _ in TimeZoneRules(fixedOffset: 28_800) })
let clock = ContinuousClock()
let store = try Store(containing: words[1], environment: environment)
let state = words[2] == "head" ? try store.snapshot() : try store.workingSnapshot()
guard let type = state.catalogue.types[words[3]] else { fatalError() }
let columns = words.dropFirst(4).compactMap { try? JSONPointer(parsing: $0) }.compactMap { ColumnPath($0) }
for _ in 0..<3 {
  let spent = try clock.measure {
    let (results, problems) = try state.scan(type, columns: columns, days: nil) { segment -> (Int, Int64) in
      var sum: Int64 = 0
      for case .number(let values, _) in segment.columns.values {
        for value in values where value != Column.none { sum += value }
      }
      return (segment.count, sum)
    }
    print(results.reduce(0) { $0 + $1.0 }, results.reduce(0) { $0 + $1.1 }, problems.count)
  }
  print(spent)
}
