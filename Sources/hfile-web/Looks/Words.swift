import HealthFiles
import Mustache

/// The words of the pages in the three languages, by the names that templates call them by (`{{w.NAME}}`).
struct Words: MustacheParent, Sendable {
  let language: Language

  func child(named name: String) -> Any? { Self.all[name]?[language] }

  subscript(_ name: String) -> String { Self.all[name]?[language] ?? name }

  static let all: [String: Phrase] = frame.merging(pages) { first, _ in first }.merging(doors) { first, _ in first }

  private static let frame: [String: Phrase] = [
    "skip": Phrase("Skip to the content", "跳到正文", "跳到正文"),
    "pages": Phrase("Pages", "页面", "頁面"),
    "front": Phrase("Overview", "概况", "概況"),
    "records": Phrase("Records", "记录", "記錄"),
    "reports": Phrase("Reports", "报表", "報表"),
    "commits": Phrase("History", "历史", "歷史"),
    "people": Phrase("People", "人员", "人員"),
    "devices": Phrase("Devices", "设备", "裝置"),
    "keys": Phrase("Keys", "密钥", "金鑰"),
    "verification": Phrase("Verification", "验证", "驗證"),
    "about": Phrase("About", "关于", "關於"),
    "language": Phrase("Language", "语言", "語言"),
    "where": Phrase("You are here", "当前位置", "目前位置"),
    "past": Phrase("You see the store as it was then.", "您看到的是当时的档案。", "您看到的是當時的檔案。"),
    "now": Phrase("Back to now", "回到现在", "回到現在"),
    "travel": Phrase("See it as of a day", "查看某日的状态", "檢視某日的狀態"),
    "day": Phrase("Day", "日期", "日期"),
    "go": Phrase("Go", "前往", "前往"),
    "asData": Phrase("This page as data", "本页数据", "本頁資料"),
    "madeFrom": Phrase("Made from", "依据", "依據"),
    "signedIn": Phrase("Signed in as", "已登录：", "已登入："),
    "signOut": Phrase("Sign out", "退出登录", "登出"),
    "nothing": Phrase("Nothing here.", "没有内容。", "沒有內容。"),
    "sealed": Phrase("sealed", "已密封", "已密封"),
    "sealedHelp": Phrase(
      "There is a value, encrypted; no key for it is here.", "此处有加密的值，此处没有其密钥。", "此處有加密的值，此處沒有其金鑰。"),
  ]

