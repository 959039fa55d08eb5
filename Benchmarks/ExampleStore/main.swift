// Makes the example store and its history:
//   ExampleStore generate FOLDER
//   ExampleStore replay EXAMPLE FOLDER [--binary PATH_TO_HFILE]

import Foundation

let usage = "usage: ExampleStore generate FOLDER | ExampleStore replay EXAMPLE FOLDER [--binary PATH_TO_HFILE]"
let words = Array(CommandLine.arguments.dropFirst())

do {
  switch (words.first, words.count) {
  case ("generate", 2): try Generator.generate(into: words[1])
  case ("replay", 3): try Replay.run(example: words[1], folder: words[2]) { print($0) }
  case ("replay", 5) where words[3] == "--binary":
    try Replay.run(example: words[1], folder: words[2]) { print($0) }
    try HfileBinary(path: words[4]).check(words[2])
  default:
    print(usage)
    exit(2)
  }
} catch {
  print("error: \(error)")
  exit(1)
}
