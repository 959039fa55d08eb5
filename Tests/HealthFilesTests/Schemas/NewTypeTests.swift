// Adding one schema file adds a type: every verb works on it, and nothing else had to change.

import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct NewTypeTests {
  private static func field(_ type: String, _ en: String, _ hans: String, _ hant: String, _ more: String = "") -> String
  {
    let label = #""x-hfile": {"label": {"en": "\#(en)", "zh-Hans": "\#(hans)", "zh-Hant": "\#(hant)"}}"#
    return #"{"description": "\#(en).", \#(label), "type": "\#(type)"\#(more)}"#
  }

  private static let locker = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://healthfiles.example/schema/records/locker", "title": "Locker", "description": "A locker.",
     "x-hfile": {"collection": "lockers", "prefix": "lok", "layout": "fanned", "chosenCode": true,
      "label": {"en": "Locker", "zh-Hans": "储物柜", "zh-Hant": "置物櫃"},
      "plural": {"en": "Lockers", "zh-Hans": "储物柜", "zh-Hant": "置物櫃"},
      "summary": ["/name"], "columns": ["/name", "/size"], "references": {"/supplier": "supplier"},
      "counterexamples": []},
     "type": "object", "properties": {
      "id": \(field("string", "Identifier", "编号", "編號", #", "pattern": "^lok-""#)),
      "name": \(field("string", "Name", "名称", "名稱", #", "minLength": 1"#)),
      "size": \(field("integer", "Size", "尺寸", "尺寸", #", "minimum": 1"#)),
      "supplier": \(field("string", "Supplier", "供应商", "供應商"))},
     "required": ["id", "name"], "additionalProperties": false}
    """

  private static let parking = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://healthfiles.example/schema/records/parking", "title": "Parking", "description": "A car parked.",
     "x-hfile": {"collection": "parking", "prefix": "prk", "layout": "daily", "time": "/time",
      "label": {"en": "Parking", "zh-Hans": "停车", "zh-Hant": "停車"},
      "plural": {"en": "Parkings", "zh-Hans": "停车", "zh-Hant": "停車"},
      "summary": ["/plate"], "columns": ["/time", "/plate", "/fee"], "counterexamples": []},
     "type": "object", "properties": {
      "id": \(field("string", "Identifier", "编号", "編號", #", "pattern": "^prk-""#)),
      "time": \(field("string", "Time", "时间", "時間", #", "format": "date-time""#)),
      "day": \(field("string", "Business day", "营业日", "營業日", #", "format": "date""#)),
      "device": \(field("string", "Device", "设备", "裝置")), "by": \(field("string", "Recorded by", "记录人", "記錄人")),
      "plate": \(field("string", "Plate", "车牌", "車牌", #", "minLength": 2"#)),
      "fee": \(field("string", "Fee", "费用", "費用", #", "format": "amount""#))},
     "required": ["id", "time", "day", "device", "plate"], "additionalProperties": false}
    """

  private func shop() throws -> Shell {
    let shell = Shell.inStore()
    try shell.write(Self.locker, to: "schema/records/locker.schema.json")
    try shell.write(Self.parking, to: "schema/records/parking.schema.json")
    #expect(shell.run("commit -m 'two new types'").code == .done)
    return shell
  }

  @discardableResult
  private func done(_ shell: Shell, _ line: String, _ parts: String...) -> String {
    let answer = shell.run(line)
    #expect(answer.code == .done, "\(line): \(answer.error)")
    for part in parts { #expect(answer.output.contains(part), "\(line): \(answer.output)") }
    return answer.output
  }

  @Test func aDocumentTypeIsOneFile() throws {
    let shell = try shop()
    done(shell, "types", "locker", "lockers", "lok-")
    done(shell, "schema 储物柜", "name", "size")
    done(shell, "new locker id=one name=甲柜 size=3", "lok-one")
    done(shell, "new 储物柜 id=two 名称=乙柜 尺寸=5")
    #expect(shell.run("new locker name=x size=0").code == .invalid)
    #expect(shell.run("new locker name=x supplier=sup-gone").code == .invalid)
    done(shell, "check")
    done(shell, "status", "lok-one", "lok-two")
    done(shell, "commit -m lockers", "lok-one")
    done(shell, "set lok-one size=4")
    done(shell, "diff", "Size: 3 → 4")
    done(shell, "show lok-one", "甲柜", "4")
    #expect(
      done(shell, "list locker --where 'size > 4' --format ndjson")
        == "{\"id\":\"lok-two\",\"name\":\"乙柜\",\"size\":5}\n")
    done(shell, "find 甲柜", "lok-one")
    done(shell, "export locker --format ndjson", #""size":4"#)
    done(shell, "commit -m bigger")
    done(shell, "log lok-one", "bigger", "lockers")
    done(shell, "remove lok-two", "lok-two")
    done(shell, "commit -m gone", "lok-two")
    #expect(!done(shell, "list locker --committed").contains("乙柜"), "a removed record is still in HEAD")
    done(shell, "completion words -- list lo", "locker")
    done(shell, "completion words -- show lok", "lok-one")
    done(shell, "completion words -- new locker si", "size=")
    try expectClean(shell)
  }

  @Test func aFactTypeIsOneFile() throws {
    let shell = try shop()
    done(shell, "new parking plate=京A12345 fee=15", "prk-20261121-a7-")
    done(shell, "commit -m parked")
    try shell.write(
      "plate,time,fee\n京B1,2026-11-20T10:00:00+08:00,5.00\n京B2,2026-11-20T11:00:00+08:00,6.00\n", to: "../cars.csv")
    done(shell, "import parking ../cars.csv --key plate,time", "2 added")
    done(shell, "import parking ../cars.csv --key plate,time", "0 added", "2 unchanged")
    let list = done(shell, "list parking --where 'fee > 5.50' --from 2026-11-20 --to 2026-11-20 --format csv")
    #expect(list.contains("京B2") && !list.contains("京B1"))
    done(shell, "list parking --committed", "15.00", "京A12345")
    done(shell, "check")
    try expectClean(shell)
  }

  private func expectClean(_ shell: Shell) throws {
    #expect(try shell.git("status --porcelain").output == "")
    #expect(try shell.git("fsck --strict").status == 0)
  }
}
