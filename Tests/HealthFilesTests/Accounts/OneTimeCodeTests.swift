import Testing

@testable import HealthFiles

/// Codes that apps show, by the vectors of the standards.
@Suite struct OneTimeCodeTests {
  private let code = OneTimeCode(secret: Array("12345678901234567890".utf8))

  /// RFC 6238, appendix B, SHA-1.
  @Test(arguments: [
    (Int64(59), "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
  ])
  func vectorsOfTheStandard(_ seconds: Int64, _ expected: String) {
    #expect(code.code(step: seconds / 30, digits: 8) == expected)
    #expect(code.code(at: seconds) == String(expected.suffix(6)))
  }

  /// RFC 4226, appendix D.
  @Test func countersOfTheStandard() {
    let expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    #expect((0..<10).map { code.code(step: Int64($0)) } == expected)
  }

  @Test func aCodeHoldsForItsStepAndItsNeighboursAndOnce() throws {
    let now: Int64 = 1_800_000_000
    let step = now / 30
    for offset in Int64(-1)...1 {
      #expect(code.step(of: code.code(step: step + offset), at: now, after: nil) == step + offset)
    }
    for offset in [Int64(-3), -2, 2, 3] {
      #expect(code.step(of: code.code(step: step + offset), at: now, after: nil) == nil)
    }
    #expect(code.step(of: code.code(step: step), at: now, after: step) == nil, "used")
    #expect(code.step(of: code.code(step: step - 1), at: now, after: step) == nil, "older than one that was used")
    #expect(code.step(of: code.code(step: step + 1), at: now, after: step) == step + 1)
  }

  /// RFC 4648, section 10, and the secret of the vectors as apps take it.
  @Test func secretsAreWrittenInBase32() {
    for (text, expected) in [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ] {
      #expect(OneTimeCode(secret: Array(text.utf8)).text == expected)
    }
    #expect(code.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    #expect(
      code.address(account: "stf-lin", store: "sto-x")
        == "otpauth://totp/sto-x:stf-lin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=sto-x")
  }
}
