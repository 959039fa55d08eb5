import Foundation
import JSONSchema
import Synchronization
import Testing

@testable import HealthFiles

/// Bookings as acts of business: what holds whoever books, and whatever the clock does.
@Suite struct BookingTests {
  private static let request = CommitRequest(message: "book", author: FixedWorld.author)

  /// A store with one technician on duty the whole day, in Berlin, where a business day ends at 02:00.
  private static func store(_ world: FixedWorld, hours: String = "weekday=sunday from=08:00 to=20:00") throws -> Shell {
    let shell = Shell(world: world)
    shell.current = shell.folder.file("shop")
    let beginning = StoreBeginning(
      name: "Berlin", currency: "EUR", timeZone: "Europe/Berlin", dayEnds: "02:00", device: "a7", languages: ["en"])
    _ = try Store.initialize(
      at: shell.current, beginning, author: FixedWorld.author, environment: world.environment)
    let words = hours.split(separator: " ").map { $0.split(separator: "=")[1] }
    let weekly = #"[{"weekday":"\#(words[0])","from":"\#(words[1])","to":"\#(words[2])"}]"#
    shell.run("new service id=foot name=Foot style=foot price=99.99 durationMinutes=60")
    shell.run([
      "new", "staff", "id=lin", "name=Lin", "role=therapist", "hired=2020-01-01", #"skills:=["foot"]"#,
      "weeklyHours:=\(weekly)",
    ])
    #expect(shell.run("commit -m begin").error == "")
    return shell
  }

  private static func asking(_ start: String, paidBy: String? = nil) -> BookingRequest {
    var request = BookingRequest("svc-foot")
    request.start = Instant(start)?.seconds
    request.paidBy = paidBy
    return request
  }

