internal import JSONSchema

extension Check {
  /// Every policy is there, is what its schema asks for, and its versions follow each other in time.
  static let policies = Check(
    name: "policies",
    summary: Phrase(
      "every policy is valid and its versions follow each other", "各项规则有效，版本按日期排列", "各項規則有效，版本按日期排列")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    for type in state.catalogue.sortedPolicies {
      let path = Layout.policyPath(type.name)
      guard let bytes = try state.bytes(at: path) else {
        problems.append(Problem(.policyMissing, at: Place(file: path)))
        continue
      }
      do throws(JSONError) {
        let policy = try JSON(parsing: bytes, limits: .schema)
        let found = PolicyValidator.problems(of: policy, name: type.name, state: state)
        problems += found.map { problem in
          var problem = problem
          problem.place.position = problem.place.pointer.flatMap { JSON.position(of: $0, in: bytes) }
          return problem
        }
      } catch {
        problems.append(Problem(.unreadable(error.reason), at: Place(file: path, position: error.position)))
      }
    }
    return problems
  }
}
