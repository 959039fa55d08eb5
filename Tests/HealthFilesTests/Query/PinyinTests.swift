import Testing

@testable import HealthFiles

/// Names found by what is typed on a Latin keyboard.
@Suite struct PinyinTests {
  private func finds(_ typed: String, _ name: String) -> Bool {
    Pinyin.letters(of: typed).map { Pinyin.builtIn.matches($0, in: name) } ?? false
  }

  @Test(arguments: [
    ("lx", "林晓"), ("linxiao", "林晓"), ("Lin Xiao", "林晓"), ("linx", "林晓"), ("lxiao", "林晓"), ("linxi", "林晓"),
    ("lx", "林曉"), ("linxiao", "林曉"), ("xiao", "林晓"),
    // Surnames that are read otherwise than the word.
    ("shanxiong", "单雄"), ("sx", "單雄"), ("zengli", "曾丽"), ("qiuying", "仇英"), ("xie", "解放"), ("ouyang", "区阳"),
    ("zhai", "翟天"), ("qin", "覃华"), ("yuchi", "尉迟恭"), ("piao", "朴英"), ("gai", "盖茨"), ("zha", "查良"),
    ("chongqing", "重庆"), ("zhongyao", "重要"),
    // ü as v and as u.
    ("lvbu", "吕布"), ("lubu", "呂布"), ("nv", "女王"), ("lüe", "略"),
    // zh, ch, sh as one letter and as two.
    ("zhangsan", "张三"), ("zs", "张三"), ("zhs", "张三"), ("cwd", "陈文栋"), ("chwd", "陳文棟"),
    // Beside Latin letters.
    ("vipka", "VIP卡"), ("aczyb", "艾草足浴包"),
  ])
  func isFound(typed: String, name: String) { #expect(finds(typed, name)) }

  @Test(arguments: [
    ("lx", "王芳"), ("linxiaoo", "林晓"), ("xl", "林晓"), ("lin xiao ming", "林晓"), ("l", "林晓"), ("13", "林晓"), ("林", "林晓"),
    ("tea", "Green tea"), ("zhhs", "张三"),
  ])
  func isNotFound(typed: String, name: String) { #expect(!finds(typed, name)) }

  @Test func theTableIsSmallAndPlain() throws {
    let table = try #require(BuiltInFiles.texts["data/pinyin.txt"])
    #expect(table.utf8.count < 120_000)
    let lines = table.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count > 400)
    for line in lines { #expect(line.prefix { $0 != " " }.utf8.allSatisfy { (0x61...0x7A).contains($0) }) }
  }
}
