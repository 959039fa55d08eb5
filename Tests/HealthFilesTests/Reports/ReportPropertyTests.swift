// Reports and alerts of the example store: the same inputs give the same answer, in whatever segments they come.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct ReportPropertyTests {
  private let shell = Shell()
  private let state: Snapshot
  private let occasion: Occasion

  init() throws {
    try FileManager.default.copyItem(atPath: Project.root + "example-store", toPath: shell.folder.file("example"))
    shell.current = shell.folder.file("example")
    state = try shell.store().workingSnapshot()
    let now = try #require(Instant("2026-11-21T09:00:00+08:00"))
    let today = state.profile.businessDay(of: now.seconds)
    occasion = Occasion(asOf: now, today: today, period: today.advanced(by: -59)...today)
  }

  private func shuffled(_ seed: UInt64) throws -> ShuffledFrames {
    var records: [String: [JSON]] = [:]
    for type in state.catalogue.sortedTypes { records[type.name] = try state.records(of: type).records.map(\.value) }
    return ShuffledFrames(catalogue: state.catalogue, profile: state.profile, records: records, seed: seed)
  }

  @Test func reportsDoNotDependOnSegments() throws {
    let definitions = try Definitions(Definition.reportFolder, of: state)
    #expect(definitions.problems.isEmpty)
    #expect(definitions.all.count >= 12)
    let rules = try RuleBook(state)
    let sources = try [shuffled(1), shuffled(2)]
    for definition in definitions.all {
      var occasion = occasion
      occasion.by = definition.by
      let report = try definitions.report(definition, of: state, occasion)
      #expect(report.problems.isEmpty)
      #expect(!report.sections.isEmpty, "\(definition.name) shows nothing")
      for source in sources {
        #expect(try definitions.report(definition, from: source, rules, occasion) == report, "\(definition.name)")
      }
    }
  }

  @Test func alertsDoNotDependOnSegments() throws {
    let definitions = try Definitions(Definition.alertFolder, of: state)
    #expect(definitions.problems.isEmpty)
    let alerts = try definitions.alerts(of: state, occasion, named: nil)
    #expect(alerts.alerts.count >= 6)
    let rules = try RuleBook(state)
    for seed in [1, 2] as [UInt64] {
      #expect(try definitions.alerts(from: shuffled(seed), rules, occasion, named: nil) == alerts)
    }
    // Every brace of a text was filled.
    for alert in alerts.alerts {
      for phrase in [alert.cause, alert.remedy, alert.reason] { #expect(!phrase.all.joined().contains("{")) }
    }
  }

  /// The parts of a report that say the same thing in two ways agree.
  @Test func reportsAgreeWithEachOther() throws {
    let definitions = try Definitions(Definition.reportFolder, of: state)
    func total(_ name: String, _ section: Int, _ column: String) throws -> Int64 {
      var occasion = occasion
      let definition = try definitions.named(name, .report)
      occasion.by = definition.by
      let table = try definitions.report(definition, of: state, occasion).sections[section].table
      let place = try #require(table.headings.firstIndex { $0.name == column })
      return table.rows.compactMap { $0[place].integer }.reduce(0, +)
    }
    let revenue = try total("sales", 0, "revenue")
    #expect(try total("sales", 1, "revenue") == revenue)
    #expect(try total("sales-by-payment", 0, "net") == revenue)
    #expect(try total("sales-by-staff", 0, "revenue") == revenue)
    let items = try (0..<3).map { try total("sales-by-item", $0, "revenue") }.reduce(0, +)
    #expect(items == revenue)
  }
}

@Suite struct PolicyVersionTests {
  @Test func aVersionReplacesEarlierOnesAndTakesDefaultsForWhatItLeavesOut() throws {
    let type = try #require(ShippedSchema.catalogue.policies["alerts"])
    let versions: JSON = [
      ["from": "2026-01-01", "sales": ["weeks": 4], "contracts": ["leadDays": 90]],
      ["from": "2026-06-01", "lateness": ["minutes": 10]],
    ]
    func value(_ day: String, _ pointer: String) throws -> JSON? {
      let version = type.version(of: versions, on: try #require(BusinessDay(day)))
      return version.values[try JSONPointer(parsing: pointer)]
    }
    #expect(try value("2026-01-01", "/sales/weeks") == 4)
    #expect(try value("2026-05-31", "/sales/robustZ") == 3)
    #expect(try value("2026-05-31", "/contracts/leadDays") == 90)
    #expect(try value("2026-06-01", "/contracts/leadDays") == 30)
    #expect(try value("2026-06-01", "/lateness/minutes") == 10)
    #expect(try value("2026-06-01", "/lateness/times") == 3)
    #expect(try value("2025-12-31", "/sales/weeks") == 8)
    let early = type.version(of: versions, on: try #require(BusinessDay("2025-12-31")))
    #expect(early.from == nil)
    #expect(type.version(of: nil, on: early.from ?? BusinessDay(daysSinceEpoch: 0)).values["sales"] != nil)
  }

  @Test func aListReplacesTheDefaultList() throws {
    let type = try #require(ShippedSchema.catalogue.policies["loyalty"])
    let tiers: JSON = [["code": "only", "minimum": 0]]
    let versions: JSON = [["from": "2026-01-01", "tiers": tiers]]
    let version = type.version(of: versions, on: BusinessDay(daysSinceEpoch: 30_000))
    #expect(version.values["tiers"] == tiers)
    #expect(version.from?.description == "2026-01-01")
  }
}

@Suite struct DashboardTests {
  /// Watching draws anew when the last commit changed, and only then.
  @Test func watchingDrawsWhatChanged() throws {
    let shell = Shell.inStore()
    let other = Shell(shell.folder, world: shell.world)
    other.current = shell.current
    let keys: [() -> Character?] = [
      { nil }, { "x" },
      {
        other.run("new product id=tea name=茶 price=1.00")
        return nil
      },
      {
        other.run("commit -m tea")
        return nil
      },
      { nil }, { "q" }, { "n" },
    ]
    shell.keys = keys
    let answer = shell.run("dashboard --watch")
    #expect(answer.code == .done)
    #expect(answer.output.components(separatedBy: "Dashboard · ").count == 3)
    #expect(shell.keys.count == 1)
  }
}
