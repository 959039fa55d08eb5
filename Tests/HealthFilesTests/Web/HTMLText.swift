/// The elements of a page, as a strict reader finds them: what does not nest is told.
struct HTMLText {
  struct Element {
    let name: String
    let attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  private(set) var problems: [String] = []
  /// What stands between the tags, entities as they are.
  private(set) var text = ""

  private static let void: Set<String> = ["meta", "link", "input", "br", "hr", "img"]
  /// In drawings an element may end in its own tag.
  private static let drawn: Set<String> = ["line", "polygon", "polyline", "circle", "rect", "path"]

  init(_ html: String) {
    var rest = html[...]
    var open: [String] = []
    while let start = rest.firstIndex(of: "<") {
      text += rest[..<start]
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ">") else {
        problems.append("a tag does not end")
        return
      }
      let tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.lowercased().hasPrefix("!doctype") { continue }
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if open.last == name {
          open.removeLast()
        } else {
          problems.append("</\(name)> closes \(open.last ?? "nothing")")
        }
        continue
      }
      let element = Self.element(tag, &problems)
      elements.append(element)
      if !Self.void.contains(element.name), !tag.hasSuffix("/") { open.append(element.name) }
      if tag.hasSuffix("/"), !Self.drawn.contains(element.name) { problems.append("<\(element.name)/>") }
    }
    text += rest
    if !open.isEmpty { problems.append("not closed: \(open)") }
  }

  private static func element(_ tag: Substring, _ problems: inout [String]) -> Element {
    let name = String(tag.prefix { $0 != " " && $0 != "/" })
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.count)
    while let first = rest.firstIndex(where: { $0 != " " && $0 != "/" }) {
      rest = rest[first...]
      let key = String(rest.prefix { $0 != "=" && $0 != " " })
      rest = rest.dropFirst(key.count)
      var value = ""
      if rest.hasPrefix("=\"") {
        value = String(rest.dropFirst(2).prefix { $0 != "\"" })
        rest = rest.dropFirst(value.count + 3)
      }
      if attributes.updateValue(value, forKey: key) != nil { problems.append("<\(name)> has \(key) twice") }
    }
    return Element(name: name, attributes: attributes)
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The values of an attribute, entities resolved.
  func values(_ attribute: String) -> [String] {
    elements.compactMap { $0.attributes[attribute]?.replacing("&amp;", with: "&") }
  }

  /// What a person who hears or cannot see the page relies on.
  var soundness: [String] {
    var found = problems
    if all("h1").count != 1 { found.append("\(all("h1").count) headings of the first rank") }
    if all("main").count != 1 { found.append("\(all("main").count) main parts") }
    if all("html").first?.attributes["lang"]?.isEmpty ?? true { found.append("no language") }
    let ids = values("id")
    if Set(ids).count != ids.count { found.append("an id stands twice: \(ids)") }
    for nav in all("nav") where nav.attributes["aria-label"]?.isEmpty ?? true { found.append("a nav has no label") }
    let labels = Set(values("for"))
    for name in ["input", "select"] {
      for field in all(name) where field.attributes["type"] != "hidden" {
        if !labels.contains(field.attributes["id"] ?? "") { found.append("a field has no label: \(field)") }
      }
    }
    if all("caption").count != all("table").count { found.append("a table has no caption") }
    for head in all("th") where head.attributes["scope"] == nil { found.append("a heading of a table has no scope") }
    return found
  }
}
