// QR codes by libqrencode: the one door to it.

import Clibqrencode

/// A QR code: a square of dark and light modules.
public struct QRCode: Sendable, Hashable {
  /// Rows of modules from top to bottom; true is dark.
  public let rows: [[Bool]]

  /// Encodes text, letters as capitals, which makes the code smaller; nil when it is too long for a code.
  public init?(capitals text: String) { self.init(text, keepsCase: 0) }

  /// Encodes text as it is; nil when it is too long for a code.
  public init?(_ text: String) { self.init(text, keepsCase: 1) }

  private init?(_ text: String, keepsCase: Int32) {
    guard let code = unsafe QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, keepsCase) else { return nil }
    defer { unsafe QRcode_free(code) }
    let width = unsafe Int(code.pointee.width)
    let modules = unsafe UnsafeBufferPointer(start: code.pointee.data, count: width * width)
    rows = (0..<width).map { row in unsafe modules[row * width..<(row + 1) * width].map { $0 & 1 == 1 } }
  }

  /// The code as text, two rows of modules to a line, light modules drawn: for terminals with light letters on dark.
  ///
  /// Around it is the margin of four modules that readers need.
  public var lines: [String] {
    let margin = [Bool](repeating: false, count: rows.count + 8)
    let edge = [[Bool]](repeating: margin, count: 4)
    let padding = [Bool](repeating: false, count: 4)
    let all = edge + rows.map { padding + $0 + padding } + edge
    return stride(from: 0, to: all.count, by: 2).map { place in
      let below = place + 1 < all.count ? all[place + 1] : margin
      return String(zip(all[place], below).map(Self.block))
    }
  }

  private static func block(_ above: Bool, _ below: Bool) -> Character {
    switch (above, below) {
    case (false, false): "█"
    case (false, true): "▀"
    case (true, false): "▄"
    case (true, true): " "
    }
  }
}
