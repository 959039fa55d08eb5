public import Mustache
import Synchronization

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

// A template asks of a text that does not say so itself whether it is a function, or nothing.
extension String: @retroactive MustacheCustomRenderable {
  /// The text itself.
  public var renderText: String { self }
  /// A text is there, even an empty one.
  public var isNull: Bool { false }
}

/// The templates, read once.
final class Templates: Sendable {
  private let library: MustacheLibrary
  private let byName: [String: MustacheTemplate]
  private let memory = Mutex<[String: String]>([:])
  private static let ending = ".mustache"
  private static let limit = 256

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

  /// Fills a template once for each key; a new beginning when there are too many.
  func remembered(_ name: String, as key: String, with view: () -> View) -> String {
    if let known = memory.withLock({ $0[key] }) { return known }
    let text = fill(name, with: view())
    memory.withLock { memory in
      if memory.count >= Self.limit { memory = [:] }
      memory[key] = text
    }
    return text
  }

  /// Fills a frame, with another template in its middle.
  func page(_ name: String, in frame: String = "frame", with view: View) -> String {
    var view = view
    view["content"] = byName[name]
    return fill(frame, with: view)
  }
}
