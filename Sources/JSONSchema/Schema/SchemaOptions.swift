// How a schema is to be understood where the standard leaves a choice.

/// The judgement of a format on a string.
public enum FormatVerdict: Sendable, Hashable {
  /// The string has the format.
  case valid
  /// It has not; the note says what is wrong, in words of the format's own, never quoting the string.
  case invalid(note: String?)
}

/// Judges whether a string has a format.
public struct FormatCheck: Sendable {
  /// Judges a string.
  public let verdict: @Sendable (String) -> FormatVerdict
  /// True of the bytes of a string that certainly has the format; nil where bytes cannot tell.
  let accepts: (@Sendable (Span<UInt8>) -> Bool)?

  /// Makes a check of strings.
  ///
  /// - Parameter accepts: is true of bytes (UTF-8) that certainly have the format; a quick look for the common case.
  public init(
    _ verdict: @escaping @Sendable (String) -> FormatVerdict,
    accepts: (@Sendable (Span<UInt8>) -> Bool)? = nil
  ) {
    self.verdict = verdict
    self.accepts = accepts
  }

  /// Makes a check of the bytes of strings in UTF-8; it has no notes to give.
  public init(bytes accepts: @escaping @Sendable (Span<UInt8>) -> Bool) {
    verdict = { accepts($0.utf8Span.span) ? .valid : .invalid(note: nil) }
    self.accepts = accepts
  }
}

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
