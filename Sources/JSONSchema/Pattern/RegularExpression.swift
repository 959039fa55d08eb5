// Regular expressions of schemas. They come from files of strangers, so time is linear in the text whatever they say.

/// A regular expression in the syntax of ECMA-262 with the `u` flag, as JSON Schema uses it.
///
/// Matching searches the whole text and runs in time linear in its length. Look-around and back-references, which no
/// such algorithm has, are refused; so are patterns of more than 4,096 code points, and those that expand to more than
/// 4,000 instructions.
public struct RegularExpression: Sendable {
  /// The text of the pattern.
  public let pattern: String
  private let automaton: PatternAutomaton

  /// Compiles a pattern.
  public init(_ pattern: String) throws(SyntaxError) {
    var work = Self.workLimit
    try self.init(pattern, work: &work)
  }

  static let workLimit = 10_000_000

  /// Compiles a pattern, charging what that takes to an allowance that may be shared by many.
  init(_ pattern: String, work: inout Int) throws(SyntaxError) {
    guard pattern.unicodeScalars.count <= 4_096 else { throw SyntaxError(reason: .tooLarge, offset: 4_096) }
    self.pattern = pattern
    var parser = PatternParser(pattern)
    let node = try parser.pattern()
    work -= parser.cost
    do throws(PatternProgram.TooLarge) {
      automaton = PatternAutomaton(try PatternProgram(node, work: &work), work: &work)
    } catch {
      throw SyntaxError(reason: .tooLarge, offset: 0)
    }
  }

  /// Whether the expression matches anywhere in a text.
  public func matches(_ text: String) -> Bool {
    var budget = Int.max
    return automaton.matches(text, budget: &budget) ?? false
  }

  /// Whether the expression matches anywhere in a text; nil if it would take more steps than the budget has left.
  public func matches(_ text: String, budget: inout Int) -> Bool? {
    automaton.matches(text, budget: &budget)
  }

  /// The automaton by state and byte of ASCII, 128 for the end; nil where its table would be too large.
  var asciiTable: [Int32]? { automaton.asciiTable }

  /// Says why a pattern cannot be used.
  public struct SyntaxError: Error, Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// Where, in code points from the start of the pattern.
    public let offset: Int

    /// Makes an error of its facts.
    public init(reason: Reason, offset: Int) {
      self.reason = reason
      self.offset = offset
    }

    /// What can be wrong with a pattern.
    public enum Reason: Sendable, Hashable {
      case unexpectedCharacter, unclosedGroup, unclosedClass
      case invalidEscape, invalidQuantifier, invalidRange
      case unknownProperty(String)
      /// Look-ahead and look-behind have no linear algorithm.
      case lookAround
      /// Back-references have no linear algorithm.
      case backReference
      case tooLarge
    }
  }
}
