import Git
import HealthFiles
import JSONSchema
import hfile

/// What stands around every page: the way to the others, the language, the day, and what it was made from.
struct Frame {
  let visit: Visit
  let page: Page

  /// The page as HTML.
  func text(_ templates: Templates) -> String {
    let head: View = ["w": visit.words, "lang": visit.language.rawValue, "title": page.title, "store": store]
    return templates.fill("head", with: head) + top(templates) + templates.page(page.template, with: view)
  }

  private var store: String { visit.state.profile.name }

  /// The name of the store and the ways to other pages: the same on many pages, and remembered.
  private func top(_ templates: Templates) -> String {
    let view = { () -> View in
      [
        "w": visit.words, "store": store, "home": visit.link(.front), "nav": navigation, "languages": languages,
      ]
    }
    guard visit.address.query.isEmpty else { return templates.fill("top", with: view()) }
    let address = visit.address
    let key = [
      visit.viewer.key, visit.language.rawValue, address.time ?? "", address.place.parts.first ?? "", store,
    ]
    return templates.remembered("top", as: key.joined(separator: "\n"), with: view)
  }

  /// Everything that the rest of the frame and the page are filled with.
  var view: View {
    let words = visit.words
    var view = page.view
    view["w"] = words
    view["title"] = page.title
    let crumbs = page.crumbs.map { ["title": $0.title, "href": visit.link($0.place)] }
    view["trail"] = crumbs.isEmpty ? nil : ["crumbs": crumbs]
    view["past"] = past
    view["travelHref"] = Address(.travel).text
    view["travelThen"] = visit.address.place.hasTime ? Address(visit.address.place).text : "/"
    view["travelDay"] = "\(visit.today)"
    view["formats"] = formats
    view["foot"] = foot
    view["viewer"] = visit.viewer.name.map { ["name": $0, "signOut": Address(.signOut).text] }
    return view
  }

  private var navigation: [View] {
    let places: [(String, Place)] = [
      ("front", .front), ("records", .types), ("reports", .reports), ("commits", .commits), ("people", .people),
      ("devices", .devices), ("keys", .keys), ("verification", .verification), ("about", .about),
    ]
    let here = visit.address.place
    return places.filter { $0.1.part.map(visit.viewer.sight.parts.contains) ?? true }.map { word, place in
      let isHere = place == here || !place.parts.isEmpty && place.parts[0] == here.parts.first
      return ["text": visit.words[word], "href": visit.link(place), "current": isHere]
    }
  }

  /// The same page in each language: of an address that asks for nothing else, what is added to it.
  private var languages: [View] {
    [(Language.english, "English"), (.simplifiedChinese, "简体中文"), (.traditionalChinese, "繁體中文")].map { language, name in
      [
        "name": name, "tag": language.rawValue, "current": language == visit.language,
        "href": visit.address.query.isEmpty
          ? "?lang=\(language.rawValue)" : visit.address.asking("lang", language.rawValue).text,
      ]
    }
  }

  /// Says that the page is of another time, and leads back.
  private var past: View? {
    guard visit.isPast, let commit = visit.commit else { return nil }
    var now = visit.address
    now.time = nil
    return ["time": visit.time(visit.asOf.seconds), "commit": commit.short, "now": now.text]
  }

  private var formats: [View] {
    Format.allCases.filter { $0 != .html && visit.address.place.formats.contains($0) }.map {
      ["name": $0.rawValue.uppercased(), "href": visit.address.as($0).text]
    }
  }

  private var foot: View {
    var view: View = ["commit": false, "text": ""]
    if let commit = visit.commit {
      view["commit"] = commit.short
      view["href"] = Address(.commit(id: commit.description)).text
    }
    view["text"] =
      page.foot.map { FootText.line($0, visit.state.sourceJSON, visit.language) } ?? "hfile \(HFile.version)"
    return view
  }
}
