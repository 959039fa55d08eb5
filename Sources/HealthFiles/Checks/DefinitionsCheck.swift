internal import JSONSchema

extension Check {
  /// Every report and alert can be made.
  static let definitions = Check(
    name: "definitions",
    summary: Phrase("every report and alert can be made", "各报表和预警均可生成", "各報表和警示均可產生")
  ) { state throws(StoreError) in
    let now = state.profile.instant(seconds: 0)
    let today = state.profile.businessDay(of: now.seconds)
    var problems: [Problem] = []
    for folder in [Definition.reportFolder, Definition.alertFolder] {
      let definitions = try Definitions(folder, of: state)
      problems += definitions.problems
      for definition in definitions.all {
        let occasion = Occasion(asOf: now, today: today, period: today...today, by: definition.by)
        do throws(StoreError) {
          _ = try definitions.report(definition, of: state, occasion)
          if folder == Definition.alertFolder {
            _ = try definitions.alerts(of: state, occasion, named: definition.name)
          }
        } catch {
          guard case .invalid(let found) = error else { throw error }
          problems += found.filter { !problems.contains($0) }
        }
      }
    }
    return problems
  }
}
