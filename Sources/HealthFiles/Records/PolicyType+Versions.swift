public import JSONSchema

extension PolicyType {
  /// Returns the version in force on a day, whole: what it leaves out has the value of the built-in default.
  ///
  /// A version replaces earlier ones; a list replaces the default list. Before the first version, and where the store
  /// has no such policy, the default holds.
  ///
  /// - Parameter versions: the list of versions in `policy/NAME.json`.
  /// - Returns: the values, and the first day of the version; nil where the default alone holds.
  public func version(of versions: JSON?, on day: BusinessDay) -> (values: JSON, from: BusinessDay?) {
    let usual = initial?.arrayValue?.last ?? .null
    let dated = (versions?.arrayValue ?? []).compactMap { version in
      version["from"]?.stringValue.flatMap { BusinessDay($0) }.map { (from: $0, values: version) }
    }
    guard let chosen = dated.last(where: { $0.from <= day }) else { return (usual, nil) }
    return (PolicyType.filling(chosen.values, from: usual), chosen.from)
  }

  private static func filling(_ value: JSON, from usual: JSON) -> JSON {
    guard var object = value.objectValue, let defaults = usual.objectValue else { return value }
    for (key, whole) in defaults { object[key] = object[key].map { filling($0, from: whole) } ?? whole }
    return .object(object)
  }
}
