public import Git
public import JSONSchema

/// Something in the history of a store that is not as the store's own rules ask for (docs/Trust.md, section 3).
public struct HistoryFinding: Sendable, Hashable {
  /// The rule that is broken.
  public enum Kind: String, Sendable, CaseIterable {
    case malformed, merge, unsigned
    case malformedSignature = "malformed-signature"
    case badSignature = "bad-signature"
    case unknownKey = "unknown-key"
    case revoked
    case wrongName = "wrong-name"
    case time, structure
    case storeChanged = "store-changed"
    case notPermitted = "not-permitted"
    case invalid, plain, replayed, unsealed, access, erased
    case pin, untrusted
  }

  /// The rule that is broken.
  public let kind: Kind
  /// The commit that breaks it.
  public let commit: ObjectID
  /// The record, by its id, or the path of another file; nil when it is about the commit as a whole.
  public let subject: String?
  /// Id of the person or code of the device that signed; nil when nobody is known.
  public let signer: String?
  /// What was found, in its own words; nil when the rule says it all.
  public let detail: Phrase?

  /// Makes a finding.
  public init(_ kind: Kind, _ commit: ObjectID, subject: String? = nil, signer: String? = nil, detail: Phrase? = nil) {
    self.kind = kind
    self.commit = commit
    self.subject = subject
    self.signer = signer
    self.detail = detail
  }

  /// What is wrong, as a sentence.
  public func words(_ language: Language) -> String {
    let words = kind.words[language]
    guard let more = detail?[language] else { return words }
    return language.pick("\(words): \(more)", "\(words)：\(more)", "\(words)：\(more)")
  }
}

extension HistoryFinding.Kind {
  /// The rule as a sentence.
  public var words: Phrase {
    switch self {
    case .malformed: Phrase("is no commit as hfile makes them", "不是 hfile 形式的提交", "不是 hfile 形式的提交")
    case .merge: Phrase("has more than one parent", "有多个父提交", "有多個父提交")
    case .unsigned: Phrase("is not signed", "未签名", "未簽章")
    case .malformedSignature: Phrase("the signature cannot be read", "签名无法读取", "簽章無法讀取")
    case .badSignature: Phrase("the signature is not of these bytes", "签名与内容不符", "簽章與內容不符")
    case .unknownKey: Phrase("nobody has the key that signed", "无人拥有该签名密钥", "無人擁有該簽章金鑰")
    case .revoked: Phrase("the signer was revoked before", "签名者此前已被吊销", "簽章者先前已被撤銷")
    case .wrongName: Phrase("author and committer are not the signer", "作者与提交者不是签名者", "作者與提交者不是簽章者")
    case .time: Phrase("is more than an hour before its parent", "比父提交早一小时以上", "比父提交早一小時以上")
    case .structure: Phrase("has no place in a store", "不应存在于门店档案中", "不應存在於門市檔案中")
    case .storeChanged: Phrase("never changes, and did", "不可更改，却已更改", "不可變更，卻已變更")
    case .notPermitted: Phrase("the signer may not do this", "签名者无权这样做", "簽章者無權這樣做")
    case .invalid: Phrase("is not valid", "无效", "無效")
    case .plain: Phrase("sealed fields stand in the clear", "密封字段以明文出现", "密封欄位以明文出現")
    case .replayed:
      Phrase("a seal is from elsewhere or from before", "密封内容来自他处或旧版本", "密封內容來自他處或舊版本")
    case .unsealed: Phrase("takes the seal off a field", "取消了字段的密封", "取消了欄位的密封")
    case .access: Phrase("would leave access/ in a bad state", "会使 access/ 处于不当状态", "會使 access/ 處於不當狀態")
    case .erased: Phrase("was erased and is not left alone", "已抹除，却又被更改", "已抹除，卻又被變更")
    case .pin: Phrase("is not the history seen before", "不是此前所见的历史", "不是先前所見的歷史")
    case .untrusted: Phrase("the store is not trusted yet", "该门店尚未建立信任", "該門市尚未建立信任")
    }
  }
}

extension HistoryFinding {
  /// The finding as JSON, without its words.
  public var json: JSON {
    var json: JSON = ["kind": .string(kind.rawValue), "commit": .string(commit.description)]
    for (key, value) in [("subject", subject), ("signer", signer)] {
      if let value { json[key] = .string(value) }
    }
    return json
  }

  /// The finding as JSON, with what is to be said of it in every language.
  var keptJSON: JSON {
    var json = json
    if let detail { json["detail"] = .array(detail.all.map { .string($0) }) }
    return json
  }

  /// Reads a finding that was kept; nil when it is none.
  init?(_ json: JSON) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
      let commit = json["commit"]?.stringValue.flatMap(ObjectID.init(hex:))
    else { return nil }
    self.init(
      kind, commit, subject: json["subject"]?.stringValue, signer: json["signer"]?.stringValue,
      detail: (json["detail"]?.arrayValue?.compactMap(\.stringValue)).flatMap { words in
        words.count == 3 ? Phrase(words[0], words[1], words[2]) : nil
      })
  }
}

/// What came of verifying a history.
public struct Verification: Sendable {
  /// The commit with which trust begins; nil when it has not begun.
  public let genesis: ObjectID?
  /// The last commit that was judged; nil when there is none.
  public let tip: ObjectID?
  /// Commits from the genesis on.
  public let commits: Int
  /// Commits before the genesis, which are not judged.
  public let beforeTrust: Int
  /// How many of the commits were judged by an earlier run.
  public let known: Int
  /// Id of the store; nil when it is not trusted.
  public let store: String?
  /// Who may do what, by what counts of the history; nil when the store is not trusted.
  public let access: AccessState?
  /// What was found, in the order of the history.
  public let findings: [HistoryFinding]
}
