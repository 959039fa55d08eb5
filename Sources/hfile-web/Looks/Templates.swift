import Mustache

/// What a template is filled with: texts, truths, lists and parts of the same kind, by name.
///
/// Dictionaries, because a template looks names up in them directly; of other types it would ask a mirror.
typealias View = [String: Any]

extension [String: Any] {
  /// The same with a link, where there is one.
  func linked(_ href: String?) -> View {
    var view = self
    view["linked"] = href != nil
    view["href"] = href
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
