// How a schema is to be understood where the standard leaves a choice.

/// The judgement of a format on a string.
public enum FormatVerdict: Sendable, Hashable {
  /// The string has the format.
  case valid
  /// It has not; the note says what is wrong, in words of the format's own, never quoting the string.
  case invalid(note: String?)
}

/// Judges whether a string has a format.
public typealias FormatCheck = @Sendable (String) -> FormatVerdict

/// Whether `format` is a remark or a rule.
public enum FormatAssertion: Sendable {
  /// A remark, as the standard dialect has it.
  case annotation
  /// A rule for the formats named here; others stay remarks.
  case asserted([String: FormatCheck])
}

/// Choices for compiling and evaluating a schema.
public struct SchemaOptions: Sendable {
  /// What `format` means.
  public var formats: FormatAssertion
  /// How many subschemas may be applied in one validation; long texts and lists count as several.
  public var stepLimit: Int
  /// How deep subschemas may be applied within one another, references included.
  public var nestingLimit: Int
  /// How many subschemas one schema may have, with all it refers to.
  public var sizeLimit: Int

  /// Makes options.
  public init(
    formats: FormatAssertion = .annotation, stepLimit: Int = 1_000_000, nestingLimit: Int = 600,
    sizeLimit: Int = 20_000
  ) {
    self.formats = formats
    self.stepLimit = stepLimit
    self.nestingLimit = nestingLimit
    self.sizeLimit = sizeLimit
  }
}
