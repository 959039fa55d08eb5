import HealthFiles
import hfile

/// The record types: what there is to look at.
enum TypesPage {
  static func make(_ visit: Visit) -> Page {
    var page = Page(visit.words["records"], "types")
    let types = visit.catalogue.sortedTypes.filter(visit.viewer.sees)
    page.view = [
      "types": types.map { type -> View in
        [
          "title": type.plural[visit.language], "name": type.name,
          "kind": visit.words[type.layout == .daily ? "fact" : "document"],
          "href": visit.link(
            type.layout == .singleton ? .record(type: type.name, id: type.name) : .records(type: type.name)),
        ]
      }
    ]
    page.json = visit.state.typesJSON(visit.language)
    return page
  }
}
