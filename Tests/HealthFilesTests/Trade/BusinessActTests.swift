import Foundation
import JSONSchema
import Testing

@testable import HealthFiles

/// An act of business: one commit, made from the newest state.
@Suite struct BusinessActTests {
  private static let request = CommitRequest(message: "act", author: FixedWorld.author)

  private static func count(_ number: Int64, id: String? = nil) -> JSON {
    var value: JSON = ["entries": .number(JSONNumber(number)), "minutes": 60]
    value["id"] = id.map { .string($0) }
    return value
  }

  @Test func theSameActTwiceIsOne() throws {
    let shell = try Shell.inPlainStore()
    let store = try shell.store()
    let id = "ftf-20261121-a7-00000001"
    let first = try store.perform(Self.request) { act throws(StoreError) in
      try act.add("footfall", Self.count(3, id: id)).id
    }
    #expect(first.outcome == id && first.result.commit != nil)
    shell.world.advance(60)
    let second = try store.perform(Self.request) { act throws(StoreError) in
      try act.add("footfall", Self.count(3, id: id)).value["time"]
    }
    #expect(second.result.commit == nil && second.outcome == "2026-11-21T19:05:00+08:00")
    #expect(throws: StoreError.self) {
      try store.perform(Self.request) { act throws(StoreError) in try act.add("footfall", Self.count(4, id: id)) }
    }
  }

  /// What a person edits waits; the act's own line is brought forward into the working file.
  @Test func workingEditsStayAsTheyAre() throws {
    let shell = try Shell.inPlainStore()
    shell.run("new footfall entries=1 minutes=60 --commit")
    shell.run("new footfall entries=2 minutes=60")
    let store = try shell.store()
    try store.perform(Self.request) { act throws(StoreError) in try act.add("footfall", Self.count(3)) }
    let list = shell.run("list footfall --format csv").output
    #expect(list.split(separator: "\r\n").count == 4)
    #expect(shell.run("status").output.contains("1"))
    #expect(shell.run("list footfall --committed --format csv").output.split(separator: "\r\n").count == 3)
  }

  /// What a shared till may not sign is refused before anything is made.
  @Test func aTillIsNoPerson() throws {
    let shell = Shell.inStore()
    let store = try shell.store()
    #expect {
      try store.perform(Self.request) { act throws(StoreError) in try act.requirePerson() }
    } throws: { error in
      if case .refused("person-needed", _, _, .notPermitted)? = error as? StoreError { true } else { false }
    }
  }

  /// Thirty-two writers who each take the next number: no number is taken twice, none is left out.
  @Test func numbersAreTakenOnceByManyWriters() async throws {
    let shell = try Shell.inPlainStore()
    let folder = shell.current
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<32 {
        group.addTask {
          let world = FixedWorld(seed: UInt64(100 + number))
          do throws(StoreError) {
            let store = try Store(containing: folder, environment: world.environment)
            try store.perform(Self.request) { act throws(StoreError) in
              let type = try act.type("footfall")
              let taken = try act.state.records(of: type).records.compactMap { $0.value["entries"]?.integerValue }
              try act.add("footfall", Self.count((taken.max() ?? 0) + 1))
            }
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
    let state = try shell.store().snapshot()
    let type = try #require(state.catalogue.types["footfall"])
    let numbers = try state.records(of: type).records.compactMap { $0.value["entries"]?.integerValue }
    #expect(numbers.sorted() == Array(1...32))
  }
}
