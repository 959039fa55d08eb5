// Makes the example store and its history:
//   ExampleStore generate FOLDER
//   ExampleStore replay EXAMPLE FOLDER [--binary PATH_TO_HFILE]
// Fills a fresh store with as many sales and members as asked, for measuring; CSV names a table of the same sales:
//   ExampleStore fill FOLDER SALES MEMBERS [CSV]
// Makes an empty store that is neither signed nor sealed:
//   ExampleStore plain FOLDER
// Makes a trusted store whose history is as many signed commits of one sale each:
//   ExampleStore sign FOLDER COMMITS
// Makes a trusted store with as many commits of one sale each, 274 a day, every fifth of which changes a member, too,
// and prints the id of one of them:
//   ExampleStore year FOLDER COMMITS MEMBERS
// Makes a trusted store with many histories of honest and forged commits, and prints the last commit of each:
//   ExampleStore forge FOLDER HISTORIES COMMITS SEED

import Foundation
import HealthFiles

let usage =
  "usage: ExampleStore generate FOLDER | ExampleStore replay EXAMPLE FOLDER [--binary PATH_TO_HFILE]"
  + " | ExampleStore fill FOLDER SALES MEMBERS [CSV] | ExampleStore plain FOLDER | ExampleStore sign FOLDER COMMITS"
  + " | ExampleStore year FOLDER COMMITS MEMBERS | ExampleStore forge FOLDER HISTORIES COMMITS SEED"
let words = Array(CommandLine.arguments.dropFirst())

do {
  switch (words.first, words.count) {
  case ("generate", 2): try Generator.generate(into: words[1])
  case ("replay", 3): try Replay.run(example: words[1], folder: words[2]) { print($0) }
  case ("replay", 5) where words[3] == "--binary":
    try Replay.run(example: words[1], folder: words[2]) { print($0) }
    try HfileBinary(path: words[4]).check(words[2])
  case ("fill", 4...5):
    guard let sales = Int(words[2]), let members = Int(words[3]) else {
      print(usage)
      exit(2)
    }
    var store = try LargeStore(folder: words[1], members: members, seed: 20_261_121)
    try store.writePeopleAndGoods()
    try store.writeSales(count: sales, table: words.count == 5 ? words[4] : nil)
  case ("plain", 2):
    let beginning = StoreBeginning(
      name: "plain", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a1", languages: ["en"])
    let environment = StageClock(at: Timeline.beginning).environment
    let author = Author(name: "bench", email: "bench@example")
    _ = try Store.initialize(at: words[1], beginning, author: author, environment: environment)
  case ("sign", 3):
    guard let commits = Int(words[2]) else {
      print(usage)
      exit(2)
    }
    try Sales.history(folder: words[1], commits: commits)
  case ("year", 4):
    guard let commits = Int(words[2]), let members = Int(words[3]) else {
      print(usage)
      exit(2)
    }
    try Year.write(folder: words[1], commits: commits, members: members) { print($0) }
  case ("forge", 5):
    guard let count = Int(words[2]), let commits = Int(words[3]), let seed = UInt64(words[4]) else {
      print(usage)
      exit(2)
    }
    try RandomHistory.write(folder: words[1], count: count, commits: commits, seed: seed) { print($0) }
  default:
    print(usage)
    exit(2)
  }
} catch {
  print("error: \(error)")
  exit(1)
}
