import HealthFiles

/// A line drawn on the server, to be read without colour: points are marked, and those that matter bear their values.
struct LineChart {
  /// What a point is called, and its value; nil where there is none.
  typealias Point = (name: String, value: Int64?)

  private static let width = 960.0
  private static let height = 240.0
  private static let left = 12.0
  private static let top = 28.0
  private static let bottom = 28.0

  private let points: [Point]
  private let text: (Int64) -> String
  private let lowest: Int64
  private let highest: Int64

  /// Nil where there are not two values to draw a line between.
  init?(_ points: [Point], text: @escaping (Int64) -> String) {
    let values = points.compactMap(\.value)
    guard values.count > 1, let least = values.min(), let most = values.max() else { return nil }
    self.points = points
    self.text = text
    lowest = min(0, least)
    highest = max(1, most)
  }

  private func x(_ place: Int) -> Double {
    let room = Self.width - 2 * Self.left
    return Self.left + room * Double(place) / Double(max(1, points.count - 1))
  }

  private func y(_ value: Int64) -> Double {
    let room = Self.height - Self.top - Self.bottom
    return Self.top + room * Double(highest - value) / Double(highest - lowest)
  }

  private static func rounded(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// What the template draws.
  var view: View {
    let known = points.enumerated().compactMap { place, point in point.value.map { (place, $0) } }
    let line = known.map { "\(Self.rounded(x($0.0))),\(Self.rounded(y($0.1)))" }.joined(separator: " ")
    let base = Self.rounded(y(0))
    var area = ""
    if let first = known.first, let last = known.last {
      area = "\(Self.rounded(x(first.0))),\(base) \(line) \(Self.rounded(x(last.0))),\(base)"
    }
    return [
      "width": Self.rounded(Self.width), "height": Self.rounded(Self.height), "line": line, "area": area, "base": base,
      "marks": known.count > 60
        ? [] : known.map { ["x": Self.rounded(x($0.0)), "y": Self.rounded(y($0.1))] as View },
      "labels": labels(known), "names": names,
      "bottom": Self.rounded(Self.height - 6), "right": Self.rounded(Self.width - Self.left),
      "left": Self.rounded(Self.left),
    ]
  }

  /// The first, the last, the highest and the lowest point bear their values, as far as they do not cover each other.
  private func labels(_ known: [(Int, Int64)]) -> [View] {
    let highest = known.max { ($0.1, -$0.0) < ($1.1, -$1.0) }
    let lowest = known.min { ($0.1, $0.0) < ($1.1, $1.0) }
    var taken: [Double] = []
    var labels: [View] = []
    for (place, value) in [highest, known.last, known.first, lowest].compactMap({ $0 }) {
      let here = x(place)
      guard taken.allSatisfy({ abs($0 - here) > 90 }) else { continue }
      taken.append(here)
      labels.append([
        "x": Self.rounded(here), "y": Self.rounded(y(value) - 9), "text": text(value), "anchor": anchor(place),
      ])
    }
    return labels
  }

  private func anchor(_ place: Int) -> String {
    place == 0 ? "start" : place == points.count - 1 ? "end" : "middle"
  }

  /// The names of the first, the middle and the last point.
  private var names: [View] {
    Array(Set([0, points.count / 2, points.count - 1])).sorted().map { place in
      ["x": Self.rounded(x(place)), "text": points[place].name, "anchor": anchor(place)]
    }
  }
}
