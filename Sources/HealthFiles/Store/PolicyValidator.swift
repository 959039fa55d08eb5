internal import JSONSchema

/// What must hold for a policy: its schema, and versions in the order of their days.
enum PolicyValidator {
  static func problems(of policy: JSON, name: String, state: Snapshot) -> [Problem] {
    let path = Layout.policyPath(name)
    guard let type = state.catalogue.policies[name] else { return [Problem(.strayFile, at: Place(file: path))] }
    let violations = type.schema.violations(of: policy).map { violation in
      var problem = RecordValidator.problem(violation, in: policy, currency: state.profile.currency) { _ in false }
      problem.place.file = path
      return problem
    }
    return violations + PolicyType.orderProblems(of: policy, file: path)
  }
}
