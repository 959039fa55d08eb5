import HealthFiles

/// How a run of hfile ended: the one table of exit codes.
package enum ExitCode: Int32, CaseIterable {
  case done = 0
  case found = 1
  case usage = 2
  case noStore = 10
  case busy = 11
  case keyMissing = 12
  case newerStore = 13
  case invalid = 20
  case conflict = 21
  case notFound = 22
  case notPermitted = 23
  case fault = 70
  case diskRefused = 74

  /// What the code means.
  var meaning: Phrase {
    switch self {
    case .done: Phrase("done", "完成", "完成")
    case .found: Phrase("done, and something was found", "已完成，但有发现", "已完成，但有發現")
    case .usage: Phrase("wrong usage", "用法错误", "用法錯誤")
    case .noStore: Phrase("no store here", "此处没有门店档案", "此處沒有門市檔案")
    case .busy: Phrase("busy: another writer holds the store", "正忙：其他程序正在写入", "忙碌：其他程式正在寫入")
    case .keyMissing: Phrase("a key is missing or wrong", "缺少密钥或密钥错误", "缺少金鑰或金鑰錯誤")
    case .newerStore: Phrase("the store was made by a newer version", "档案由更新的版本建立", "檔案由更新的版本建立")
    case .invalid: Phrase("invalid record; nothing was written", "记录无效，未写入任何内容", "記錄無效，未寫入任何內容")
    case .conflict: Phrase("conflict; nothing was overwritten", "冲突，未覆盖任何内容", "衝突，未覆寫任何內容")
    case .notFound: Phrase("not found", "未找到", "未找到")
    case .notPermitted: Phrase("not permitted", "没有权限", "沒有權限")
    case .fault: Phrase("our fault; please report it", "程序错误，请报告", "程式錯誤，請回報")
    case .diskRefused: Phrase("the disk, file system or repository refused", "磁盘、文件系统或版本库拒绝", "磁碟、檔案系統或版本庫拒絕")
    }
  }
}
