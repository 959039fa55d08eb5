// Arrows point down only: between the modules, and between the rooms of HealthFiles in the order of the house.

import Foundation
import Testing

@Suite struct LayerTests {
  /// The rooms of HealthFiles from top to bottom: each names only types of those before it.
  static let rooms = [
    "Problems", "Records", "Sealing", "Access", "Index", "Query", "Store", "Keys", "Exchange", "Verification",
    "Accounts", "History",
    "Sync", "Trade", "Reports", "Alerts", "Insight", "Headquarters", "Checks",
  ]

  /// What each module may import.
  static let allowed: [String: Set<String>] = [
    "Git": ["Clibgit2", "Crypto", "Dispatch", "Glibc", "Synchronization"],
    "JSONSchema": ["Synchronization"],
    // A well-kept library beats a QR encoder of our own; nothing but this small target knows it.
    "QRCode": ["Clibqrencode"],
    "HealthFiles": ["Git", "JSONSchema", "Crypto", "CryptoExtras", "Swift", "Dispatch", "Synchronization", "Glibc"],
    // The program is a file beside its words, so that hfile-web can answer in them too.
    "hfile": ["HealthFiles", "Git", "JSONSchema", "QRCode", "Glibc", "Synchronization", "hfile"],
    // Nothing but this target knows the network.
    "hfile-web": [
      "hfile", "HealthFiles", "Git", "JSONSchema", "Crypto", "Dispatch", "Glibc", "Synchronization", "HummingbirdCore",
      "HummingbirdTLS", "HTTPTypes", "Logging", "Mustache", "NIOCore", "NIOPosix", "NIOSSL", "ServiceLifecycle",
      "UnixSignals",
    ],
  ]

  @Test func modulesImportDownwards() {
    #expect(SourceFile.sources.count > 100)
    for file in SourceFile.sources {
      let allowed = Self.allowed[file.module] ?? []
      for name in file.imports where !allowed.contains(name) {
        Issue.record("\(file.path) imports \(name); \(file.module) may import \(allowed.sorted())")
      }
    }
  }

  @Test func noFoundationInSources() {
    for file in SourceFile.sources {
      for name in file.imports where name.hasPrefix("Foundation") { Issue.record("\(file.path) imports \(name)") }
    }
  }

  @Test func onlyStoreAndBelowImportGit() throws {
    let store = try #require(Self.rooms.firstIndex(of: "Store"))
    for file in SourceFile.sources where file.imports.contains("Git") {
      guard let room = file.room, let place = Self.rooms.firstIndex(of: room) else { continue }
      if place < store { Issue.record("\(file.path) imports Git above Store") }
    }
  }

  @Test func everyFileIsInAKnownRoom() {
    for file in SourceFile.sources where file.module == "HealthFiles" {
      if !Self.rooms.contains(file.room ?? "") { Issue.record("\(file.path) is in no room of the house") }
    }
  }

  @Test func roomsNameOnlyTypesOfRoomsAbove() {
    let files = SourceFile.sources.filter { $0.module == "HealthFiles" }
    #expect(files.flatMap(\.types).count > 50)
    for sentence in Self.upwardNames(files) { Issue.record("\(sentence)") }
  }

  /// Where a file names a type that is declared in a room below its own.
  static func upwardNames(_ files: [SourceFile]) -> [String] {
    var home: [String: Int] = [:]
    for file in files {
      guard let place = rooms.firstIndex(of: file.room ?? "") else { continue }
      for type in file.types { home[type] = min(home[type] ?? place, place) }
    }
    return files.flatMap { file -> [String] in
      guard let place = rooms.firstIndex(of: file.room ?? "") else { return [] }
      return file.words.compactMap { word in
        guard word.before != UInt8(ascii: "."), let other = home[word.text], other > place else { return nil }
        return "\(file.path):\(word.line) names \(word.text) of \(rooms[other]), a room below"
      }
    }
  }

  @Test func theHouseIsDescribedRoomByRoom() throws {
    let text = try String(contentsOfFile: Project.root + "docs/TheHouse.md", encoding: .utf8)
    let described = Self.tableRooms(text)
    let folders = Set(SourceFile.sources.compactMap(\.room))
    #expect(folders.subtracting(described).isEmpty, "rooms without a line in docs/TheHouse.md")
    #expect(described.subtracting(folders).isEmpty, "lines of docs/TheHouse.md without a room")
  }

  /// The rooms named in the first column of the table `| room | holds |`: one or several, each in backticks.
  static func tableRooms(_ text: String) -> Set<String> {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingPrefix { $0 == " " } }
    guard let head = lines.firstIndex(where: { $0.hasPrefix("| room | holds |") }) else { return [] }
    let rows = lines[(head + 2)...].prefix { $0.hasPrefix("|") }
    return Set(
      rows.flatMap { row in
        let cell = row.split(separator: "|").first ?? ""
        return cell.matches(of: /`([A-Za-z]+)\/?`/).map { String($0.output.1) }
      })
  }
}
