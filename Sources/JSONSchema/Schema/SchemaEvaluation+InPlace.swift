// Keywords that apply schemas to the value itself.

extension SchemaEvaluation {
  mutating func evaluateInPlace(
    _ keyword: SchemaKeyword, _ value: JSON, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    switch keyword {
    case .reference(let target): return descend(target, value, &marks, "$ref")
    case .dynamicReference(let target, let anchor):
      return descend(dynamicTarget(target, anchor), value, &marks, "$dynamicRef")
    case .allOf(let nodes): return evaluateAll(nodes, value, &marks)
    case .anyOf(let nodes): return evaluateAny(nodes, value, node, &marks)
    case .oneOf(let nodes): return evaluateOne(nodes, value, node, &marks)
    case .not(let target):
      var ignored = EvaluationMarks()
      guard holds(target, value, &ignored) else { return !hasSurrendered }
      return object(.forbidden, at: node, "not")
    case .condition(let condition, let then, let otherwise):
      if holds(condition, value, &marks) {
        return then.map { descend($0, value, &marks, "then") } ?? true
      }
      return otherwise.map { descend($0, value, &marks, "else") } ?? true
    case .dependentSchemas(let named): return evaluateDependent(named, value, &marks)
    default: return true
    }
  }

  /// The outermost dynamic anchor of that name, if the reference is a dynamic one.
  private func dynamicTarget(_ target: Int, _ anchor: CodePoints?) -> Int {
    guard let anchor else { return target }
    for resource in scope {
      if let found = schema.dynamicAnchors[resource][anchor] { return found }
    }
    return target
  }

  private mutating func evaluateAll(_ nodes: [Int], _ value: JSON, _ marks: inout EvaluationMarks) -> Bool {
    var isValid = true
    for (index, target) in nodes.enumerated()
    where !descend(target, value, &marks, "allOf", collects ? String(index) : nil) {
      isValid = false
      if !collects { return false }
    }
    return isValid
  }

  private mutating func evaluateAny(
    _ nodes: [Int], _ value: JSON, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var causes: [SchemaViolation] = []
    var isValid = false
    for (index, target) in nodes.enumerated() {
      if attempt(target, value, &marks, &causes, "anyOf", collects ? String(index) : nil) { isValid = true }
      // Later alternatives matter only for what they evaluate.
      if isValid, !marks.isKept { return true }
    }
    return isValid || object(.noAlternative, at: node, "anyOf", causes: causes)
  }

  private mutating func evaluateOne(
    _ nodes: [Int], _ value: JSON, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var causes: [SchemaViolation] = []
    var matching: [Int] = []
    for (index, target) in nodes.enumerated() {
      if attempt(target, value, &marks, &causes, "oneOf", collects ? String(index) : nil) { matching.append(index) }
      if !collects, matching.count > 1 { return false }
    }
    switch matching.count {
    case 0: return object(.noAlternative, at: node, "oneOf", causes: causes)
    case 1: return true
    default: return object(.severalAlternatives(matching), at: node, "oneOf")
    }
  }

  private mutating func evaluateDependent(
    _ named: [NamedNode], _ value: JSON, _ marks: inout EvaluationMarks
  ) -> Bool {
    guard case .object(let object) = value else { return true }
    var isValid = true
    for rule in named where object.position(of: rule.name) != nil {
      if !descend(rule.node, value, &marks, "dependentSchemas", rule.name) { isValid = false }
      if !isValid, !collects { return false }
    }
    return isValid
  }
}
