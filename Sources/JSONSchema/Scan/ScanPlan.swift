// A schema made ready for scanning bytes: flat arrays of plain values, so that the hot loop neither allocates nor
// counts references. What a plan cannot say is left to the evaluation of trees: a scan accepts only what is certain.

/// What a scan knows of the value at one place; small, because it is looked at for every value.
struct ScanNode: Sendable {
  /// The kinds of value allowed here.
  var allowed: TypeSet
  /// Rules of the object here; -1 where an object is not expected.
  var object: Int32 = -1
  /// Node of the elements of a list; -1 where a list is not expected.
  var elements: Int32 = -1
  /// Rules of a list's length, of strings, and of numbers; -1 where there are none.
  var list: Int32 = -1
  var string: Int32 = -1
  var number: Int32 = -1
  /// Number of the column the value belongs to; -1 where nobody asked for it.
  var column: Int32 = -1
  /// Number of the list whose items are to be told of; -1 for none.
  var told: Int32 = -1
  /// Node of the schema to be evaluated over a tree of the value; -1 where the plan says it all.
  var evaluated: Int32 = -1
}

/// Bounds of a list's length.
struct ScanList: Sendable {
  var minimum = 0
  var maximum = Int.max
  var isUnique = false
}

/// The rules of one object.
struct ScanObject: Sendable {
  /// The place of its first member in the plan, and how many there are; at most 64.
  let firstMember: Int
  let count: Int
  /// Members that must be there, one bit each.
  var required: UInt64 = 0
  /// Where its rules over members begin in the plan, and how many steps they take.
  var firstRule = 0
  var ruleCount = 0
  /// Whether its rules ask what values are.
  var hasTests = false
}

/// The key of a member as words of bytes, quotes included.
struct ScanKey: Sendable {
  var words: (UInt64, UInt64) = (0, 0)
  var masks: (UInt64, UInt64) = (0, 0)
  /// Bytes of the key with its quotes.
  var length = 0
  /// Where the bytes beyond the second word begin in the plan.
  var rest = 0
}

/// What follows the key of a member.
struct ScanMember: Sendable {
  /// Node of its value.
  var node = 0
  /// Where the tests begin whose outcome rules ask for, and how many there are.
  var firstTest = 0
  var testCount = 0
}

/// Rules of a string: lengths in code points, a closed list, a pattern, a format.
struct ScanString: Sendable {
  var minimumLength = 0
  var maximumLength = Int.max
  /// Where the texts of a closed list begin in the plan; any text where there are none.
  var firstText = 0
  var textCount = -1
  /// Where the table of a pattern begins; -1 for none.
  var pattern = -1
  /// Number of the format's check; -1 for none.
  var format = -1
}

/// Rules of a number, its bounds as whole multiples of a millionth.
struct ScanNumber: Sendable {
  /// The bounds, both inclusive.
  var minimum = Int64.min
  var maximum = Int64.max
  /// What the number must be a multiple of.
  var divisor: Int64 = 1

  static let decimals = 6
}

/// A text of a closed list.
struct ScanText: Sendable {
  let start: Int
  let count: Int
}

/// One step of an object's rules: a formula in postfix order over which members are there and what tests said.
enum ScanRule: Sendable {
  /// All of these members are there.
  case present(UInt64)
  /// All of these tests came out true.
  case passed(UInt64)
  case constant(Bool)
  /// Takes so many answers off the stack.
  case all(Int)
  case any(Int)
  case one(Int)
  case not
}

/// A schema compiled for scanning.
struct ScanPlan: Sendable {
  var nodes: [ScanNode] = []
  var objects: [ScanObject] = []
  /// Members of all objects, and the key of each.
  var members: [ScanMember] = []
  var keys: [ScanKey] = []
  var lists: [ScanList] = []
  var strings: [ScanString] = []
  var numbers: [ScanNumber] = []
  var texts: [ScanText] = []
  /// Texts and the ends of long keys.
  var bytes: [UInt8] = []
  /// Patterns by state and byte: 129 numbers a state, the last for the end.
  var patterns: [Int32] = []
  var formats: [@Sendable (Span<UInt8>) -> Bool] = []
  var rules: [ScanRule] = []
  var tests: [ScanTest] = []
}

/// A question about a member's value that rules ask for, with the bit that tells the outcome.
enum ScanTest: Sendable {
  /// It is a string of a closed list; the number is that of the rules that hold the list.
  case listed(string: Int, bit: UInt64)
  /// It is this truth value.
  case truth(Bool, bit: UInt64)
  /// It is no number, or one within bounds.
  case bounded(number: Int, bit: UInt64)

  var bit: UInt64 {
    switch self {
    case .listed(_, let bit), .truth(_, let bit), .bounded(_, let bit): bit
    }
  }
}
