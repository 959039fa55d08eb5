import Git
import HealthFiles
import JSONSchema

/// A page before it is written in a format.
struct Page {
  /// What it is about: the heading of the page.
  var title: String
  /// The template that shows it.
  let template: String
  /// What the template is filled with.
  var view: View = [:]
  /// The same as data: what the verb of hfile that tells the same answers.
  var json: JSON = .null
  /// The order of the members of `json`.
  var order: KeyOrder?
  /// Lines of CSV, of pages that are a table.
  var lines: [String] = []
  var status = 200
  /// The pages above it.
  var crumbs: [(title: String, place: Place)] = []
  /// What it was made from, beside the commit.
  var foot: Report.Foot?
  /// Seconds after which it asks to be loaded anew; nil for never.
  var refresh: Int?

  init(_ title: String, _ template: String) {
    self.title = title
    self.template = template
  }
}

/// Why there is no page.
enum PageError: Error {
  /// The library stopped.
  case store(StoreError)
  /// There is nothing here.
  case missing
  /// It has another address.
  case moved(Address)
}

/// Runs a body of the library and turns its errors into those of pages.
func reading<Result>(_ body: () throws(StoreError) -> Result) throws(PageError) -> Result {
  do throws(StoreError) { return try body() } catch { throw .store(error) }
}

/// What a page is made for: who asks what, of which state, when.
struct Visit {
  let address: Address
  let language: Language
  let viewer: Viewer
  let reader: StoreReader
  /// The last commit, and the commit that the page is of; nil before the first.
  let head: ObjectID?
  let commit: ObjectID?
  let state: Snapshot
  /// The moment as of which the page is made: that of its commit for one of the past, else now.
  let asOf: Instant

  var words: Words { Words(language: language) }

  var catalogue: Catalogue { state.catalogue }

  /// Whether the page is of a fixed commit.
  var isPast: Bool { address.time != nil }

  /// The business day of the moment.
  var today: BusinessDay { state.profile.businessDay(of: asOf.seconds) }

  /// A link to another place in the same state.
  func link(_ place: Place, _ query: [Address.Item] = []) -> String {
    Address(place, time: address.time, query: query).text
  }

  /// A link to the record of an id; nil when the id has not the form of one, or is not to be seen.
  func link(toRecord id: String) -> String? {
    guard let type = catalogue.type(ofID: id), viewer.sees(type), Address.isPart(id) else { return nil }
    return link(.record(type: type.name, id: id))
  }

  /// The type that an address names.
  func type(_ name: String) throws(PageError) -> RecordType {
    guard let type = catalogue.types[name], viewer.sees(type) else { throw .missing }
    return type
  }

  /// A moment as the store's clocks show it, to the minute.
  func time(_ seconds: Int64) -> String {
    String(state.profile.instant(seconds: seconds).description.prefix(16).map { $0 == "T" ? " " : $0 })
  }
}

extension ObjectID {
  /// As much of an id as people read.
  var short: String { String(description.prefix(10)) }
}

extension Place {
  /// Makes the page.
  func page(_ visit: Visit) throws(PageError) -> Page {
    switch self {
    case .front: try FrontPage.make(visit)
    case .types: TypesPage.make(visit)
    case .records(let type): try RecordsPage(visit, try visit.type(type)).make()
    case .record(let type, let id): try RecordPage(visit, try visit.type(type), id).make()
    case .history(let type, let id): try HistoryPage.make(visit, try visit.type(type), id)
    case .commits: try CommitsPage.make(visit)
    case .commit(let id): try CommitPage(visit, id).make()
    case .reports: try ReportsPage.make(visit)
    case .report(let name): try ReportPage.make(visit, name)
    case .people: try PeoplePage.make(visit)
    case .devices: try DevicesPage.make(visit)
    case .keys: try KeysPage.make(visit)
    case .verification: try VerificationPage.make(visit)
    case .about: AboutPage.make(visit)
    case .travel, .enter, .signIn, .signOut, .style, .icon: throw .missing
    }
  }
}
