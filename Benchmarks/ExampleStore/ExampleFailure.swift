import HealthFiles

/// Why the example could not be made.
enum ExampleFailure: Error, CustomStringConvertible {
  case findings([Problem])
  case differs([String])
  case unknownStore
  case checkFailed(Int32)

  var description: String {
    switch self {
    case .findings(let problems):
      "\(problems.count) findings\n"
        + problems.prefix(20).map { "  \($0.place.text): \($0.fact)" }.joined(separator: "\n")
    case .differs(let paths): "files differ from the example: " + paths.prefix(10).joined(separator: ", ")
    case .unknownStore: "no store there, or its id is not of the form sto-xxxxxxxx"
    case .checkFailed(let status): "hfile check ended with \(status)"
    }
  }
}
