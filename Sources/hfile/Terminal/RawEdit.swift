import HealthFiles
import JSONSchema

/// Edits the JSON text of a record or policy in a person's editor; a text that cannot be saved is kept.
///
/// Beside the text lies what it was made from, so that going on with a kept text still merges with what others did.
struct RawEdit {
  let store: Store
  let invocation: Invocation

  /// Edits a record as it lies in its file: what is sealed stays sealed, for an editor leaves copies behind.
  func edit(_ id: String, in state: Snapshot) throws(Failure) -> ExitCode {
    let isDryRun = invocation.has("--dry-run")
    guard let record = try orFail({ () throws(StoreError) in try state.storedRecord(id) }) else {
      throw .store(.notFound(kind: .record, name: id, near: []))
    }
    let type = try invocation.type(record.type, in: state)
    return try edit(name: record.id, value: record.value, order: type.schema.keyOrder) {
      base, value throws(StoreError) in
      let changed = Record(type: record.type, id: record.id, value: value)
      try store.saveWorking(changed, replacing: base, isDryRun: isDryRun)
    }
  }

  func edit(policy: PolicyType, in state: Snapshot) throws(Failure) -> ExitCode {
    let value = try orFail { () throws(StoreError) in try state.policy(policy.name) ?? .array([]) }
    let isDryRun = invocation.has("--dry-run")
    return try edit(name: policy.name, value: value, order: policy.schema.keyOrder) { base, value throws(StoreError) in
      try store.saveWorking(policy: policy.name, value, replacing: base, isDryRun: isDryRun)
    }
  }

  private var console: Console { invocation.console }
  private var folder: String { store.gitDirectory + "/hfile/edit" }

  private func edit(
    name: String, value: JSON, order: KeyOrder, save: (_ base: JSON, _ value: JSON) throws(StoreError) -> Void
  ) throws(Failure) -> ExitCode {
    let (path, basePath) = (folder + "/\(name).json", folder + "/\(name).base.json")
    let text = value.bytes(.indented, order: order) + [0x0A]
    HostFile.makeFolder(store.gitDirectory + "/hfile")
    HostFile.makeFolder(folder)
    var base = value
    if (try? HostFile.read(path)) != nil, let kept = try? HostFile.read(basePath), let old = try? parse(kept, basePath)
    {
      base = old
      console.warning(console.pick("going on with the text you kept", "继续编辑上次保留的文本", "繼續編輯上次保留的文字"))
    } else {
      try orFail { () throws(StoreError) in
        try HostFile.write(text, to: basePath)
        try HostFile.write(text, to: path)
      }
    }
    try runEditor(path)
    let edited = try orFail { () throws(StoreError) in try HostFile.read(path) }
    let isChanged = edited != base.bytes(.indented, order: order) + [0x0A]
    if isChanged {
      do throws(StoreError) {
        try save(base, try parse(edited, path))
      } catch {
        return try keep(path, after: error, current: text, basePath)
      }
    }
    HostFile.remove(path)
    HostFile.remove(basePath)
    console.say(isChanged ? invocation.word(0) ?? name : console.pick("nothing changed", "没有更改", "沒有更改"))
    if isChanged { console.hint("hfile commit -m MESSAGE") }
    return .done
  }

  private func runEditor(_ path: String) throws(Failure) {
    let editor = console.variables["VISUAL"] ?? console.variables["EDITOR"] ?? "vi"
    guard console.runEditor(editor, path) == 0 else {
      throw .usage(
        Phrase(
          "the editor \(editor) failed; your text is in \(path)", "编辑器 \(editor) 运行失败；文本保留在 \(path)",
          "編輯器 \(editor) 執行失敗；文字保留在 \(path)"))
    }
  }

  /// Tells why a text was not saved and keeps it; a clash once told is what the next save may settle.
  private func keep(
    _ path: String, after error: StoreError, current: [UInt8], _ basePath: String
  ) throws(Failure) -> ExitCode {
    let failure = Failure.store(error)
    console.failure = failure
    failure.tell(console)
    if case .conflict = error, let state = try? store.workingSnapshot(),
      let now = try? state.storedRecord(invocation.word(0) ?? "")
    {
      try orFail { () throws(StoreError) in
        try HostFile.write(now.value.bytes(.indented) + [0x0A], to: basePath)
      }
    }
    console.warning(console.pick("not saved; your text is kept in \(path)", "未保存；文本保留在 \(path)", "未儲存；文字保留在 \(path)"))
    console.hint("hfile edit \(invocation.word(0) ?? "") --raw")
    return failure.exitCode
  }

  private func parse(_ bytes: [UInt8], _ path: String) throws(StoreError) -> JSON {
    do throws(JSONError) {
      return try JSON(parsing: bytes, limits: .schema)
    } catch {
      throw .invalid([Problem(.unreadable(error.reason), at: Place(file: path, position: error.position))])
    }
  }
}
