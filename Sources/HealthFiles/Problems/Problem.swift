// Problems found in data are values, not thrown: a store with ten bad records shows ten problems.
// A problem says where (Place) and what (Fact); the words are found in Fact+Words, in the reader's language.

public import JSONSchema

/// Where in a store something is wrong.
public struct Place: Sendable, Hashable {
  /// Path of the file inside the store, with `/` between the parts.
  public var file: String?
  /// Line and column in that file, both from 1.
  public var position: TextPosition?
  /// Id of the record.
  public var record: String?
  /// JSON pointer of the value in the record (RFC 6901).
  public var pointer: JSONPointer?

  /// Makes a place from what is known of it.
  public init(
    file: String? = nil, position: TextPosition? = nil, record: String? = nil, pointer: JSONPointer? = nil
  ) {
    self.file = file
    self.position = position
    self.record = record
    self.pointer = pointer
  }

  /// The same place, in a file.
  func within(_ file: String) -> Place {
    var place = self
    place.file = file
    return place
  }

  /// The place as text: `products/3f/prd-tea.json:3:12 /price`.
  public var text: String {
    var text = file ?? record ?? ""
    if let position { text += "\(text.isEmpty ? "" : ":")\(position.line):\(position.column)" }
    if let pointer, !pointer.tokens.isEmpty {
      text += text.isEmpty ? pointer.description : " " + pointer.description
    }
    return text
  }
}

/// One thing that is wrong in the data of a store.
public struct Problem: Sendable, Hashable {
  /// Where it is.
  public var place: Place
  /// What it is.
  public var fact: Fact

  /// Makes a problem.
  public init(_ fact: Fact, at place: Place) {
    self.fact = fact
    self.place = place
  }

  /// What it is, in every language.
  var words: Phrase { Phrase { fact.words($0) } }

  /// Whether the problem stops a commit; the others are worth a look only.
  public var isError: Bool { fact.isError }
}
