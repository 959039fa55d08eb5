// Keywords that apply schemas to members and elements.

extension SchemaEvaluation {
  mutating func evaluate(
    _ rules: MemberRules, _ object: JSONObject, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var isValid = true
    var guess = 0
    for (position, member) in object.members.enumerated() {
      var isNamed = false
      if let place = rules.place(of: member.key, guess: guess) {
        guess = place + 1
        isNamed = true
        if !descend(rules.named[place].node, into: member.key, member.value, "properties", member.key) {
          isValid = false
        }
      }
      for rule in rules.patterns where matches(rule.expression, member.key) {
        isNamed = true
        if !descend(rule.node, into: member.key, member.value, "patternProperties", rule.expression.pattern) {
          isValid = false
        }
      }
      if !isNamed, let others = rules.others {
        isNamed = true
        if !evaluateOther(others, rules.forbidsOthers, member, node) { isValid = false }
      }
      if isNamed { marks.mark(position) }
      if !isValid, !collects { return false }
    }
    return isValid
  }

  private mutating func evaluateOther(
    _ others: Int, _ isForbidden: Bool, _ member: JSONObject.Member, _ node: SchemaNode
  ) -> Bool {
    if isForbidden { return object(.additionalMember(member.key), at: node, "additionalProperties") }
    return descend(others, into: member.key, member.value, "additionalProperties")
  }

  mutating func evaluate(
    _ leading: [Int], _ others: Int?, _ elements: [JSON], _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var isValid = true
    for (index, element) in elements.enumerated() {
      let child = collects ? String(index) : ""
      if index < leading.count {
        if !descend(leading[index], into: child, element, "prefixItems", child) { isValid = false }
      } else if let others {
        if !descend(others, into: child, element, "items") { isValid = false }
      }
      if !isValid, !collects { return false }
    }
    if others != nil {
      marks.markAll()
    } else if marks.isKept {
      for index in 0..<min(leading.count, elements.count) { marks.mark(index) }
    }
    return isValid
  }

  mutating func evaluateRest(
    _ keyword: SchemaKeyword, _ value: JSON, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    switch (keyword, value) {
    case (.contains(let target, let minimum, let maximum), .array(let elements)):
      return evaluateContains(target, minimum, maximum, elements, node, &marks)
    case (.memberNames(let target), .object(let object)):
      return evaluateNames(target, object, node)
    case (.unevaluatedMembers(let target), .object(let object)):
      return evaluateUnevaluated(target, object, node, &marks)
    case (.unevaluatedElements(let target), .array(let elements)):
      return evaluateUnevaluated(target, elements, node, &marks)
    default: return true
    }
  }

  mutating func evaluateRequired(_ names: [String], _ value: JSON, _ node: SchemaNode) -> Bool {
    guard case .object(let object) = value else { return true }
    budget -= names.count / 8
    var isValid = true
    for name in names where object.position(of: name) == nil {
      isValid = self.object(.missingMember(name), at: node, "required")
      if !collects { return false }
    }
    return isValid
  }

  mutating func evaluateRequired(
    _ rules: [(name: String, needs: [String])], _ value: JSON, _ node: SchemaNode
  ) -> Bool {
    guard case .object(let object) = value else { return true }
    budget -= rules.count / 8
    var isValid = true
    for rule in rules where object.position(of: rule.name) != nil {
      budget -= rule.needs.count / 8
      for name in rule.needs where object.position(of: name) == nil {
        isValid = self.object(
          .missingDependentMember(name, because: rule.name), at: node, "dependentRequired", rule.name)
        if !collects { return false }
      }
    }
    return isValid
  }

  private mutating func evaluateContains(
    _ target: Int, _ minimum: Int, _ maximum: Int?, _ elements: [JSON], _ node: SchemaNode,
    _ marks: inout EvaluationMarks
  ) -> Bool {
    var found = 0
    for (index, element) in elements.enumerated() {
      var ignored = EvaluationMarks()
      guard holds(target, element, &ignored) else { continue }
      found += 1
      marks.mark(index)
    }
    if found < minimum { return object(.minimumContained(minimum, found: found), at: node, "contains") }
    guard let maximum, found > maximum else { return true }
    return object(.maximumContained(maximum, found: found), at: node, "maxContains")
  }

  private mutating func evaluateNames(_ target: Int, _ object: JSONObject, _ node: SchemaNode) -> Bool {
    var isValid = true
    for member in object.members {
      var ignored = EvaluationMarks()
      var causes: [SchemaViolation] = []
      if attempt(target, .string(member.key), &ignored, &causes, "propertyNames") { continue }
      isValid = self.object(.memberName(member.key), at: node, "propertyNames", causes: causes)
      if !collects { return false }
    }
    return isValid
  }

  private mutating func evaluateUnevaluated(
    _ target: Int, _ object: JSONObject, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var isValid = true
    for (position, member) in object.members.enumerated() where !marks.contains(position) {
      if forbidsAll(target) {
        isValid = self.object(.unevaluatedMember(member.key), at: node, "unevaluatedProperties")
      } else if !descend(target, into: member.key, member.value, "unevaluatedProperties") {
        isValid = false
      }
      if !isValid, !collects { return false }
    }
    marks.markAll()
    return isValid
  }

  private mutating func evaluateUnevaluated(
    _ target: Int, _ elements: [JSON], _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    var isValid = true
    for (index, element) in elements.enumerated() where !marks.contains(index) {
      if forbidsAll(target) {
        isValid = object(.unevaluatedElement(index), at: node, "unevaluatedItems")
      } else if !descend(target, into: String(index), element, "unevaluatedItems") {
        isValid = false
      }
      if !isValid, !collects { return false }
    }
    marks.markAll()
    return isValid
  }

  private func forbidsAll(_ position: Int) -> Bool {
    if case .fails? = schema.nodes[position].keywords.first { true } else { false }
  }
}
