/// What members and elements a value may have by a schema: those it names itself, and those its alternatives name.
struct ScanShape {
  struct Member {
    let name: String
    let node: Int
    /// Whether the schema itself names it, so that its node holds whatever the alternatives.
    let isOwn: Bool
  }

  private(set) var members: [Member] = []
  private(set) var isObject = false
  private(set) var elements: Int?
  private(set) var ownsElements = false
  private var names: Set<String> = []

  init(_ position: Int, in schema: Schema) { collect(position, schema, isOwn: true, depth: 0) }

  private mutating func collect(_ position: Int, _ schema: Schema, isOwn: Bool, depth: Int) {
    guard depth < 8 else { return }
    var others: [Int] = []
    for keyword in schema.nodes[position].keywords {
      switch keyword {
      case .members(let rules):
        isObject = true
        for named in rules.named where names.insert(named.name).inserted {
          members.append(Member(name: named.name, node: named.node, isOwn: isOwn))
        }
      case .elements(let leading, let node?) where leading.isEmpty && elements == nil:
        elements = node
        ownsElements = isOwn
      case .reference(let target): others.append(target)
      case .allOf(let nodes), .anyOf(let nodes), .oneOf(let nodes): others += nodes
      case .condition(let test, let then, let otherwise): others += [test, then, otherwise].compactMap { $0 }
      case .dependentSchemas(let named): others += named.map(\.node)
      default: break
      }
    }
    for other in others { collect(other, schema, isOwn: false, depth: depth + 1) }
  }
}
