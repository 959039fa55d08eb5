/// Turns what a schema says of an object's members together (which are there, and which say what) into steps.
struct ScanRuleCompiler {
  /// A question about a member, and the bit that tells the outcome.
  struct Test {
    let member: Int
    let asks: Question
    let bit: UInt64
  }

  /// What can be asked of a member, so that the answer is exact either way.
  enum Question {
    case listed([JSON])
    case truth(Bool)
    case bounded(ScanNumber)
  }

  let schema: Schema
  let names: [String]
  private(set) var required: UInt64 = 0
  private(set) var steps: [ScanRule] = []
  private(set) var tests: [Test] = []

  private static let stackLimit = 48

  init(schema: Schema, names: [String]) {
    self.schema = schema
    self.names = names
  }

  /// Compiles the rules of a place; false when they cannot be said so.
  mutating func compile(_ position: Int) -> Bool {
    var terms = 0
    for keyword in schema.nodes[position].keywords {
      switch keyword {
      case .required(let needed):
        guard let bits = bits(of: needed) else { return false }
        required |= bits
      case .members(let rules): if !rules.patterns.isEmpty { return false }
      case .allOf, .anyOf, .oneOf, .not, .condition, .dependentRequired, .dependentSchemas:
        guard add(keyword, depth: 0) else { return false }
        terms += 1
      default: break
      }
    }
    if terms > 1 { steps.append(.all(terms)) }
    return terms <= Self.stackLimit
  }

  private func bits(of needed: [String]) -> UInt64? {
    var bits: UInt64 = 0
    for name in needed {
      guard let place = names.firstIndex(of: name) else { return nil }
      bits |= 1 << UInt64(place)
    }
    return bits
  }

  /// Adds the truth of a whole subschema.
  private mutating func add(_ position: Int, depth: Int) -> Bool {
    guard depth < 8 else { return false }
    var terms = 0
    for keyword in schema.nodes[position].keywords {
      if case .members(let rules) = keyword {
        guard rules.patterns.isEmpty, rules.others == nil else { return false }
        for named in rules.named {
          guard addMember(named) else { return false }
          terms += 1
        }
        continue
      }
      guard add(keyword, depth: depth) else { return false }
      terms += 1
    }
    steps.append(terms == 0 ? .constant(true) : .all(terms))
    return terms <= Self.stackLimit
  }

  /// Adds one keyword.
  private mutating func add(_ keyword: SchemaKeyword, depth: Int) -> Bool {
    switch keyword {
    case .type(let types): steps.append(.constant(types.contains(TypeSet(.object))))
    case .fails: steps.append(.constant(false))
    case .required(let needed): steps.append(bits(of: needed).map { .present($0) } ?? .constant(false))
    case .reference(let target): return add(target, depth: depth + 1)
    case .allOf(let nodes): return add(nodes, .all(nodes.count), depth)
    case .anyOf(let nodes): return add(nodes, .any(nodes.count), depth)
    case .oneOf(let nodes): return add(nodes, .one(nodes.count), depth)
    case .not(let node): return add([node], .not, depth)
    case .condition(let test, let then, let otherwise): return addCondition(test, then, otherwise, depth)
    case .dependentRequired(let rules):
      for rule in rules {
        guard let needed = bits(of: rule.needs) else { return false }
        addAbsence(of: rule.name)
        steps += [.present(needed), .any(2)]
      }
      steps.append(.all(rules.count))
      return rules.count <= Self.stackLimit
    case .dependentSchemas(let named):
      for rule in named {
        addAbsence(of: rule.name)
        guard add(rule.node, depth: depth + 1) else { return false }
        steps.append(.any(2))
      }
      steps.append(.all(named.count))
      return named.count <= Self.stackLimit
    default: return false
    }
    return true
  }

  private mutating func add(_ nodes: [Int], _ last: ScanRule, _ depth: Int) -> Bool {
    guard nodes.count <= Self.stackLimit else { return false }
    for node in nodes {
      guard add(node, depth: depth + 1) else { return false }
    }
    steps.append(last)
    return true
  }

  /// Adds `(not test or then) and (test or otherwise)`.
  private mutating func addCondition(_ test: Int, _ then: Int?, _ otherwise: Int?, _ depth: Int) -> Bool {
    var terms = 0
    if let then {
      guard add([test], .not, depth), add(then, depth: depth + 1) else { return false }
      steps.append(.any(2))
      terms += 1
    }
    if let otherwise {
      guard add(test, depth: depth + 1), add(otherwise, depth: depth + 1) else { return false }
      steps.append(.any(2))
      terms += 1
    }
    steps.append(terms == 0 ? .constant(true) : .all(terms))
    return true
  }

  private mutating func addAbsence(of name: String) {
    if let place = names.firstIndex(of: name) {
      steps += [.present(1 << UInt64(place)), .not]
    } else {
      steps.append(.constant(true))
    }
  }

  /// Adds that a member is not there, or keeps to its node, of which only questions with exact answers can be asked.
  private mutating func addMember(_ named: NamedNode) -> Bool {
    let keywords = schema.nodes[named.node].keywords
    guard let place = names.firstIndex(of: named.name), !keywords.isEmpty else {
      steps.append(.constant(true))
      return true
    }
    addAbsence(of: named.name)
    if keywords.count == 1, case .fails = keywords[0] { return true }
    guard let asks = question(keywords), tests.count < 64 else { return false }
    let bit = UInt64(1) << UInt64(tests.count)
    tests.append(Test(member: place, asks: asks, bit: bit))
    steps += [.passed(bit), .any(2)]
    return true
  }

  private func question(_ keywords: [SchemaKeyword]) -> Question? {
    if keywords.count == 1, case .constant(let value) = keywords[0], let truth = value.boolValue {
      return .truth(truth)
    }
    var values: [JSON]?
    var number = ScanNumber()
    for keyword in keywords {
      switch keyword {
      case .enumeration(let list) where values == nil: values = list.allowed
      case .constant(let value) where values == nil: values = [value]
      case .type(let types) where types == TypeSet(.string) && keywords.count > 1: break
      case .minimum, .maximum, .multipleOf: guard values == nil, number.take(keyword) else { return nil }
      default: return nil
      }
    }
    guard let values else {
      let isBounded = keywords.allSatisfy { if case .type = $0 { false } else { true } }
      return isBounded ? .bounded(number) : nil
    }
    let hasBounds = number.minimum > .min || number.maximum < .max || number.divisor != 1
    return values.allSatisfy { $0.stringValue.map(ScanCompiler.isPlain) == true } && !hasBounds ? .listed(values) : nil
  }
}

extension ScanNumber {
  /// Takes a bound of a schema; false when it is no whole number of millionths.
  mutating func take(_ keyword: SchemaKeyword) -> Bool {
    switch keyword {
    case .minimum(let limit, let isExclusive):
      guard let bound = limit.scaled(byPowerOfTen: Self.decimals), bound < .max else { return false }
      minimum = isExclusive ? bound + 1 : bound
    case .maximum(let limit, let isExclusive):
      guard let bound = limit.scaled(byPowerOfTen: Self.decimals), bound > .min else { return false }
      maximum = isExclusive ? bound - 1 : bound
    case .multipleOf(let step):
      guard let bound = step.scaled(byPowerOfTen: Self.decimals), bound > 0 else { return false }
      divisor = bound
    default: return false
    }
    return true
  }
}
