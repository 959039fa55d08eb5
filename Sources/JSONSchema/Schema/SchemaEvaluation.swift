// One validation. It walks nodes and value together; in the fast mode it stops at the first fault and keeps no paths,
// in the collecting mode it goes on and writes every fault down with its two paths.

struct SchemaEvaluation {
  let schema: Schema
  private let nodes: [SchemaNode]
  private(set) var collects: Bool
  var violations: [SchemaViolation] = []
  var instancePath: [String] = []
  var keywordPath: [String] = []
  /// Resources entered, outermost first, for `$dynamicRef`.
  var scope: [Int] = []
  /// Steps left; a subschema costs one, long lists and texts and each fault written down cost more.
  var budget: Int
  private var nesting = 0
  /// Why the validation was given up.
  private(set) var surrender: SchemaViolation.Reason?
  private(set) var hasSurrendered = false

  init(schema: Schema, collects: Bool) {
    self.schema = schema
    nodes = schema.nodes
    self.collects = collects
    budget = schema.options.stepLimit
  }

  /// Validates a value against the whole schema, or against the part that begins at a node.
  mutating func run(_ value: JSON, from position: Int = 0) -> Bool {
    var marks = EvaluationMarks()
    let isValid = apply(position, value, &marks)
    guard let surrender else { return isValid }
    violations.append(SchemaViolation(instance: .root, keywordPath: .root, schemaLocation: "#", reason: surrender))
    return false
  }

  /// Applies a node to a value; what it evaluated is added to the marks if the value is valid.
  mutating func apply(_ position: Int, _ value: JSON, _ marks: inout EvaluationMarks) -> Bool {
    guard begin() else { return false }
    defer { nesting -= 1 }
    let node = nodes[position]
    let entersResource = scope.last != node.resource
    if entersResource { scope.append(node.resource) }
    defer { if entersResource { scope.removeLast() } }
    var own = EvaluationMarks(isKept: marks.isKept || node.hasUnevaluated)
    var isValid = true
    for keyword in node.keywords where !evaluate(keyword, value, node, &own) {
      isValid = false
      if !collects || hasSurrendered { return false }
    }
    if isValid, marks.isKept { marks.add(own) }
    return isValid
  }

  private mutating func begin() -> Bool {
    if hasSurrendered { return false }
    budget -= 1
    if budget < 0 { return give(up: .stepLimitReached(limit: schema.options.stepLimit)) }
    if nesting >= schema.options.nestingLimit { return give(up: .tooDeep(limit: schema.options.nestingLimit)) }
    nesting += 1
    return true
  }

  /// Looking through a long text or array costs too.
  private mutating func charge(_ value: JSON) {
    switch value {
    case .string(let text): budget -= text.utf8.count / 64
    case .array(let elements): budget -= elements.count / 8
    default: break
    }
  }

  private mutating func give(up reason: SchemaViolation.Reason) -> Bool {
    surrender = reason
    hasSurrendered = true
    return false
  }

  /// Whether an expression matches; each code point it looks at costs, though less than a subschema.
  mutating func matches(_ expression: RegularExpression, _ text: String) -> Bool {
    if let isMatch = expression.matches(text, budget: &budget) { return isMatch }
    return give(up: .stepLimitReached(limit: schema.options.stepLimit))
  }

  private mutating func evaluate(
    _ keyword: SchemaKeyword, _ value: JSON, _ node: SchemaNode, _ marks: inout EvaluationMarks
  ) -> Bool {
    switch keyword {
    case .members(let rules):
      guard case .object(let object) = value else { return true }
      return evaluate(rules, object, node, &marks)
    case .elements(let leading, let others):
      guard case .array(let elements) = value else { return true }
      return evaluate(leading, others, elements, node, &marks)
    case .contains, .memberNames, .unevaluatedMembers, .unevaluatedElements:
      return evaluateRest(keyword, value, node, &marks)
    case .reference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .condition, .dependentSchemas:
      return evaluateInPlace(keyword, value, node, &marks)
    case .required(let names): return evaluateRequired(names, value, node)
    case .dependentRequired(let rules): return evaluateRequired(rules, value, node)
    case .fails: return object(.falseSchema, at: node)
    case .pattern(let expression):
      guard case .string(let text) = value, !matches(expression, text) else { return true }
      return object(.pattern(expression.pattern), at: node, "pattern")
    default:
      charge(value)
      guard let reason = schema.objection(keyword, value) else { return true }
      return object(reason, at: node, reason.keyword)
    }
  }

  /// Writes a fault of a keyword down; always false.
  mutating func object(
    _ reason: SchemaViolation.Reason, at node: SchemaNode, _ keyword: String..., causes: [SchemaViolation] = []
  ) -> Bool {
    guard collects, !hasSurrendered else { return false }
    budget -= 8
    let place = JSONPointer(node.pointer.tokens + keyword)
    violations.append(
      SchemaViolation(
        instance: JSONPointer(instancePath), keywordPath: JSONPointer(keywordPath + keyword),
        schemaLocation: schema.resources[node.resource] + "#" + place.description, reason: reason, causes: causes))
    return false
  }

  /// Applies a node to the same value.
  mutating func descend(
    _ position: Int, _ value: JSON, _ marks: inout EvaluationMarks, _ keyword: String, _ token: String? = nil
  ) -> Bool {
    guard collects else { return apply(position, value, &marks) }
    let depth = keywordPath.count
    keywordPath.append(keyword)
    if let token { keywordPath.append(token) }
    defer { keywordPath.removeLast(keywordPath.count - depth) }
    return apply(position, value, &marks)
  }

  /// Applies a node to a member or element, whose own marks concern nobody here.
  mutating func descend(
    _ position: Int, into child: String, _ value: JSON, _ keyword: String, _ token: String? = nil
  ) -> Bool {
    var marks = EvaluationMarks()
    guard collects else { return apply(position, value, &marks) }
    instancePath.append(child)
    defer { instancePath.removeLast() }
    return descend(position, value, &marks, keyword, token)
  }

  /// Whether a value keeps to a node, for keywords that only want to know; what it objects to is not written down.
  mutating func holds(_ position: Int, _ value: JSON, _ marks: inout EvaluationMarks) -> Bool {
    let collected = collects
    collects = false
    defer { collects = collected }
    return apply(position, value, &marks)
  }

  /// Applies a node and adds what it objects to, rather than to the violations, to the causes of one.
  ///
  /// The lists are exchanged, not sliced: Swift 6.3.1 frees what it never filled when a copied slice goes unused.
  mutating func attempt(
    _ position: Int, _ value: JSON, _ marks: inout EvaluationMarks, _ causes: inout [SchemaViolation],
    _ keyword: String, _ token: String? = nil
  ) -> Bool {
    var found: [SchemaViolation] = []
    swap(&found, &violations)
    let isValid = descend(position, value, &marks, keyword, token)
    swap(&found, &violations)
    causes += found
    return isValid
  }
}
