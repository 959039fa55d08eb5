internal import JSONSchema

/// What must hold for a policy: its schema, and versions in the order of their days.
enum PolicyValidator {
  static func problems(of policy: JSON, name: String, state: Snapshot) -> [Problem] {
    guard let type = state.catalogue.policies[name] else {
      return [Problem(.strayFile, at: Place(file: Layout.policyPath(name)))]
    }
    return problems(of: policy, type, name, currency: state.profile.currency)
  }

  static func problems(of policy: JSON, _ type: PolicyType, _ name: String, currency: Currency?) -> [Problem] {
    let path = Layout.policyPath(name)
    let violations = type.schema.violations(of: policy).map { violation in
      var problem = RecordValidator.problem(violation, in: policy, currency: currency) { _ in false }
      problem.place.file = path
      return problem
    }
    return violations + PolicyType.orderProblems(of: policy, file: path)
  }
}
