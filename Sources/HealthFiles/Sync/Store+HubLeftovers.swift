extension Store {
  /// Looks for what an exchange that was stopped left in hubs that are folders: locks of git, temporary files.
  ///
  /// - Parameter unlock: removes it; only right when nobody is exchanging anything with these hubs.
  public func examineHubs(unlock: Bool) throws(StoreError) -> [Finding] {
    var findings: [Finding] = []
    for hub in try hubs() {
      guard case .folder(let path) = hub.address.way else { continue }
      let isBare = try Disk(root: path).kind(of: ".git") == nil
      let disk = Disk(root: isBare ? path : path + "/.git")
      let files = try disk.list("refs") + disk.list("objects/pack")
      for file in files.map(\.path) + ["packed-refs.lock", "HEAD.lock"] {
        let name = Disk.name(of: file)
        let isLock = name.hasSuffix(".lock")
        guard isLock || name.hasPrefix("tmp_pack_") || name.hasPrefix("tmp_idx_"), try disk.kind(of: file) != nil else {
          continue
        }
        if unlock { try disk.remove(file) }
        findings.append(
          Finding(kind: isLock ? .staleLock : .temporaryFile, name: disk.root + "/" + file, isMended: unlock))
      }
    }
    return findings
  }
}
