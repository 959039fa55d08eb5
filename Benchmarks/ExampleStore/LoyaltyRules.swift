import HealthFiles
import JSONSchema

/// The second version of the loyalty rules: from October whoever brings a friend gets more points.
enum LoyaltyRules {
  static let path = "policy/loyalty.json"
  static let from = BusinessDay("2026-10-01")
  static let points = 80

  static func referrerPoints(on day: BusinessDay) -> Int {
    guard let from, day >= from else { return 50 }
    return points
  }

  /// Adds the second version to the rules a store begins with.
  static func amended(_ policy: JSON) -> JSON {
    guard var versions = policy.arrayValue, var second = versions.last, let from else { return policy }
    second["from"] = date(from)
    if var referral = second["referral"] {
      referral["referrer"] = number(points)
      second["referral"] = referral
    }
    versions.append(second)
    return .array(versions)
  }
}
