import HealthFiles
import JSONSchema

/// Writes the example store, without history, into a folder.
enum Generator {
  /// Makes the store beside the folder, checks it, and puts it in the folder's place.
  static func generate(into folder: String) throws {
    let making = Folder(root: folder + ".making")
    if (try? making.paths()) != nil { try making.remove("") }
    let store = try begin(at: making.root)
    let state = try store.workingSnapshot()
    let files = RecordFiles.make(World.story(), in: state)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { try making.write(bytes, to: path) }
    try writeProfile(to: making, state)
    try writePolicy(to: making, state)
    try check(store)
    try making.remove(".git")
    try making.replace(folder)
  }

  /// Begins an empty store by the library's own way, so that marker, schemas and policies are those of every store.
  private static func begin(at folder: String) throws -> Store {
    let clock = StageClock(at: Days.instant(Days.last, Days.lastMinute))
    let beginning = StoreBeginning(
      name: "静心足道 武林路店", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7",
      languages: ["zh-Hans", "en"])
    let author = Author(name: "Grace Chen", email: Staff.owner + "@quietheart.example")
    return try Store.initialize(at: folder, beginning, author: author, environment: clock.environment).store
  }

  private static func writeProfile(to folder: Folder, _ state: Snapshot) throws {
    guard let type = state.catalogue.types["store"] else { throw ExampleFailure.unknownStore }
    var profile = try JSON(parsing: try folder.read("store.json"))
    for (key, value) in Programme.profile { profile[key] = value }
    try folder.write(RecordFiles.document(profile, type), to: "store.json")
  }

  private static func writePolicy(to folder: Folder, _ state: Snapshot) throws {
    guard let type = state.catalogue.policies["loyalty"], let policy = try state.policy("loyalty") else { return }
    let text = LoyaltyRules.amended(policy).bytes(.indented, order: type.schema.keyOrder)
    try folder.write(text + [0x0A], to: LoyaltyRules.path)
  }

  /// Every check of the house on the working files; one finding is a failure.
  static func check(_ store: Store) throws {
    let state = try store.workingSnapshot()
    var problems = state.catalogue.problems
    for check in Check.all { problems += try check.problems(in: state, today: Days.last) }
    guard problems.isEmpty else { throw ExampleFailure.findings(problems) }
  }
}
