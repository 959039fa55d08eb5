import Foundation
import Testing

@testable import HealthFiles
@testable import hfile_web

/// docs/Web.md says what the program does.
@Suite struct WebDocumentTests {
  private struct Row {
    let address: String
    let formats: Set<String>
    let group: String
    let isSlow: Bool
  }

  private func rows() throws -> [Row] {
    let text = try String(contentsOfFile: Project.root + "docs/Web.md", encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| `/") }.map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return Row(
        address: cells[1].filter { $0 != "`" },
        formats: Set(cells[3].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }),
        group: cells[4], isSlow: cells[5] == "slow")
    }
  }

  @Test func everyPlaceIsListed() throws {
    let rows = try rows()
    let places = WebAddressTests.places.map { place -> hfile_web.Place in
      switch place {
      case .records: .records(type: "TYPE")
      case .record: .record(type: "TYPE", id: "ID")
      case .history: .history(type: "TYPE", id: "ID")
      case .commit: .commit(id: "ID")
      case .report: .report(name: "NAME")
      default: place
      }
    }
    #expect(Set(rows.map(\.address)) == Set(places.map { Address($0).text }))
    for place in places {
      let row = try #require(rows.first { $0.address == Address(place).text })
      #expect(row.formats == Set(place.formats.subtracting([.html]).map(\.rawValue)), "\(row.address)")
      #expect(row.group == place.part?.rawValue ?? "", "\(row.address)")
      let isPage = !place.formats.isDisjoint(with: [.json]) || place == .travel
      #expect(!isPage || row.isSlow == place.isSlow, "\(row.address)")
    }
  }

  @Test func limitsAreThoseOfTheProgram() throws {
    let text = try String(contentsOfFile: Project.root + "docs/Web.md", encoding: .utf8)
    for number in [
      "2,048 bytes", "\(WebServer.headLimit >> 10) KiB, 64 fields", "\(WebServer.bodyLimit >> 10) KiB",
      "\(WebServer.idleSeconds) s, however busily", "\(WebServer.stallSeconds) s |", "12,288; more wait",
      "\(SiteSettings(names: []).width) at a time, \(SiteSettings(names: []).waiting) waiting",
      "\(SiteSettings(names: []).seconds) s each", "\(SiteSettings(names: []).cacheSize >> 20) MiB of pages",
      "\(Door.personLimit) a person, \(Door.peerLimit) an address",
    ] {
      #expect(text.contains(number), "\(number)")
    }
    #expect(Refusal.targetLimit == 2_048 && WebServer.connections == 12_288)
  }

  @Test func rolesOfTheBeginningSeeWhatIsSaid() throws {
    let everything = Sight.everything
    for name in ["owner", "hq", "auditor"] { #expect(Sight.usual(of: name) == everything, "\(name)") }
    let manager = try #require(Sight.usual(of: "manager"))
    #expect(manager.parts == everything.parts.subtracting([.keys]) && manager.collections == nil)
    #expect(try #require(Sight.usual(of: "finance")).parts == [.front, .records, .reports, .history])
    for name in ["cashier", "staff"] {
      let sight = try #require(Sight.usual(of: name))
      #expect(sight.parts == [.front, .records])
      for hidden in ["costs", "contracts", "suppliers", "purchase-orders"] {
        #expect(!sight.shows(collection: hidden), "\(name) sees \(hidden)")
      }
    }
    #expect(Sight.usual(of: "till") == nil)
  }

  /// What roles show is said of collections that there are.
  @Test func collectionsOfRolesAreThere() throws {
    let known = Set(ShippedSchema.catalogue.types.values.map(\.collection))
    for name in ["cashier", "staff"] {
      #expect(Sight.usual(of: name)?.collections?.subtracting(known) == [], "\(name)")
    }
  }
}
