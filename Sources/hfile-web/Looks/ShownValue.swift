import Mustache

/// A single value as pages show it: text, a link, or the mark of what is sealed.
///
/// Its kind is the name of the template that shows it (`{{>*kind}}`): choosing one by name is cheaper than asking four
/// times which it is, and pages are made of such values.
struct ShownValue: MustacheParent {
  let text: String
  /// Where it leads.
  var href: String?
  var isSealed = false
  /// What it is a value of, where a page has to say so beside it.
  var label = ""
  var isNumeric = false

  var kind: String { isSealed ? "cell-sealed" : href == nil ? "cell-text" : "cell-link" }

  func child(named name: String) -> Any? {
    switch name {
    case "kind": kind
    case "text": text
    case "href": href
    case "label": label
    case "numeric": isNumeric
    default: nil
    }
  }
}

/// An id that stands for a record, a person or a commit: the template `id-link` shows it where it leads somewhere.
struct ShownID: MustacheParent {
  let id: String
  let href: String?

  func child(named name: String) -> Any? {
    switch name {
    case "kind": href == nil ? "id-text" : "id-link"
    case "id": id
    case "href": href
    default: nil
    }
  }
}
