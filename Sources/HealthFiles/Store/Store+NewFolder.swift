// A store that comes from elsewhere is whole, or not there: it is made in a folder within the one it is for, and moves
// up when nothing is missing, the marker last. Nobody takes what has no marker for a store.

extension Store {
  /// Where a store lies while it is made, within the folder it is for.
  private static let unfinished = ".hfile-unfinished"
  /// Where it lies when it is whole, and moves up.
  private static let finished = ".hfile-finished"

  /// Makes a store in a folder that is not there yet, or empty.
  ///
  /// - Parameter make: makes it in another folder.
  /// - Throws: `StoreError.alreadyThere` when the folder holds anything but what was broken off here before; what
  ///   `make` throws, and nothing is left behind then.
  static func founded<Made>(
    in folder: String, _ make: (_ place: String) throws(StoreError) -> Made
  ) throws(StoreError) -> Made {
    let disk = Disk(root: folder)
    let isThere = try Disk(root: "/").kind(of: folder) == .folder
    if isThere {
      try moveUp(in: disk)
      try disk.removeTree(unfinished)
    }
    try refuseFull(folder)
    do throws(StoreError) {
      let made = try make(folder + "/" + unfinished)
      try disk.move(unfinished, to: finished)
      try moveUp(in: disk)
      return made
    } catch {
      for name in (try? disk.names(in: "")) ?? [] {
        try? disk.remove(name)
        try? disk.removeTree(name)
      }
      if !isThere { try? Disk(root: "/").removeTree(folder) }
      throw error
    }
  }

  private static func moveUp(in disk: Disk) throws(StoreError) {
    let names = try disk.names(in: finished)
    for name in names.filter({ $0 != Layout.marker }) + names.filter({ $0 == Layout.marker }) {
      try disk.move("\(finished)/\(name)", to: name)
    }
    try disk.removeTree(finished)
  }
}
