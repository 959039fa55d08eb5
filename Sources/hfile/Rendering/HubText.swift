import Git
import HealthFiles
import JSONSchema

/// What is said of an exchange with a hub.
struct HubText {
  private let console: Console

  init(_ console: Console) { self.console = console }

  /// Where a clone goes when nobody says: the last name of the address, without `.git`.
  static func folder(of address: HubAddress) -> String {
    let name = address.text.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? "store"
    return name.hasSuffix(".git") && name.count > 4 ? String(name.dropLast(4)) : name
  }

  /// How far receiving or sending is.
  static func progress(_ progress: TransferProgress, _ language: Language) -> String {
    let (objects, total, size) = (progress.objects, progress.total, progress.bytes >> 10)
    return language.pick(
      "\(objects) of \(total) objects, \(size) KiB", "\(objects)/\(total) 个对象，\(size) KiB",
      "\(objects)/\(total) 個物件，\(size) KiB")
  }

  /// How many commits wait.
  static func unpublished(_ count: Int, _ language: Language) -> String {
    language.pick(
      "\(count) \(count == 1 ? "commit is" : "commits are") not published yet", "\(count) 个提交尚未发布",
      "\(count) 個提交尚未發布")
  }

  /// Tells what an exchange did; one that did nothing is not worth a line when there are many.
  func show(_ outcome: HubOutcome, _ format: String?, isDryRun: Bool, isQuiet: Bool) {
    if outcome.wentBack {
      console.warning(
        console.pick(
          "\(outcome.hub) has less than it had; what was missing is there again",
          "\(outcome.hub) 的内容少于此前所有；缺少的内容已补上", "\(outcome.hub) 的內容少於先前所有；缺少的內容已補上"))
    }
    if let code = outcome.sharedDevice {
      console.warning(
        console.pick(
          "another copy of the store writes as \(code), too; nothing is lost, but give one of them a code of its own",
          "另一份副本也使用设备代码 \(code)；内容未丢失，但请为其中一份另设代码",
          "另一份副本也使用裝置代碼 \(code)；內容未遺失，但請為其中一份另設代碼"))
      console.hint("hfile init --device CODE")
    }
    let didNothing =
      outcome.received + outcome.sent + outcome.keysReceived + outcome.keysSent + outcome.keysDestroyed == 0
    guard !isQuiet || !didNothing else { return }
    if let format, format != "table" {
      return console.write(Answer.bytes(outcome.json, format))
    }
    if didNothing {
      console.say(console.pick("\(outcome.hub): up to date", "\(outcome.hub)：已是最新", "\(outcome.hub)：已是最新"))
    } else {
      console.say(
        console.pick(
          "\(outcome.hub): \(outcome.received) \(outcome.received == 1 ? "commit" : "commits") received, "
            + "\(outcome.sent) published",
          "\(outcome.hub)：收到 \(outcome.received) 个提交，发布 \(outcome.sent) 个",
          "\(outcome.hub)：收到 \(outcome.received) 個提交，發布 \(outcome.sent) 個"))
    }
    if outcome.reapplied > 0 {
      console.say(
        console.pick(
          "\(outcome.reapplied) of them made anew after what came", "其中 \(outcome.reapplied) 个在收到的提交之后重新应用",
          "其中 \(outcome.reapplied) 個在收到的提交之後重新套用"))
    }
    if !outcome.conflicts.isEmpty {
      console.warning(
        console.pick(
          "\(outcome.conflicts.count) to be decided: \(outcome.conflicts.joined(separator: ", "))",
          "有 \(outcome.conflicts.count) 项待决定：\(outcome.conflicts.joined(separator: "、"))",
          "有 \(outcome.conflicts.count) 項待決定：\(outcome.conflicts.joined(separator: "、"))"))
      console.hint("hfile conflicts")
    }
    if outcome.keysReceived + outcome.keysSent + outcome.keysDestroyed > 0 {
      console.say(
        console.pick(
          "keys: \(outcome.keysReceived) received, \(outcome.keysSent) published, \(outcome.keysDestroyed) destroyed",
          "密钥：收到 \(outcome.keysReceived) 个，发布 \(outcome.keysSent) 个，销毁 \(outcome.keysDestroyed) 个",
          "金鑰：收到 \(outcome.keysReceived) 個，發布 \(outcome.keysSent) 個，銷毀 \(outcome.keysDestroyed) 個"))
    }
    if isDryRun { console.hint(console.pick("nothing was moved", "未作任何更改", "未作任何變更")) }
  }

  /// Tells what cloning did, and who vouches for it.
  func show(_ outcome: CloneOutcome, _ format: String?) {
    let access = outcome.verification.access
    let owners = (access?.owners ?? []).flatMap { id in
      (access?.signer(id)?.signing ?? []).map { (id: id, fingerprint: $0.fingerprint) }
    }
    if let format, format != "table" {
      var json = outcome.verification.json(console.language)
      json["folder"] = .string(outcome.store.root)
      json["device"] = .string(outcome.device)
      json["keys"] = .number(JSONNumber(Int64(outcome.keys)))
      json["owners"] = .array(owners.map { ["id": .string($0.id), "fingerprint": .string($0.fingerprint)] })
      return console.write(Answer.bytes(json, format))
    }
    console.say(
      console.pick("made \(outcome.store.root)", "已建立 \(outcome.store.root)", "已建立 \(outcome.store.root)"))
    console.say(outcome.verification.sentence(console.language))
    for owner in owners {
      console.say(
        console.pick(
          "owner \(owner.id): \(owner.fingerprint)", "店主 \(owner.id)：\(owner.fingerprint)",
          "店主 \(owner.id)：\(owner.fingerprint)"))
    }
    console.say(
      console.pick(
        "this copy writes as \(outcome.device)", "本副本的设备代码为 \(outcome.device)", "本副本的裝置代碼為 \(outcome.device)"))
  }
}

extension HubOutcome {
  /// Whether somebody has to look at what was found.
  var needsAttention: Bool { wentBack || !conflicts.isEmpty || sharedDevice != nil }

  /// What came of it as data.
  var json: JSON {
    let numbers = [
      ("received", received), ("reapplied", reapplied), ("sent", sent), ("keysReceived", keysReceived),
      ("keysSent", keysSent),
      ("keysDestroyed", keysDestroyed),
    ]
    var json: JSON = ["hub": .string(hub), "wentBack": .bool(wentBack)]
    json["conflicts"] = .array(conflicts.map { .string($0) })
    json["sharedDevice"] = sharedDevice.map { .string($0) }
    for (name, count) in numbers { json[name] = .number(JSONNumber(Int64(count))) }
    return json
  }
}
