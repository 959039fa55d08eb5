import Foundation

/// Files of one folder of the disk.
struct Folder {
  let root: String

  func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: root + "/" + path)))
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    let file = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: root + "/" + path)
  }

  /// Every file below the folder but those of git, sorted.
  func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root)
      .filter { $0 != ".git" && !$0.hasPrefix(".git/") }
      .filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) && !isFolder.boolValue
      }
      .sorted()
  }

  /// Puts this folder in the place of another, which is removed.
  func replace(_ other: String) throws {
    if FileManager.default.fileExists(atPath: other) { try FileManager.default.removeItem(atPath: other) }
    try FileManager.default.moveItem(atPath: root, toPath: other)
  }
}
