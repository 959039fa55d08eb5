// From the nodes of a schema to a plan for scanning. Places are followed by their path, since wanted columns are named
// by path; a place that can hold itself is followed only so deep, and deeper values are left to trees.

struct ScanCompiler {
  let schema: Schema
  let columns: [JSONPointer]
  let lists: [JSONPointer]
  let requires: [String]
  let validates: Bool
  private(set) var plan = ScanPlan()
  private var formats: [String: Int] = [:]
  private var patterns: [String: Int] = [:]

  private static let depthLimit = 12
  private static let sizeLimit = 4_096
  private static let memberLimit = 64

  init(schema: Schema, columns: [JSONPointer], lists: [JSONPointer], requires: [String], validates: Bool) {
    self.schema = schema
    self.columns = columns
    self.lists = lists
    self.requires = requires
    self.validates = validates
  }

  /// Makes the plan; false when it would follow nothing.
  mutating func compile() -> Bool {
    let isDynamic = schema.nodes.contains { node in
      node.keywords.contains { if case .dynamicReference(_, _?) = $0 { true } else { false } }
    }
    guard !isDynamic else { return false }
    let root = node(0, [], checks: validates)
    // A rule over the whole record that no plan can say leaves nothing to win.
    return plan.nodes[root].object == 0 && plan.nodes[root].evaluated < 0
  }

  // MARK: nodes

  /// Adds what is known of the value at a path; `checks` is false where the schema need not hold.
  private mutating func node(_ position: Int, _ path: [String], checks: Bool) -> Int {
    let number = plan.nodes.count
    plan.nodes.append(ScanNode(allowed: TypeSet(rawValue: .max)))
    var position = position
    for _ in 0..<8 {
      guard schema.nodes[position].keywords.count == 1, case .reference(let target) = schema.nodes[position].keywords[0]
      else { break }
      position = target
    }
    let pointer = JSONPointer(path)
    var node = ScanNode(allowed: TypeSet(rawValue: .max))
    node.column = Int32(columns.firstIndex(of: pointer) ?? -1)
    node.told = Int32(lists.firstIndex(of: pointer) ?? -1)
    let keywords = schema.nodes[position].keywords
    if checks {
      var rules = ScalarRules(node: node)
      for keyword in keywords where !add(keyword, to: &rules) { rules.node.evaluated = Int32(position) }
      node = finished(rules)
    }
    if path.count < Self.depthLimit, plan.nodes.count < Self.sizeLimit {
      let shape = ScanShape(position, in: schema)
      if node.allowed.contains(TypeSet(.object)), shape.isObject {
        addObject(position, shape, path, to: &node, checks: checks)
      }
      if node.allowed.contains(TypeSet(.array)), let elements = shape.elements {
        node.elements = Int32(self.node(elements, path + ["*"], checks: checks && shape.ownsElements))
      }
    }
    if checks, node.object < 0, keywords.contains(where: Self.appliesSchemas) { node.evaluated = Int32(position) }
    plan.nodes[number] = node
    return number
  }

  /// Whether a keyword applies schemas to the value itself: a plan can say that of objects only.
  private static func appliesSchemas(_ keyword: SchemaKeyword) -> Bool {
    switch keyword {
    case .allOf, .anyOf, .oneOf, .not, .condition: true
    default: false
    }
  }

  /// What the keywords of one place say of scalars, before it is written into the plan.
  private struct ScalarRules {
    var node: ScanNode
    var string = ScanString()
    var number = ScanNumber()
    var list = ScanList()
    var hasString = false
    var hasNumber = false
    var hasList = false
  }

  /// Takes a keyword into the rules; false when no plan can say it.
  private mutating func add(_ keyword: SchemaKeyword, to rules: inout ScalarRules) -> Bool {
    switch keyword {
    case .type(let types): rules.node.allowed = types
    case .enumeration(let values): return addTexts(values.allowed, to: &rules)
    case .constant(let value): return addTexts([value], to: &rules)
    case .minimumLength(let limit): rules.string.minimumLength = limit
    case .maximumLength(let limit): rules.string.maximumLength = limit
    case .pattern(let expression):
      guard let start = table(of: expression) else { return false }
      rules.string.pattern = start
    case .format(let name, let check):
      guard let accepts = check.accepts else { return false }
      rules.string.format = format(name, accepts)
    case .multipleOf, .minimum, .maximum:
      rules.hasNumber = true
      return rules.number.take(keyword)
    case .minimumElements(let limit): rules.list.minimum = limit
    case .maximumElements(let limit): rules.list.maximum = limit
    case .uniqueElements: rules.list.isUnique = true
    case .elements(let leading, _): return leading.isEmpty
    // Objects: in their own place, as far as they can be said.
    case .members, .required, .dependentRequired, .allOf, .anyOf, .oneOf, .not, .condition, .dependentSchemas:
      return true
    default: return false
    }
    switch keyword {
    case .minimumLength, .maximumLength, .pattern, .format: rules.hasString = true
    case .minimumElements, .maximumElements, .uniqueElements: rules.hasList = true
    default: break
    }
    return true
  }

  private mutating func addTexts(_ values: [JSON], to rules: inout ScalarRules) -> Bool {
    guard let texts = addTexts(values), rules.string.textCount < 0 else { return false }
    rules.string.firstText = texts.lowerBound
    rules.string.textCount = texts.count
    rules.hasString = true
    rules.node.allowed = TypeSet(.string)
    return true
  }

