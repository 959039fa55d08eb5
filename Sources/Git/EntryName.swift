// Which names a tree may hold. Invariant: a name that passes cannot leave its directory or reach `.git` on any
// file system git knows (ext4, NTFS with short names, HFS+ with its ignorable code points).

enum EntryName {
  /// The longest name, in bytes: what the common file systems take.
  static let longest = 255

  /// Says what is wrong with a name, or nil.
  static func flaw(_ name: Span<UInt8>) -> String? {
    if name.isEmpty { return "empty name" }
    if name.count > longest { return "name longer than \(longest) bytes" }
    if isPlain(name) { return nil }
    for index in name.indices {
      switch name[index] {
      case 0x2f: return "name contains '/'"
      case 0x5c: return "name contains a backslash"
      case 0..<0x20, 0x7f: return "name contains a control character"
      default: continue
      }
    }
    let copy = Array(copying: name)
    guard let text = String(validating: copy, as: UTF8.self) else { return "name is not UTF-8" }
    return flaw(text)
  }

  /// Says what is wrong with a name, or nil.
  static func flaw(name: String) -> String? {
    flaw(Array(name.utf8).span)
  }

  /// Letters, digits, `_`, `-` and inner `.`: the names of a health file and of a keyring, accepted without more ado.
  private static func isPlain(_ name: Span<UInt8>) -> Bool {
    for index in name.indices {
      switch name[index] {
      case 0x61...0x7a, 0x41...0x5a, 0x30...0x39, 0x5f: continue
      case 0x2e where index > 0, 0x2d: continue
      default: return false
      }
    }
    return true
  }

  private static func flaw(_ name: String) -> String? {
    if name == "." || name == ".." { return "name is '\(name)'" }
    var folded = String.UnicodeScalarView()
    for scalar in name.unicodeScalars where !isIgnorable(scalar) {
      if scalar == ":" { break }
      folded.append(scalar)
    }
    while folded.last == " " || folded.last == "." { folded.removeLast() }
    let reached = String(folded).lowercased()
    return reached == ".git" || reached == "git~1" ? "name stands for '.git'" : nil
  }

  private static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff: true
    default: false
    }
  }
}

extension Array where Element == UInt8 {
  init(copying span: Span<UInt8>) {
    self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}

enum TreePath {
  /// The deepest path that can be written.
  static let deepest = 32

  /// Splits a path into its checked names; throws `.invalid` when it has a bad one.
  static func components(_ path: String, _ doing: String) throws(GitError) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= deepest else { throw GitError(.tooLarge, doing, "path deeper than \(deepest)") }
    for part in parts {
      if let flaw = EntryName.flaw(name: part) { throw GitError(.invalid, doing, "path '\(path)': \(flaw)") }
    }
    return parts
  }

  /// Joins a directory and a name; the root is the empty string.
  static func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty ? name : "\(directory)/\(name)"
  }
}
