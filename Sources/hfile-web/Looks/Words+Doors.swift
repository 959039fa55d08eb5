import HealthFiles

extension Words {
  /// Words of the pages that let people in and turn them away, and of the page about all this.
  static let doors: [String: Phrase] = [
    "badAddress": Phrase("This is no address", "地址有误", "位址有誤"),
    "badAddressHelp": Phrase(
      "The address cannot be read. Begin at the overview.", "无法读取此地址。请从概况开始。", "無法讀取此位址。請從概況開始。"),
    "notFound": Phrase("There is no such page", "没有此页面", "沒有此頁面"),
    "notFoundHelp": Phrase(
      "Nothing goes by this address. It may have been mistyped.", "此地址没有内容，可能输入有误。", "此位址沒有內容，可能輸入有誤。"),
    "badMethod": Phrase("This can only be read", "只能读取", "只能讀取"),
    "badMethodHelp": Phrase("These pages change nothing.", "这些页面不做任何更改。", "這些頁面不做任何變更。"),
    "foreignHost": Phrase("Asked for under another name", "以其他主机名访问", "以其他主機名稱存取"),
    "foreignHostHelp": Phrase(
      "This server does not go by the name it was asked for.", "此服务器不使用所请求的主机名。", "此伺服器不使用所請求的主機名稱。"),
    "tooLong": Phrase("The address is too long", "地址过长", "位址過長"),
    "tooLongHelp": Phrase("Ask a shorter question.", "请缩短查询。", "請縮短查詢。"),
    "tooMany": Phrase("Too many at once", "请求过多", "請求過多"),
    "tooManyHelp": Phrase("Wait a little and try again.", "请稍候再试。", "請稍候再試。"),
    "tooOften": Phrase("Too many attempts", "尝试次数过多", "嘗試次數過多"),
    "tooOftenHelp": Phrase(
      "Wait some minutes before the next one.", "请等几分钟再试。", "請等幾分鐘再試。"),
    "signInHelp": Phrase("This page asks for an account.", "此页面需要账户。", "此頁面需要帳戶。"),
    "late": Phrase("Still being made", "仍在生成", "仍在產生"),
    "lateHelp": Phrase(
      "This takes longer than a request may. Try again in a moment: it will be at hand then.",
      "所需时间超出单次请求的限制。请稍后重试，届时即可显示。", "所需時間超出單次請求的限制。請稍後重試，屆時即可顯示。"),
    "shut": Phrase("Not for you", "无权查看", "無權檢視"),
    "shutHelp": Phrase(
      "Your roles do not show this page.", "您的角色不能查看此页面。", "您的角色不能檢視此頁面。"),
    "noKey": Phrase("Please open the link", "请打开链接", "請開啟連結"),
    "noKeyHelp": Phrase(
      "hfile-web prints a link that opens once. Open the one it printed last.", "hfile-web 会输出一次性链接。请打开最近输出的链接。",
      "hfile-web 會輸出一次性連結。請開啟最近輸出的連結。"),
    "broken": Phrase("This cannot be shown", "无法显示", "無法顯示"),
    "brokenHelp": Phrase(
      "The store could not be read as it should be.", "门店档案无法正常读取。", "門市檔案無法正常讀取。"),
    "signIn": Phrase("Sign in", "登录", "登入"),
    "account": Phrase("Account", "账户", "帳戶"),
    "passphrase": Phrase("Passphrase", "口令", "密碼"),
    "code": Phrase("Code of six digits, or a recovery code", "六位验证码或恢复码", "六位驗證碼或復原碼"),
    "wrong": Phrase(
      "Account, passphrase or code is wrong.", "账户、口令或验证码有误。", "帳戶、密碼或驗證碼有誤。"),
    "signedOut": Phrase("You are signed out.", "您已退出登录。", "您已登出。"),
    "program": Phrase("Program", "程序", "程式"),
    "storeID": Phrase("Store id", "门店编号", "門市編號"),
    "lastCommit": Phrase("Last commit", "最近提交", "最近提交"),
    "commitCount": Phrase("Commits", "提交数", "提交數"),
    "recheck": Phrase("Check it yourself", "自行核对", "自行核對"),
    "recheckHelp": Phrase(
      "What these pages say can be checked in any copy of the store, with stock tools:",
      "以下命令可在任何一份门店档案中用标准工具核对这些页面：", "以下指令可在任何一份門市檔案中用標準工具核對這些頁面："),
    "readOnly": Phrase(
      "These pages are read-only. Each is made from one commit, which its foot names; addresses that begin with "
        + "/at/ never change.",
      "这些页面只读。每页取自一次提交，页脚注明；以 /at/ 开头的地址永不改变。",
      "這些頁面唯讀。每頁取自一次提交，頁尾註明；以 /at/ 開頭的位址永不改變。"),
  ]
}
