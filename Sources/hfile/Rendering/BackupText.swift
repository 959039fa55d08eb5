import Git
import HealthFiles
import JSONSchema

/// What is said of backups and bundles.
struct BackupText {
  private let console: Console

  init(_ console: Console) { self.console = console }

  private func commits(_ count: Int) -> String {
    console.pick("\(count) \(count == 1 ? "commit" : "commits")", "\(count) 次提交", "\(count) 次提交")
  }

  func show(_ outcome: BackupOutcome, _ format: String?, isVerified: Bool) {
    if let format, format != "table" {
      var json: JSON = [
        "bundle": .string(outcome.bundle), "tip": .string(outcome.tip.description),
        "commits": .number(JSONNumber(Int64(outcome.commits))), "verified": .bool(isVerified),
        "removed": .array(outcome.removed.map { .string($0) }),
      ]
      json["keys"] = outcome.keys.map { .string($0) }
      return console.write(Answer.bytes(json, format))
    }
    console.say("\(outcome.bundle)  \(commits(outcome.commits))")
    if let keys = outcome.keys { console.say(keys) }
    if isVerified { console.say(console.pick("restored and compared: the same", "已还原并比较：一致", "已還原並比較：一致")) }
    for name in outcome.removed {
      console.say(console.pick("removed \(name)", "已删除 \(name)", "已刪除 \(name)"))
    }
  }

  func show(_ outcome: BundleOutcome, _ format: String?) {
    if let format, format != "table" {
      var json: JSON = [
        "tip": .string(outcome.tip.description), "commits": .number(JSONNumber(Int64(outcome.commits))),
        "keys": .number(JSONNumber(Int64(outcome.keys))),
      ]
      json["since"] = (outcome.since?.description).map { .string($0) }
      return console.write(Answer.bytes(json, format))
    }
    let keys = outcome.keys
    console.say(
      commits(outcome.commits)
        + console.pick(", \(keys) \(keys == 1 ? "key" : "keys")", "，\(keys) 个密钥", "，\(keys) 個金鑰"))
  }
}
