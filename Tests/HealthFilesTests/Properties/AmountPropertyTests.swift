import Testing

@testable import HealthFiles

/// Amounts are whole numbers with a point in them.
@Suite struct AmountPropertyTests {
  static let seeds: [UInt64] = [1, 20_261_121]

  @Test(arguments: seeds) func amountsAreIntegers(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<1000 {
      let digits = random.below(4)
      let (one, other) = (number(&random), number(&random))
      let (left, right) = (Amount(minorUnits: one, digits: digits), Amount(minorUnits: other, digits: digits))
      let hint = "seed \(seed), round \(round): \(one), \(other), \(digits) digits"
      #expect(Amount(left.text, digits: digits) == left, "\(hint)")
      #expect(left.adding(right)?.minorUnits == one + other, "\(hint)")
      #expect((left < right) == (one < other), "\(hint)")
      #expect(left.adding(Amount(minorUnits: other, digits: digits + 1)) == nil, "\(hint)")
      #expect(Amount(left.text + (digits == 0 ? ".0" : "0"), digits: digits) == nil, "\(hint)")
      #expect(Int64(left.text.replacing(".", with: "")) == one, "\(hint)")
      #expect(left.text.split(separator: ".").dropFirst().first?.count ?? 0 == digits, "\(hint)")
    }
  }

  private func number(_ random: inout SeededRandom) -> Int64 {
    let size = random.pick([10, 1000, 1_000_000, 100_000_000_000_000])
    return Int64(random.below(2 * size) - size)
  }

  @Test func sumsDoNotOverflowInSilence() {
    let most = Amount(minorUnits: .max, digits: 2)
    #expect(most.adding(Amount(minorUnits: 1, digits: 2)) == nil)
    #expect(most.adding(Amount(minorUnits: -1, digits: 2))?.minorUnits == Int64.max - 1)
  }

  @Test(arguments: ["", "-", ".", "1.", ".50", "01.00", "+1.00", "1.000", "1e2", "-0.00", "1,00", " 1.00", "１.00"])
  func whatIsNoAmountIsRefused(_ text: String) { #expect(Amount(text, digits: 2) == nil) }
}
