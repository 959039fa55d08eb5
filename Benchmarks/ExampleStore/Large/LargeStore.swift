import Foundation
import HealthFiles

/// The records of a busy shop, drawn from a seed: for measuring, not for looking at.
struct LargeStore {
  let folder: String
  private let state: Snapshot
  private let memberIDs: [String]
  private let products: [(id: String, fen: Int)]
  private let staff = (0..<12).map { "stf-hand-\($0)" }
  private var random: SplitMix64

  private static let perFile = 555
  private static let devices = ["a7", "b2"]
  private static let firstDay = BusinessDay(year: 2024, month: 6, day: 1)

  /// Prepares to fill a fresh store, made with `hfile init`.
  init(folder: String, members: Int, seed: UInt64) throws {
    self.folder = folder
    state = try Store(containing: folder, environment: StageClock(at: Timeline.beginning).environment).workingSnapshot()
    var random = SplitMix64(seed: seed)
    memberIDs = (0..<members).map { _ in "mem-" + RecordID.code(bits: random.next()) }
    products = (0..<60).map { ("prd-good-\($0)", (10 + Int(random.next() % 300)) * 100) }
    self.random = random
  }

  // MARK: documents

  func writePeopleAndGoods() throws {
    for (number, id) in memberIDs.enumerated() {
      let day = BusinessDay(daysSinceEpoch: Int32(19_000 + number % 1_000))
      try write(
        id, "  \"kind\": \"member\",\n  \"status\": \"active\",\n  \"joined\": \"\(day)\",\n  \"name\": \"会员\(number)\""
      )
    }
    for (number, product) in products.enumerated() {
      try write(
        product.id,
        "  \"name\": \"商品\(number)\",\n  \"category\": \"第\(number % 7)类\",\n  \"price\": \"\(Self.yuan(product.fen))\""
      )
    }
    for (number, id) in staff.enumerated() {
      try write(id, "  \"name\": \"员工\(number)\",\n  \"role\": \"therapist\",\n  \"hired\": \"2024-05-20\"")
    }
  }

  private func write(_ id: String, _ members: String) throws {
    guard let path = state.path(of: id) else { throw ExampleFailure.differs([id]) }
    let file = URL(fileURLWithPath: folder).appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("{\n  \"id\": \"\(id)\",\n\(members)\n}\n".utf8).write(to: file)
  }

  // MARK: sales

  /// Writes daily files, and the same sales as one table.
  mutating func writeSales(count: Int, table: String?) throws {
    var rows = Self.header
    let handle = try table.map { path in
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
    var left = count
    var number: Int32 = 0
    while left > 0, let first = Self.firstDay {
      let day = BusinessDay(daysSinceEpoch: first.daysSinceEpoch + number)
      for device in Self.devices where left > 0 {
        let wanted = min(left, Self.perFile)
        try writeDay(day, device, wanted, &rows)
        left -= wanted
      }
      try handle?.write(contentsOf: Data(rows.utf8))
      rows = ""
      number += 1
    }
    try handle?.close()
  }

  private static let header =
    "id,time,day,device,receiptNumber,member,staff,lines.0.product,lines.0.quantity,lines.0.unitPrice,lines.0.amount,"
    + "lines.1.product,lines.1.quantity,lines.1.unitPrice,lines.1.amount,tenders.0.method,tenders.0.amount,total\n"

  private mutating func writeDay(_ day: BusinessDay, _ device: String, _ count: Int, _ rows: inout String) throws {
    let path = "\(folder)/sales/\(day.description.prefix(4))/\(day.description.dropFirst(5).prefix(2))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var lines = ""
    for number in 0..<count {
      let second = 9 * 3600 + number * 43_200 / count
      let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      let sale = sale(RecordID.dated(prefix: "sal", day: day, device: device, code: RecordID.code(bits: random.next())))
      let head = (time: "\(day)T\(clock.joined(separator: ":"))+08:00", receipt: number + 1)
      lines += sale.json(head.time, "\(day)", device, head.receipt)
      rows += sale.row(head.time, "\(day)", device, head.receipt)
    }
    try Data(lines.utf8).write(to: URL(fileURLWithPath: "\(path)/\(day).\(device).jsonl"))
  }

  private mutating func sale(_ id: String) -> LargeSale {
    var sale = LargeSale(id: id)
    if random.next() % 3 != 0, !memberIDs.isEmpty {
      sale.member = memberIDs[Int(random.next() % UInt64(memberIDs.count))]
    }
    sale.staff = staff[Int(random.next() % UInt64(staff.count))]
    sale.method = ["cash", "wechat-pay", "alipay", "card"][Int(random.next() % 4)]
    for _ in 0..<(random.next() % 4 == 0 ? 2 : 1) {
      sale.lines.append((products[Int(random.next() % 60)], 1 + Int(random.next() % 3)))
    }
    return sale
  }

  static func yuan(_ fen: Int) -> String { "\(fen / 100).\(fen % 100 < 10 ? "0" : "")\(fen % 100)" }
}

/// One sale, to be written as a line of JSON and as a row of a table.
struct LargeSale {
  let id: String
  var member: String?
  var staff = ""
  var method = ""
  var lines: [(product: (id: String, fen: Int), quantity: Int)] = []

  private var total: String { LargeStore.yuan(lines.reduce(0) { $0 + $1.product.fen * $1.quantity }) }

  func json(_ time: String, _ day: String, _ device: String, _ receipt: Int) -> String {
    let parts = lines.map { line in
      "{\"product\":\"\(line.product.id)\",\"quantity\":\(line.quantity),\"unitPrice\":\""
        + "\(LargeStore.yuan(line.product.fen))\",\"amount\":\"\(LargeStore.yuan(line.product.fen * line.quantity))\"}"
    }
    return
      "{\"id\":\"\(id)\",\"time\":\"\(time)\",\"day\":\"\(day)\",\"device\":\"\(device)\",\"receiptNumber\":\(receipt),"
      + (member.map { "\"member\":\"\($0)\"," } ?? "") + "\"staff\":\"\(staff)\",\"lines\":["
      + parts.joined(separator: ",") + "],\"tenders\":[{\"method\":\"\(method)\",\"amount\":\"\(total)\"}],"
      + "\"total\":\"\(total)\"}\n"
  }

  func row(_ time: String, _ day: String, _ device: String, _ receipt: Int) -> String {
    var cells = [id, time, day, device, "\(receipt)", member ?? "", staff]
    for number in 0..<2 {
      guard number < lines.count else {
        cells += ["", "", "", ""]
        continue
      }
      let line = lines[number]
      cells += [
        line.product.id, "\(line.quantity)", LargeStore.yuan(line.product.fen),
        LargeStore.yuan(line.product.fen * line.quantity),
      ]
    }
    return (cells + [method, total, total]).joined(separator: ",") + "\n"
  }
}
