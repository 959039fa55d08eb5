// Random records of every type that stands alone, written through the store: HEAD, working files and git are one.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct StoreFilesPropertyTests {
  /// A record without the ids of others; nil when it cannot be without them.
  private func alone(_ value: JSON, _ type: RecordType) -> JSON? {
    var record = value
    for reference in type.references {
      for (place, _) in reference.pattern.matches(in: record).reversed() { record.remove(at: place) }
    }
    return type.schema.isValid(record) ? record : nil
  }

  private func save(_ type: RecordType, in store: Store, _ random: inout SeededRandom) throws -> Int {
    let generator = RandomRecord(type)
    var saved = 0
    for _ in 0..<3 {
      guard let value = alone(generator.next(&random), type), let id = value["id"]?.stringValue else { continue }
      do throws(StoreError) {
        try store.saveWorking(Record(type: type.name, id: id, value: value), replacing: nil)
        saved += 1
      } catch {
        // A random record may repeat what must be unique; nothing else is wrong with it.
        guard case .invalid(let problems) = error else { throw error }
        let others = problems.filter { if case .notUnique = $0.fact { false } else { true } }
        #expect(others.isEmpty, "\(value.text(.compact)): \(others)")
      }
    }
    return saved
  }

  @Test(arguments: [1, 20_261_121] as [UInt64]) func everyFileIsCanonical(_ seed: UInt64) throws {
    let shell = try Shell.inPlainStore()
    let store = try shell.store()
    var random = SeededRandom(seed: seed)
    var saved = 0
    for type in try store.workingSnapshot().catalogue.sortedTypes where type.layout != .singleton {
      saved += try save(type, in: store, &random)
    }
    #expect(saved > 20, "seed \(seed)")
    let commit = try store.commitWorkingFiles(CommitRequest(message: "random", author: FixedWorld.author))
    #expect(commit.records.count == saved, "seed \(seed)")
    try expectSame(shell, store, "seed \(seed)")
    #expect(try store.commitWorkingFiles(CommitRequest(message: nil, author: FixedWorld.author)).commit == nil)
  }

  private func expectSame(_ shell: Shell, _ store: Store, _ hint: String) throws {
    let (head, working) = (try store.snapshot(), try store.workingSnapshot())
    #expect(try head.paths() == working.paths(), "\(hint)")
    for path in try head.paths() {
      let bytes = try #require(try head.bytes(at: path))
      #expect(try working.bytes(at: path) == bytes, "\(hint): \(path)")
      guard let file = try head.file(at: path) else { continue }
      #expect(file.problems.isEmpty, "\(hint): \(path)")
      #expect(RecordFile.canonical(file.entries.map(\.record), of: file.type) == bytes, "\(hint): \(path)")
    }
    #expect(try shell.git("status --porcelain").output.isEmpty, "\(hint)")
    #expect(try shell.git("fsck --strict").status == 0, "\(hint)")
  }
}