  private static let pages: [String: Phrase] = [
    "store": Phrase("The store", "门店", "門市"),
    "figures": Phrase("Today", "今日", "今日"),
    "alerts": Phrase("What needs somebody", "预警", "警示"),
    "noAlerts": Phrase("Nothing needs anybody now.", "目前没有预警。", "目前沒有警示。"),
    "remedy": Phrase("What to do", "应对", "因應"),
    "rule": Phrase("Rule", "规则", "規則"),
    "changes": Phrase("Latest changes", "最近更改", "最近變更"),
    "allChanges": Phrase("The whole history", "全部历史", "全部歷史"),
    "follow": Phrase("Follow new commits", "跟进新提交", "跟進新提交"),
    "unfollow": Phrase("Stop following", "停止跟进", "停止跟進"),
    "following": Phrase(
      "This page loads anew every minute.", "本页每分钟重新加载。", "本頁每分鐘重新載入。"),
    "type": Phrase("Type", "类型", "類型"),
    "kind": Phrase("Kind", "种类", "種類"),
    "fact": Phrase("fact", "事实", "事實"),
    "document": Phrase("document", "文档", "文件"),
    "policies": Phrase("Policies", "规则", "規則"),
    "condition": Phrase("Condition", "条件", "條件"),
    "conditionHelp": Phrase(
      "price > 30 and name contains 茶", "price > 30 and name contains 茶", "price > 30 and name contains 茶"),
    "sort": Phrase("Sort by", "排序", "排序"),
    "usualOrder": Phrase("usual order", "默认顺序", "預設順序"),
    "falling": Phrase("falling", "降序", "降序"),
    "from": Phrase("From", "从", "從"),
    "to": Phrase("To", "到", "到"),
    "show": Phrase("Show", "显示", "顯示"),
    "pageLinks": Phrase("More rows", "更多行", "更多列"),
    "earlier": Phrase("Next", "下一页", "下一頁"),
    "later": Phrase("Previous", "上一页", "上一頁"),
    "lookedBack": Phrase(
      "So much is looked through at once; what is older:", "一次只查找这么多；更早的：", "一次只查找這麼多；更早的："),
    "lookFurther": Phrase("look further back", "继续往前查找", "繼續往前查找"),
    "field": Phrase("Field", "字段", "欄位"),
    "value": Phrase("Value", "值", "值"),
    "historyOf": Phrase("History of this record", "此记录的历史", "此記錄的歷史"),
    "erased": Phrase(
      "This person was erased. What was sealed can be read by nobody.", "此人已抹除，密封内容无人可读。",
      "此人已抹除，密封內容無人可讀。"),
    "before": Phrase("Before", "之前", "之前"),
    "after": Phrase("After", "之后", "之後"),
    "commit": Phrase("Commit", "提交", "提交"),
    "time": Phrase("Time", "时间", "時間"),
    "author": Phrase("Who", "何人", "何人"),
    "message": Phrase("Why", "事由", "事由"),
    "verdict": Phrase("Verdict", "结论", "結論"),
    "roles": Phrase("Roles", "角色", "角色"),
    "signer": Phrase("Signer", "签名者", "簽章者"),
    "good": Phrase("good", "正常", "正常"),
    "goodHelp": Phrase(
      "Signed, permitted and valid.", "已签名、有权限且有效。", "已簽章、有權限且有效。"),
    "beforeTrust": Phrase("before trust", "信任建立前", "信任建立前"),
    "notJudged": Phrase("not judged yet", "尚未审核", "尚未審核"),
    "stateThen": Phrase("The store at this commit", "此提交时的档案", "此提交時的檔案"),
    "files": Phrase("Other files", "其他文件", "其他檔案"),
    "moreFiles": Phrase("more files were changed and are not shown", "个文件未显示", "個檔案未顯示"),
    "moreRecords": Phrase("more records were changed and are not shown", "条记录未显示", "筆記錄未顯示"),
    "added": Phrase("added", "新增", "新增"),
    "amended": Phrase("amended", "更改", "變更"),
    "removed": Phrase("removed", "移除", "移除"),
    "parent": Phrase("Commit before", "上一提交", "上一提交"),
    "what": Phrase("What", "对象", "對象"),
    "finding": Phrase("Finding", "发现", "發現"),
    "findings": Phrase("Findings", "发现", "發現"),
    "genesis": Phrase("Trust begins with", "信任始于", "信任始於"),
    "allFields": Phrase("All fields", "全部字段", "全部欄位"),
    "changed": Phrase("What changed", "更改内容", "變更內容"),
    "noFindings": Phrase("Nothing was found.", "没有发现问题。", "沒有發現問題。"),
    "name": Phrase("Name", "名称", "名稱"),
    "id": Phrase("Id", "编号", "編號"),
    "opens": Phrase("Opens", "可打开", "可開啟"),
    "revoked": Phrase("Revoked", "已吊销", "已撤銷"),
    "signingKeys": Phrase("Signing keys", "签名密钥", "簽章金鑰"),
    "rights": Phrase("Rights", "权限", "權限"),
    "compartment": Phrase("Compartment", "分区", "分區"),
    "compartments": Phrase("Compartments", "分区", "分區"),
    "epoch": Phrase("Epoch", "代次", "代次"),
    "thumbprint": Phrase("Key", "密钥", "金鑰"),
    "recipients": Phrase("Recipients", "接收者", "接收者"),
    "untrusted": Phrase(
      "The store is not signed and sealed: it names no people and no keys.", "该门店未签名、未密封，没有人员和密钥。",
      "該門市未簽章、未密封，沒有人員和金鑰。"),
    "period": Phrase("Period", "期间", "期間"),
    "chart": Phrase("Chart", "图表", "圖表"),
    "by": Phrase("By", "按", "按"),
    "problems": Phrase("Could not be counted", "无法计入", "無法計入"),
    "asOf": Phrase("As of", "截至", "截至"),
  ]
}
