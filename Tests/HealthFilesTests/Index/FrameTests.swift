// Columns scanned from bytes are those a tree gives, of working files and of commits, whatever the layout of the text.

import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct FrameTests {
  /// Everything a frame holds, one text a value, for comparing.
  private struct Texts: Equatable {
    var count = 0
    var columns: [String: [String]] = [:]

    mutating func add(_ segment: Segment) {
      count += segment.count
      for (path, column) in segment.columns { columns[path.description, default: []] += Self.values(column) }
      for (list, offsets) in segment.offsets {
        let lengths = zip(offsets.dropFirst(), offsets).map { String($0 - $1) }
        columns["items of /" + list.joined(separator: "/"), default: []] += lengths
      }
    }

    private static func values(_ column: Column) -> [String] {
      switch column {
      case .number(let values, _): values.map { $0 == Column.none ? "-" : String($0) }
      case .day(let values): values.map { $0 == .min ? "-" : String($0) }
      case .instant(let values, let offsets): zip(values, offsets).map { $0 == Column.none ? "-" : "\($0) \($1)" }
      case .text(let values, let dictionary): values.map { $0 < 0 ? "-" : dictionary[Int($0)] }
      case .boolean(let values): values.map { $0 < 0 ? "-" : String($0) }
      }
    }
  }

  private func scanned(_ type: RecordType, _ columns: [ColumnPath], _ state: Snapshot) throws -> (Texts, [Problem]) {
    let found = try state.scan(type, columns: columns, days: nil) { segment in segment }
    var texts = Texts()
    for segment in found.results { texts.add(segment) }
    return (texts, found.problems)
  }

  private func fromTrees(_ type: RecordType, _ columns: [ColumnPath], _ state: Snapshot) throws -> Texts {
    var builder = SegmentBuilder(type, columns: columns, currency: state.profile.currency)
    for record in try state.records(of: type).records { builder.append(record.value) }
    var texts = Texts()
    texts.add(builder.finish())
    return texts
  }

  private func columns(of type: RecordType) -> [ColumnPath] {
    SchemaScannerTests.scalars(of: type).compactMap { ColumnPath($0) }.filter {
      type.columnKind(at: $0, currency: nil) != nil
    }
  }

  private static let world = FixedWorld()
  private static let example: Store? = try? Store(
    containing: Project.root + "example-store", environment: world.environment)

  @Test(arguments: ShippedSchema.catalogue.sortedTypes) func scansAreWhatTreesHold(_ type: RecordType) throws {
    let state = try #require(Self.example).workingSnapshot()
    let columns = columns(of: type)
    // Nobody was erased from the example, and nobody was of two minds.
    guard !["erasure", "conflict"].contains(type.name) else { return }
    let (texts, problems) = try scanned(type, columns, state)
    #expect(problems.isEmpty)
    #expect(texts.count > 0)
    #expect(try texts == fromTrees(type, columns, state))
  }

  /// A day of sales in every layout of text that is valid, beside lines that are not.
  private static let odd = [
    #"{"id":"sal-20261121-a7-00000001","time":"2026-11-21T10:00:00+08:00","day":"2026-11-21","device":"a7","#
      + #""receiptNumber":1,"lines":[{"product":"prd-tea","quantity":1.5,"unitPrice":"2.00","amount":"3.00"},"#
      + #"{"service":"svc-foot","quantity":1,"unitPrice":"2.00","amount":"2.00"}],"#
      + #""tenders":[{"method":"cash","amount":"5.00"}],"total":"5.00","notes":"林晓"}"#,
    #" { "total" : "7.10", "id" : "sal-20261121-a7-00000002", "lines" : [ ], "time" : "2026-11-21T11:00:00Z" } "#,
    #"{"id":"sal-20261121-a7-00000003","total":"1.00","notes":"a\"b\u6797","unknown":[1,{"x":null}]}"#,
    "", "   ",
    #"{"id":"sal-20261121-a7-00000004","total":"1.00","total":"2.00"}"#,
    #"{"total":"1.00"}"#, "{\"id\":\"sal-20261121-a7-00000005\",\"total\":\"8.00\"}\r",
    #"{"id":"sal-20261121-a7-00000006","receiptNumber":12345678901234567890,"total":3}"#,
    #"{"id":"sal-20261121-a7-00000007","total":"1e2","lines":[{"quantity":1e2},{}]} x"#,
    #"{"id":"sal-20261121-a7-00000008","tags":["a","b"],"lines":[{"quantity":1e2},{}],"total":null}"#,
  ]

  @Test func everyLayoutOfTextGivesTheSame() throws {
    let shell = Shell.inStore()
    try shell.write(Self.odd.joined(separator: "\n"), to: "sales/2026/11/2026-11-21.a7.jsonl")
    let state = try shell.store().workingSnapshot()
    let type = try #require(state.catalogue.types["sale"])
    let columns = columns(of: type)
    let (texts, problems) = try scanned(type, columns, state)
    #expect(try texts == fromTrees(type, columns, state))
    #expect(texts.columns["/total"] == ["500", "710", "100", "800", "300", "-"])
    #expect(texts.columns["items of /lines"] == ["2", "0", "0", "0", "0", "2"])
    #expect(texts.columns["/lines/*/quantity"] == ["1500000", "1000000", "100000000", "-"])
    #expect(problems.map(\.fact.name) == ["unreadable", "id-missing", "unreadable", "not-countable"])
    #expect(problems.map(\.place.position?.line) == [6, 7, 10, nil])
  }

  @Test func commitsAndDaysAreReadAlike() throws {
    let shell = Shell.inStore()
    for day in ["2026-10-31", "2026-11-20", "2026-11-21"] {
      let compact = day.filter { $0 != "-" }
      for device in ["a7", "b2"] {
        let line =
          #"{"id":"sal-\#(compact)-\#(device)-00000001","time":"\#(day)T10:00:00+08:00","day":"\#(day)","#
          + #""device":"\#(device)","receiptNumber":1,"lines":[{"course":"crs-yoga","quantity":1,"unitPrice":"2.00","#
          + #""amount":"2.00"}],"tenders":[{"method":"cash","amount":"2.00"}],"total":"2.00"}"#
        try shell.write(line + "\n", to: "sales/\(day.prefix(4))/\(day.dropFirst(5).prefix(2))/\(day).\(device).jsonl")
      }
    }
    _ = try shell.git("add .")
    _ = try shell.git("-c user.name=a -c user.email=b commit -m sales")
    let store = try shell.store()
    let type = try #require(store.workingSnapshot().catalogue.types["sale"])
    let columns = [ColumnPath(members: ["total"]), ColumnPath(members: ["day"])]
    let bare = shell.folder.file("bare.git")
    _ = try shell.git("clone --bare . \(bare)")
    let states = [
      try store.workingSnapshot(), try store.snapshot(),
      try Store(containing: bare, environment: shell.world.environment).snapshot(),
    ]
    let first = try #require(BusinessDay("2026-11-01"))
    for state in states {
      #expect(try scanned(type, columns, state).0 == fromTrees(type, columns, state))
      let found = try state.scan(type, columns: columns, days: first...first.advanced(by: 19)) { $0.count }
      #expect(found.results.reduce(0, +) == 2)
    }
  }

  @Test func aCommitMakesOnlyTheSegmentsOfItsFolderAnew() throws {
    let shell = Shell.inStore()
    for number in 0..<60 {
      #expect(shell.run("new product id=tea-\(number) name=茶\(number) price=\(number + 1)").code == .done)
    }
    #expect(shell.run("commit -m products").code == .done)
    let store = try shell.store()
    store.keepFrames()
    let before = try store.snapshot()
    let type = try #require(before.catalogue.types["product"])
    let columns = [ColumnPath(members: ["price"])]
    let first = try scanned(type, columns, before).0
    let made = try #require(before.frames?.made)
    #expect(made > 20)
    #expect(try scanned(type, columns, store.snapshot()).0 == first)
    #expect(before.frames?.made == made)
    #expect(shell.run("set prd-tea-7 price=99").code == .done)
    #expect(shell.run("commit -m price").code == .done)
    let after = try store.snapshot()
    #expect(try scanned(type, columns, after).0 == fromTrees(type, columns, after))
    #expect(after.frames?.made == made + 1)
    _ = try shell.git("gc -q --prune=now")
    #expect(try scanned(type, columns, store.snapshot()).0 == scanned(type, columns, after).0)
    #expect(after.frames?.made == made + 1)
  }
}
