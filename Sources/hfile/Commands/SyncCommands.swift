import HealthFiles
import JSONSchema

extension Command {
  private static let hubOption = Option(
    names: ["--hub"], value: "NAME",
    help: Phrase("the hub (default: the only one, or origin)", "中心库（默认唯一的一个，或 origin）", "中心庫（預設唯一的一個，或 origin）"))

  private static let exchangeCodes: [ExitCode] = [
    .found, .noStore, .busy, .keyMissing, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]

  private static let trustClock = Option(
    names: ["--trust-clock"], value: nil,
    help: Phrase("go on although the clock is far from the last commit", "即使时钟与上次提交相差甚远也继续", "即使時鐘與上次提交相差甚遠也繼續"))

  /// Receives, takes in, publishes.
  static let sync = Command(
    name: "sync",
    summary: Phrase("exchange the store with a hub", "与中心库同步档案", "與中心庫同步檔案"),
    details: Phrase(
      """
      Receives what others published, judges it, and takes it in; what was committed here and not
      published yet is made anew after it, record by record. Then publishes what the hub lacks. Keys
      go along: those of new members before what they seal, those of erased ones are destroyed here.
      What the hub sends is never believed: it waits in quarantine until it was found whole, signed
      and permitted. --every goes on until it is interrupted; a hub that cannot be reached is told
      once and tried again.
      """,
      """
      接收他人发布的内容，审核后并入；本地已提交但尚未发布的内容逐条记录重新应用于其后。然后发布中心库缺少的内容。
      密钥一并交换：新会员的密钥先于其密封的内容，已抹除者的密钥在本地销毁。
      中心库发来的内容不会直接采信：先隔离，确认完整、已签名且有权限后才并入。
      --every 会持续运行直至中断；无法连接时只提示一次并再次尝试。
      """,
      """
      接收他人發布的內容，審核後併入；本地已提交但尚未發布的內容逐條記錄重新套用於其後。然後發布中心庫缺少的內容。
      金鑰一併交換：新會員的金鑰先於其密封的內容，已抹除者的金鑰在本地銷毀。
      中心庫傳來的內容不會直接採信：先隔離，確認完整、已簽章且有權限後才併入。
      --every 會持續執行直至中斷；無法連線時只提示一次並再次嘗試。
      """),
    options: [
      hubOption,
      Option(
        names: ["--every"], value: "TIME",
        help: Phrase("again and again, after so long: 30s, 5m, 1h", "每隔一段时间重复：30s、5m、1h", "每隔一段時間重複：30s、5m、1h")),
      trustClock, .acceptFindings, .dryRun,
    ] + Option.hub,
    examples: [
      ("hfile sync", Phrase("once", "一次", "一次")),
      ("hfile sync --every 5m", Phrase("all day", "全天", "全天")),
    ],
    formats: ["table", "json", "ndjson"], exitCodes: exchangeCodes
  ) { invocation throws(Failure) in
    try exchange(invocation) { store, hub, door, request throws(StoreError) in
      try store.sync(with: hub, door, request)
    }
  }

  /// Receives and takes in.
  static let pull = Command(
    name: "pull",
    summary: Phrase("take in what others published", "并入他人发布的内容", "併入他人發布的內容"),
    details: Phrase(
      "The first half of hfile sync: nothing is published.", "hfile sync 的前一半：不发布任何内容。",
      "hfile sync 的前一半：不發布任何內容。"),
    options: [hubOption, trustClock, .dryRun] + Option.hub,
    examples: [("hfile pull", Phrase("from the usual hub", "从常用中心库", "從常用中心庫"))],
    formats: ["table", "json"], exitCodes: exchangeCodes
  ) { invocation throws(Failure) in
    try exchange(invocation) { store, hub, door, request throws(StoreError) in
      try store.pull(from: hub, door, request)
    }
  }

  /// Publishes.
  static let push = Command(
    name: "push",
    summary: Phrase("publish what a hub lacks", "发布中心库缺少的内容", "發布中心庫缺少的內容"),
    details: Phrase(
      "The second half of hfile sync. A hub that has commits which are not here is left as it is.",
      "hfile sync 的后一半。若中心库有本地没有的提交，则不作更改。", "hfile sync 的後一半。若中心庫有本地沒有的提交，則不作變更。"),
    options: [hubOption, .dryRun] + Option.hub,
    examples: [("hfile push --hub stick", Phrase("to a stick", "发布到 U 盘", "發布到隨身碟"))],
    formats: ["table", "json"], exitCodes: exchangeCodes
  ) { invocation throws(Failure) in
    try exchange(invocation) { store, hub, door, request throws(StoreError) in
      try store.push(to: hub, door, request)
    }
  }

  private typealias Act = (Store, Hub, HubDoor, IntegrationRequest) throws(StoreError) -> HubOutcome

  /// Runs an exchange, once or every so often.
  private static func exchange(_ invocation: Invocation, _ act: Act) throws(Failure) -> ExitCode {
    let store = try invocation.store()
    let hub = try orFail { () throws(StoreError) in try store.hub(invocation["--hub"]) }
    let door = try HubDoor(invocation)
    var request = IntegrationRequest.usual
    request.trustsClock = invocation.has("--trust-clock")
    request.isDryRun = invocation.has("--dry-run")
    request.acceptsFindings = invocation.has("--accept-findings")
    let text = HubText(invocation.console)
    let seconds = try invocation["--every"].map { word throws(Failure) in try Self.seconds(word) }
    var isAway = false
    while true {
      do throws(Failure) {
        let outcome = try unlocked(invocation, store) { () throws(StoreError) in try act(store, hub, door, request) }
        isAway = false
        text.show(outcome, invocation["--format"], isDryRun: request.isDryRun, isQuiet: seconds != nil)
        if seconds == nil { return outcome.needsAttention ? .found : .done }
      } catch {
        guard seconds != nil, case .store(let reason) = error, reason.isUnreachable else { throw error }
        if !isAway { error.tell(invocation.console) }
        isAway = true
      }
      guard let seconds, invocation.console.pause(seconds) else { return .done }
    }
  }

  /// Runs an act, and asks for a passphrase only where something must be signed.
  private static func unlocked(
    _ invocation: Invocation, _ store: Store, _ act: () throws(StoreError) -> HubOutcome
  ) throws(Failure) -> HubOutcome {
    do throws(StoreError) {
      return try act()
    } catch {
      guard error == .notUnlocked, let holder = try Identities.holder(invocation.console, prompts: true) else {
        throw .store(error)
      }
      store.unlock(holder, judging: HistoryVerifier.access)
      return try orFail { () throws(StoreError) in try act() }
    }
  }

  /// Reads `30s`, `5m` or `1h`.
  private static func seconds(_ word: String) throws(Failure) -> Int {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = word.last.flatMap({ units[$0] }), let count = Int(word.dropLast()), (1...86_400).contains(count)
    else {
      throw .usage(
        Phrase(
          "--every needs a time such as 30s, 5m or 1h, not \(word)", "--every 应为 30s、5m、1h 之类的时长，而不是 \(word)",
          "--every 應為 30s、5m、1h 之類的時長，而不是 \(word)"))
    }
    return count * unit
  }
}

extension IntegrationRequest {
  /// A request that also finds what acts of business break together.
  static var usual: IntegrationRequest {
    var request = IntegrationRequest()
    request.clashes = { encounter throws(StoreError) in try Clash.found(in: encounter) }
    return request
  }
}
