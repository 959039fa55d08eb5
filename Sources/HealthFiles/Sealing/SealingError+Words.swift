// The words for what is wrong with keys, signatures and sealed values.

extension SealingError {
  /// The sentence in a language.
  public func words(_ language: Language) -> String {
    switch self {
    case .malformed(let thing, let flaw): "\(thing.words[language]): \(flaw.words[language])"
    case .member(let thing, let name, let flaw):
      "\(thing.words[language]): \(Self.plain(name)): \(flaw.words[language])"
    case .otherKey(let kid):
      language.pick(
        "it was sealed under another key (\(Self.plain(kid)))", "它由另一把密钥密封（\(Self.plain(kid))）",
        "它由另一把金鑰密封（\(Self.plain(kid))）")
    case .notOpened:
      language.pick(
        "it does not open: it was changed, or sealed under another key", "无法解封：内容被改动，或由另一把密钥密封",
        "無法解封：內容被改動，或由另一把金鑰密封")
    case .wrongPassphrase: language.pick("the passphrase is wrong", "口令不对", "密碼不對")
    case .wrongWord(let place):
      language.pick("word \(place) is wrong", "第 \(place) 个词不对", "第 \(place) 個詞不對")
    case .wordCount(let count):
      language.pick(
        "there are \(count) words, not \(RecoveryWords.count)", "共有 \(count) 个词，应为 \(RecoveryWords.count) 个",
        "共有 \(count) 個詞，應為 \(RecoveryWords.count) 個")
    }
  }
}

extension StoreError {
  /// What stops an act because of a key, a signature or something sealed.
  public init(_ error: SealingError) {
    let sentence = Phrase(
      error.words(.english), error.words(.simplifiedChinese), error.words(.traditionalChinese))
    self = .sealing(code: error.code, sentence: sentence)
  }
}

extension SealingError.Thing {
  /// What it is called.
  var words: Phrase {
    switch self {
    case .signature: Phrase("the signature", "签名", "簽章")
    case .publicKey: Phrase("the public key", "公钥", "公開金鑰")
    case .signingKey: Phrase("the signing key", "签名密钥", "簽章金鑰")
    case .secretKey: Phrase("the secret key", "机密密钥", "機密金鑰")
    case .sealingKey: Phrase("the key for sealing", "密封公钥", "密封公開金鑰")
    case .unsealingKey: Phrase("the key for opening", "解封私钥", "解封私密金鑰")
    case .webKey: Phrase("the key in JSON", "JSON 格式的密钥", "JSON 格式的金鑰")
    case .sealedValue: Phrase("the sealed value", "密封内容", "密封內容")
    case .keyFile: Phrase("the key file", "密钥文件", "金鑰檔案")
    case .agent: Phrase("the answer of ssh-agent", "ssh-agent 的应答", "ssh-agent 的應答")
    case .identity: Phrase("the identity", "身份文件", "身分檔案")
    case .recoveryWords: Phrase("the recovery words", "恢复词", "復原詞")
    }
  }
}

extension SealingError.Flaw {
  /// What is wrong, as the end of a sentence.
  var words: Phrase {
    switch self {
    case .armour: Phrase("its text is not laid out as OpenSSH does", "文本格式与 OpenSSH 不符", "文字格式與 OpenSSH 不符")
    case .base64: Phrase("it is no canonical Base64", "不是规范的 Base64", "不是規範的 Base64")
    case .length: Phrase("a part of it has the wrong length", "某一部分长度不对", "某一部分長度不對")
    case .magic: Phrase("it begins with the wrong word", "开头标识不对", "開頭標識不對")
    case .version: Phrase("it has an unknown version", "版本未知", "版本未知")
    case .namespace: Phrase("it was not made for git", "不是为 git 所作", "不是為 git 所作")
    case .reserved: Phrase("it uses a part that must be empty", "保留部分不为空", "保留部分不為空")
    case .hash: Phrase("its hash is not SHA-512", "哈希算法不是 SHA-512", "雜湊演算法不是 SHA-512")
    case .keyType: Phrase("the key is not of the kind Ed25519", "密钥不是 Ed25519 类型", "金鑰不是 Ed25519 類型")
    case .weakKey: Phrase("the key is weak", "密钥过弱", "金鑰過弱")
    case .trailing: Phrase("something follows after its end", "结尾之后还有内容", "結尾之後還有內容")
    case .encrypted: Phrase("it has a passphrase of its own", "它另有口令", "它另有密碼")
    case .otherHalf:
      Phrase("its public and private halves do not belong together", "公钥与私钥不相配", "公開金鑰與私密金鑰不相配")
    case .costly: Phrase("reading it would cost too much", "读取它的代价过高", "讀取它的代價過高")
    case .checksum: Phrase("the last word does not agree with the others", "最后一个词与其余的不符", "最後一個詞與其餘的不符")
    case .refused: Phrase("it is a refusal", "对方已拒绝", "對方已拒絕")
    case .json: Phrase("it is no strict JSON object", "不是严格的 JSON 对象", "不是嚴格的 JSON 物件")
    }
  }
}

extension SealingError.MemberFlaw {
  /// What is wrong, as the end of a sentence.
  var words: Phrase {
    switch self {
    case .missing: Phrase("it is missing", "缺少此项", "缺少此項")
    case .unknown: Phrase("it must not be there", "不应有此项", "不應有此項")
    case .wrong: Phrase("it has a wrong value", "值不对", "值不對")
    }
  }
}
