// `\p{...}`: general categories and binary properties as the Swift library knows them, scripts from the table beside.

extension ScalarSet {
  /// The code points a property names, such as `L`, `Letter`, `Script=Han`, `Alphabetic`; nil if it is unknown.
  init?(property text: String) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("Script", 2), ("sc", 2), ("Script_Extensions", 2), ("scx", 2):
      guard let set = UnicodeScripts.set(named: parts[1]) else { return nil }
      self = set
    case ("General_Category", 2), ("gc", 2):
      guard let set = GeneralCategories.set(named: parts[1]) else { return nil }
      self = set
    case (let name?, 1):
      guard let set = GeneralCategories.set(named: name) ?? BinaryProperties.set(named: name) else { return nil }
      self = set
    default: return nil
    }
  }

  /// The code points a predicate holds for, among all that may be assigned.
  fileprivate init(where holds: (Unicode.Scalar) -> Bool) {
    var ranges: [ClosedRange<UInt32>] = []
    for block in GeneralCategories.blocks {
      var start: UInt32?
      for value in block {
        let isMember = Unicode.Scalar(value).map(holds) ?? false
        if isMember, start == nil { start = value }
        if !isMember, let first = start {
          ranges.append(first...(value - 1))
          start = nil
        }
      }
      if let start { ranges.append(start...block.upperBound) }
    }
    self.init(ranges)
  }
}

enum GeneralCategories {
  /// All planes with assigned code points; between them there is nothing but noncharacters and empty space.
  static let blocks: [ClosedRange<UInt32>] = [0...0x3ffff, 0xe0000...0x10ffff]

  static func set(named name: String) -> ScalarSet? {
    guard let short = longNames[name] ?? (sets[name] != nil ? name : nil) else { return composed(name) }
    return sets[short] ?? composed(short)
  }

  /// A category of several, such as `L` or `LC`.
  private static func composed(_ name: String) -> ScalarSet? {
    let parts = name == "LC" ? ["Ll", "Lt", "Lu"] : sets.keys.filter { $0.first == name.first && name.count == 1 }
    return parts.isEmpty ? nil : ScalarSet(parts.flatMap { sets[$0]?.ranges ?? [] })
  }

  /// Every category by its short name; worked out once, in some tens of milliseconds.
  private static let sets: [String: ScalarSet] = {
    var ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [:]
    for block in blocks {
      var start = block.lowerBound
      var current = category(start)
      for value in block.dropFirst() {
        let next = category(value)
        if next == current { continue }
        ranges[current, default: []].append(start...(value - 1))
        start = value
        current = next
      }
      ranges[current, default: []].append(start...block.upperBound)
    }
    ranges[.unassigned, default: []].append(0x40000...0xdffff)
    return Dictionary(uniqueKeysWithValues: ranges.map { ($0.key.shortName, ScalarSet($0.value)) })
  }()

  private static func category(_ value: UInt32) -> Unicode.GeneralCategory {
    Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
  }

  private static let longNames = [
    "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
    "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
    "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
    "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S",
    "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
    "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
    "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
  ]
}

enum BinaryProperties {
  static func set(named name: String) -> ScalarSet? {
    switch name {
    case "Any": .everything
    case "ASCII": ScalarSet([0...0x7f])
    case "Assigned": GeneralCategories.set(named: "Cn")?.inverted
    default: predicates[name].map { ScalarSet(where: $0) }
    }
  }

  private static let predicates: [String: @Sendable (Unicode.Scalar) -> Bool] = [
    "Alphabetic": { $0.properties.isAlphabetic }, "Alpha": { $0.properties.isAlphabetic },
    "Lowercase": { $0.properties.isLowercase }, "Lower": { $0.properties.isLowercase },
    "Uppercase": { $0.properties.isUppercase }, "Upper": { $0.properties.isUppercase },
    "White_Space": { $0.properties.isWhitespace }, "space": { $0.properties.isWhitespace },
    "Ideographic": { $0.properties.isIdeographic }, "Ideo": { $0.properties.isIdeographic },
    "Cased": { $0.properties.isCased }, "Dash": { $0.properties.isDash }, "Math": { $0.properties.isMath },
    "ID_Start": { $0.properties.isIDStart }, "ID_Continue": { $0.properties.isIDContinue },
    "XID_Start": { $0.properties.isXIDStart }, "XID_Continue": { $0.properties.isXIDContinue },
    "ASCII_Hex_Digit": { $0.properties.isASCIIHexDigit }, "Hex_Digit": { $0.properties.isHexDigit },
    "Diacritic": { $0.properties.isDiacritic }, "Emoji": { $0.properties.isEmoji },
    "Emoji_Presentation": { $0.properties.isEmojiPresentation }, "Emoji_Modifier": { $0.properties.isEmojiModifier },
    "Noncharacter_Code_Point": { $0.properties.isNoncharacterCodePoint },
  ]
}

extension Unicode.GeneralCategory {
  fileprivate var shortName: String {
    switch self {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
