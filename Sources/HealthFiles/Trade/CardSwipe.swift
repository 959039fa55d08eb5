/// What a reader of magnetic cards types when a card is drawn through it (F6, J10; ISO/IEC 7813).
///
/// Track 1 is `%B` number `^` name `^` more `?`, track 2 is `;` number `=` more `?`; cards of a shop often have the
/// number alone. Everything but the number is let go of at once.
public struct CardSwipe: Sendable, Hashable {
  /// The number on the card.
  public let number: String

  /// Reads one or both tracks.
  ///
  /// - Throws: `StoreError.refused` when it is neither, or the two do not name the same card.
  public init(_ text: String) throws(StoreError) {
    let tracks = text.split { $0 == "?" || $0.isNewline }.compactMap { Self.number($0) }
    guard let number = tracks.first, tracks.allSatisfy({ $0 == number }) else {
      throw StoreError(DeskError.unreadableCard)
    }
    self.number = number
  }

  /// Whether what is typed is what a reader of cards types.
  static func isBegun(_ text: String) -> Bool { text.hasPrefix("%") || text.hasPrefix(";") }

  private static func number(_ track: Substring) -> String? {
    // After the end sentinel stands a check character, which most readers leave out.
    guard let start = track.firstIndex(where: { $0 == "%" || $0 == ";" }) else { return nil }
    let isFirst = track[start] == "%"
    var rest = track[track.index(after: start)...]
    if isFirst, rest.first == "B" || rest.first == "b" { rest = rest.dropFirst() }
    let number = rest.prefix { isFirst ? $0 != "^" : $0 != "=" }.filter { $0 != " " }
    let isNumber = (1...19).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? String(number) : nil
  }
}
