import HealthFiles
import JSONSchema

extension Command {
  /// Changes fields of a record in the working files.
  static let set = Command(
    name: "set",
    summary: Phrase("change fields of a record", "更改记录的字段", "更改記錄的欄位"),
    details: Phrase(
      "FIELD=VALUE as for new; FIELD= with nothing behind it clears the field.",
      "字段=值 与 new 相同；字段= 后面为空表示清除该字段。", "欄位=值 與 new 相同；欄位= 後面為空表示清除該欄位。"),
    arguments: [
      Argument.addressed,
      Argument(
        name: "FIELD=VALUE", help: Phrase("fields to change", "要更改的字段", "要更改的欄位"), kind: .assignment,
        isRepeatable: true),
    ],
    options: [.dryRun],
    examples: [("hfile set prd-green-tea price=42.00", Phrase("raises a price", "调整价格", "調整價格"))],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let state = try orFail { () throws(StoreError) in try store.workingSnapshot() }
    let id = invocation.word(0) ?? ""
    let assignments = try invocation.assignments(after: 1)
    if let policy = state.catalogue.policy(addressed: id) {
      return try setPolicy(policy, assignments, store, state, invocation)
    }
    try invocation.unlock(store, for: state.catalogue.type(ofID: id), in: state)
    var record = try invocation.record(id, in: state)
    let old = record.value
    let type = try invocation.type(record.type, in: state)
    let (value, problems) = type.applying(assignments, to: old, currency: state.profile.currency)
    guard problems.isEmpty else {
      throw .store(.invalid(problems + type.problems(in: value, currency: state.profile.currency)))
    }
    record.value = value
    let changed = record
    let path = try orFail { () throws(StoreError) in
      try store.saveWorking(changed, replacing: old, isDryRun: invocation.has("--dry-run"))
    }
    tellSaved(record, path, invocation)
    return .done
  }

  /// Policies are lists of versions: `0.points.perAmount=...` or `[0].points...` names a place in one.
  private static func setPolicy(
    _ policy: PolicyType, _ assignments: [Assignment], _ store: Store, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) -> ExitCode {
    try orFail { () throws(StoreError) in
      let old = try state.policy(policy.name)
      var value = old ?? .array([])
      for assignment in assignments {
        let raw = try? JSON(parsing: assignment.text, limits: .record)
        value.set(raw ?? .string(assignment.text), at: JSONPointer(assignment.path))
      }
      try store.saveWorking(
        policy: policy.name, value, replacing: old, isDryRun: invocation.has("--dry-run"))
    }
    tellSaved("policy/" + policy.name, invocation)
    return .done
  }
}