  /// Writes texts into the plan; nil when they are not all strings that stand in JSON as they are.
  private mutating func addTexts(_ values: [JSON]) -> Range<Int>? {
    let texts = values.compactMap(\.stringValue)
    guard texts.count == values.count, texts.allSatisfy(Self.isPlain) else { return nil }
    let first = plan.texts.count
    for text in texts {
      plan.texts.append(ScanText(start: plan.bytes.count, count: text.utf8.count))
      plan.bytes += Array(text.utf8)
    }
    return first..<plan.texts.count
  }

  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  private mutating func finished(_ rules: ScalarRules) -> ScanNode {
    var node = rules.node
    if rules.hasString {
      node.string = Int32(plan.strings.count)
      plan.strings.append(rules.string)
    }
    if rules.hasNumber {
      node.number = Int32(plan.numbers.count)
      plan.numbers.append(rules.number)
    }
    if rules.hasList {
      node.list = Int32(plan.lists.count)
      plan.lists.append(rules.list)
    }
    return node
  }

  private mutating func format(_ name: String, _ accepts: @escaping @Sendable (Span<UInt8>) -> Bool) -> Int {
    if let known = formats[name] { return known }
    formats[name] = plan.formats.count
    plan.formats.append(accepts)
    return plan.formats.count - 1
  }

  private mutating func table(of expression: RegularExpression) -> Int? {
    if let known = patterns[expression.pattern] { return known }
    guard let table = expression.asciiTable else { return nil }
    let start = plan.patterns.count
    plan.patterns += table
    patterns[expression.pattern] = start
    return start
  }

  // MARK: objects

  private mutating func addObject(
    _ position: Int, _ shape: ScanShape, _ path: [String], to node: inout ScanNode, checks: Bool
  ) {
    // What only alternatives name may be forbidden here: where the schema must hold, it is left to trees.
    let members = shape.members.filter { Self.isPlain($0.name) && ($0.isOwn || !checks) }
    guard !members.isEmpty, members.count <= Self.memberLimit else { return }
    let first = plan.members.count
    let object = plan.objects.count
    node.object = Int32(object)
    plan.objects.append(ScanObject(firstMember: first, count: members.count))
    for member in members {
      plan.members.append(ScanMember())
      let key = key(member.name)
      plan.keys.append(key)
    }
    for (offset, member) in members.enumerated() {
      let child = self.node(member.node, path + [member.name], checks: checks)
      plan.members[first + offset].node = child
    }
    if path.isEmpty, !require(of: members.map(\.name), in: object) { node.object = -1 }
    guard checks, node.object >= 0 else { return }
    var rules = ScanRuleCompiler(schema: schema, names: members.map(\.name))
    let isSaid = node.allowed == TypeSet(.object) && rules.compile(position)
    guard isSaid else {
      node.evaluated = Int32(position)
      return
    }
    plan.objects[object].required |= rules.required
    plan.objects[object].firstRule = plan.rules.count
    plan.objects[object].ruleCount = rules.steps.count
    plan.rules += rules.steps
    plan.objects[object].hasTests = !rules.tests.isEmpty
    add(rules.tests, toMembersFrom: first)
  }

  /// Asks for the members that every record must have; false when the schema does not know them.
  private mutating func require(of names: [String], in object: Int) -> Bool {
    for name in requires {
      guard let place = names.firstIndex(of: name) else { return false }
      plan.objects[object].required |= 1 << UInt64(place)
    }
    return true
  }

  private mutating func add(_ tests: [ScanRuleCompiler.Test], toMembersFrom first: Int) {
    for offset in Set(tests.map(\.member)).sorted() {
      plan.members[first + offset].firstTest = plan.tests.count
      for test in tests where test.member == offset {
        guard let question = question(test) else { continue }
        plan.tests.append(question)
        plan.members[first + offset].testCount += 1
      }
    }
  }

  private mutating func question(_ test: ScanRuleCompiler.Test) -> ScanTest? {
    switch test.asks {
    case .listed(let values):
      guard let texts = addTexts(values) else { return nil }
      plan.strings.append(ScanString(firstText: texts.lowerBound, textCount: texts.count))
      return .listed(string: plan.strings.count - 1, bit: test.bit)
    case .truth(let truth): return .truth(truth, bit: test.bit)
    case .bounded(let number):
      plan.numbers.append(number)
      return .bounded(number: plan.numbers.count - 1, bit: test.bit)
    }
  }

  private mutating func key(_ name: String) -> ScanKey {
    let bytes = Array("\"\(name)\"".utf8)
    let rest = plan.bytes.count
    plan.bytes += bytes.dropFirst(16)
    return ScanKey(
      words: (Self.word(bytes, 0), Self.word(bytes, 8)), masks: (Self.mask(bytes.count), Self.mask(bytes.count - 8)),
      length: bytes.count, rest: rest)
  }

  private static func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
    (0..<8).reduce(0) { word, place in
      start + place < bytes.count ? word | UInt64(bytes[start + place]) << UInt64(8 * place) : word
    }
  }

  private static func mask(_ count: Int) -> UInt64 { count >= 8 ? .max : count <= 0 ? 0 : 1 << UInt64(8 * count) - 1 }
}