  /// Thirty-two clones of the program, each with its own handle on the store, want the same hour.
  @Test func ofThirtyTwoOneGetsTheHour() throws {
    let shell = try Self.store(FixedWorld("2026-11-22T07:00:00+01:00"))
    let folder = shell.current
    let answers = Mutex<(won: Int, refused: [String])>((0, []))
    DispatchQueue.concurrentPerform(iterations: 32) { number in
      // A world each: the same random bits in all would give all the same id.
      let world = FixedWorld("2026-11-22T07:00:00+01:00", seed: UInt64(100 + number))
      do {
        let store = try Store(containing: folder, environment: world.environment)
        _ = try store.book(Self.asking("2026-11-22T10:00:00+01:00"), Self.request)
        answers.withLock { $0.won += 1 }
      } catch StoreError.refused(let code, _, let hint, .conflict) {
        answers.withLock { $0.refused.append("\(code) \(hint?.all.first ?? "")") }
      } catch {
        Issue.record(error)
      }
    }
    let (won, refused) = answers.withLock { ($0.won, $0.refused) }
    #expect(won == 1)
    #expect(
      refused
        == Array(repeating: "not-free free: 2026-11-22 08:30, 2026-11-22 08:45, 2026-11-22 11:15", count: 31))
    let state = try shell.store().snapshot()
    #expect(try state.records(of: try #require(state.catalogue.types["booking"])).records.count == 1)
  }

  /// K15: free up to and including PT1H before the start, on any day.
  @Test(arguments: [("09:00:00", "20.00"), ("09:00:01", nil), ("08:00:00", "20.00"), ("09:59:59", nil)])
  func cancellingIsFreeUpToExactlyAnHourBefore(time: String, refund: String?) throws {
    let world = FixedWorld("2026-11-22T07:00:00+01:00")
    let shell = try Self.store(world)
    let store = try shell.store()
    let asked = Self.asking("2026-11-22T10:00:00+01:00", paidBy: "card")
    let id = try store.book(asked, Self.request).outcome.bookings[0].id
    world.set("2026-11-22T\(time)+01:00")
    let outcome = try store.advance(booking: id, .cancel(by: "customer", reason: nil), Self.request).outcome
    // 20 % of 99.99 is 19.998: half up that is 20.00.
    #expect(outcome.bookings[0].value["prepayment"]?["amount"] == "20.00")
    #expect(outcome.refund?.text == refund)
    #expect(outcome.bookings[0].value["prepayment"]?["refund"]?["amount"] == refund.map { .string($0) })
  }

  @Test func whatTheStoreCallsOffIsPaidBackInFull() throws {
    let world = FixedWorld("2026-11-22T07:00:00+01:00")
    let shell = try Self.store(world)
    let store = try shell.store()
    let asked = Self.asking("2026-11-22T10:00:00+01:00", paidBy: "card")
    let id = try store.book(asked, Self.request).outcome.bookings[0].id
    world.set("2026-11-22T09:59:59+01:00")
    let outcome = try store.advance(booking: id, .cancel(by: "store", reason: "staff"), Self.request).outcome
    #expect(outcome.refund?.text == "20.00")
  }

  /// Whatever is asked for in whatever order, no booking ever leaves the paths that are drawn.
  @Test func onlyDrawnPathsAreWalked() throws {
    let drawn: [String: Set<String>] = [
      "requested": ["confirmed", "arrived", "no-show", "cancelled"], "confirmed": ["arrived", "no-show", "cancelled"],
      "arrived": ["in-service", "cancelled"], "in-service": ["done"], "done": [], "no-show": [], "cancelled": [],
    ]
    let steps: [BookingStep] = [
      .confirm, .arrive, .start, .finish, .noShow, .cancel(by: "customer", reason: nil),
    ]
    for (state, next) in drawn {
      let possible = steps.filter { $0.allowed.contains(state) }.compactMap(\.state)
      #expect(Set(possible) == next, "\(state)")
    }
  }

  /// The night the clocks go back, 02:30 comes twice; a slot of an hour is an hour all the same.
  @Test func theNightOfTwentyFiveHours() throws {
    let world = FixedWorld("2026-10-24T20:00:00+02:00")
    let shell = try Self.store(world, hours: "weekday=saturday from=22:00 to=05:00")
    let state = try shell.store().snapshot()
    let day = try #require(BusinessDay("2026-10-24"))
    let desk = try BookingDesk(state, days: day...day)
    let item = try #require(try state.record("svc-foot"))
    let slots = try desk.slots(of: item, persons: 1, staff: nil, on: day, now: world.environment.now().seconds)
    let shown = slots.map { state.profile.instant(seconds: $0.start).description }
    // Duty lasts to 05:00, but starts belong to the business day only until 02:00.
    #expect(shown.first == "2026-10-24T22:00:00+02:00" && shown.last == "2026-10-25T01:45:00+02:00")
    #expect(shown.count == 16)
    let sunday = day.advanced(by: 1)
    #expect(state.profile.times(on: sunday, every: 60).count == 25)
    #expect(state.profile.times(on: try #require(BusinessDay("2026-03-28")), every: 60).count == 24)
    // At 02:00 the clocks go to 03:00, and the new business day begins: it is the one of 23 hours.
    #expect(state.profile.times(on: try #require(BusinessDay("2026-03-29")), every: 60).count == 23)
  }

  /// A day before is a day before by the clock, although the night has 25 hours.
  @Test func reminderADayBeforeKeepsTheClock() throws {
    let shell = try Self.store(FixedWorld("2026-10-20T20:00:00+02:00"))
    let profile = try shell.store().snapshot().profile
    let start = try #require(Instant("2026-10-25T19:00:00+01:00"))
    let reminder = profile.moved(start.seconds, by: try #require(CalendarDuration("P1D")), times: -1)
    #expect(profile.instant(seconds: reminder).description == "2026-10-24T19:00:00+02:00")
  }

  @Test(arguments: [("P1Y2M3D", 14, 3, 0), ("PT1H30M", 0, 0, 5400), ("P2W", 0, 14, 0), ("P1DT5S", 0, 1, 5)])
  func durationsAreRead(text: String, months: Int, days: Int, seconds: Int64) throws {
    let duration = try #require(CalendarDuration(text))
    #expect((duration.months, duration.days, duration.seconds) == (months, days, seconds))
  }

  @Test(arguments: ["", "P", "PT", "P1", "1D", "P1H", "PT1D", "P-1D", "P99999999D", "P1DT"])
  func whatIsNoDurationIsRefused(text: String) { #expect(CalendarDuration(text) == nil) }

  /// A shared till takes a booking of an earlier day further; what is paid back needs a person's own key.
  @Test func aTillTakesStepsAndPaysNothingBack() throws {
    let schema = try JSON(parsing: try #require(BuiltInFiles.texts["schema/access/role.schema.json"]))
    let role = try #require(schema["x-hfile"]?["beginning"]?["till"])
    let access = AccessState(files: [("access/roles/till.json", role.bytes(.compact))])
    let till = Signer(kind: .device, id: "a7", alias: "Till", roles: ["till"], signing: [])
    let type = try #require(ShippedSchema.catalogue.types["booking"])
    let old: JSON = ["id": "bkg-20261120-a7-4f0q9t7k", "state": "confirmed", "prepayment": ["amount": "20.00"]]
    func may(_ change: (inout JSON) -> Void) throws -> Bool {
      var new = old
      change(&new)
      let path = try #require(Layout.path(of: "bkg-20261120-a7-4f0q9t7k", in: type))
      let change = AccessChange(type, id: "bkg-20261120-a7-4f0q9t7k", path: path, old: old, new: new)
      return access.may(till, change, on: try #require(BusinessDay("2026-11-22")))
    }
    #expect(try may { $0["state"] = "arrived" })
    #expect(try may { $0["start"] = "2026-11-23T10:00:00+08:00" })
    #expect(try !may { $0["prepayment"] = ["amount": "20.00", "refund": ["amount": "20.00"]] })
    #expect(try !may { $0["fee"] = ["total": "1.00"] })
  }

  /// Whatever is booked, moved and called off in whatever order: nobody and nothing is ever taken twice.
  @Test(arguments: 0..<3) func randomActsNeverBookTwice(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &+ 77)
    let world = FixedWorld("2026-11-22T07:00:00+01:00", seed: seed)
    let shell = try Self.store(world)
    shell.run([
      "set", "store",
      #"rooms:=[{"code":"a","name":"A","kind":"foot","capacity":2},{"code":"b","name":"B","kind":"foot"}]"#,
    ])
    shell.run("set svc-foot roomKind=foot breakMinutes=10")
    let weekly = #"weeklyHours:=[{"weekday":"sunday","from":"09:00","to":"13:00"}]"#
    for name in ["chen", "wu", "he"] {
      shell.run([
        "new", "staff", "id=\(name)", "name=\(name)", "role=therapist", "hired=2020-01-01", #"skills:=["foot"]"#,
        weekly,
      ])
    }
    #expect(shell.run("commit -m desk").error == "")
    let store = try shell.store()
    var (ids, done, refused): ([String], Int, Int) = ([], 0, 0)
    for _ in 0..<40 {
      let start =
        "2026-11-22T\(random.pick(["08", "09", "10", "11", "12"])):\(random.pick(["00", "15", "30"])):00+01:00"
      do throws(StoreError) {
        switch (random.below(5), ids.isEmpty ? nil : random.pick(ids)) {
        case (0, let id?):
          _ = try store.advance(booking: id, .move(start: Instant(start)?.seconds, staff: nil, room: nil), Self.request)
        case (1, let id?):
          _ = try store.advance(booking: id, .cancel(by: "customer", reason: nil), Self.request)
        default:
          var asked = Self.asking(start)
          asked.persons = 1 + random.below(3)
          ids += try store.book(asked, Self.request).outcome.bookings.map(\.id)
        }
        done += 1
      } catch {
        guard case .refused = error else { throw error }
        refused += 1
      }
      #expect(try OccupationLedger(store.snapshot()).problems.isEmpty)
    }
    #expect(done > 5 && refused > 5)
  }
}
