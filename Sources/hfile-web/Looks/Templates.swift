import Mustache

/// What a template is filled with: texts, truths, lists and parts of the same kind, by name.
///
/// A type of its own, because a template looks names up in it directly: of most types it would ask a mirror, and of a
/// dictionary first whether its keys are texts.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
  private var values: [String: Any]

  init(dictionaryLiteral elements: (String, Any)...) { values = Dictionary(elements) { $1 } }

  func child(named name: String) -> Any? { values[name] }

  subscript(name: String) -> Any? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The same with what another one has.
  func joined(with other: View) -> View {
    var view = self
    view.values.merge(other.values) { $1 }
    return view
  }
}

/// The templates, read once.
struct Templates: Sendable {
  private let library: MustacheLibrary
  private let byName: [String: MustacheTemplate]
  private static let ending = ".mustache"

  /// Reads the templates that are built in; throws where one is malformed, which a test finds out.
  init() throws {
    MustacheContentTypes.register(SafeText(), named: SafeText.name)
    var byName: [String: MustacheTemplate] = [:]
    for (path, text) in BuiltInFiles.texts where path.hasSuffix(Self.ending) {
      let name = path.split(separator: "/").last.map { String($0.dropLast(Self.ending.count)) } ?? path
      byName[name] = try MustacheTemplate(string: text)
    }
    self.byName = byName
    library = MustacheLibrary(templates: byName)
  }

  /// Fills a template; one that is not there gives nothing.
  func fill(_ name: String, with view: View) -> String { library.render(view, withTemplate: name) ?? "" }

  /// Fills a frame, with another template in its middle.
  func page(_ name: String, in frame: String = "frame", with view: View) -> String {
    var view = view
    view["content"] = byName[name]
    return fill(frame, with: view)
  }
}
