import HealthFiles
import JSONSchema

/// Shows the messages about bookings that are due.
struct BookingTaskText {
  let state: Snapshot
  let tasks: [BookingTask]

  func write(_ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      if format == "ndjson" {
        for task in tasks { console.write(json(task).bytes(.compact) + [0x0A]) }
      } else {
        let list = JSON.array(tasks.map(json))
        console.write(Answer.bytes(["source": state.sourceJSON, "tasks": list], format))
      }
      return
    }
    guard !tasks.isEmpty else { return console.say(console.pick("nothing is due", "没有应发送的消息", "沒有應傳送的訊息")) }
    let text = BookingText(state: state, language: invocation.language)
    var table = TextTable([
      console.pick("due", "应发时间", "應發時間"), console.pick("message", "消息", "訊息"), console.pick("to", "对象", "對象"),
      console.pick("by", "渠道", "管道"), console.pick("booked", "预约时间", "預約時間"), "id",
    ])
    for task in tasks {
      let value = task.booking.value
      table.add([
        state.profile.instant(seconds: task.due).clock, label("purpose", task.purpose, invocation.language),
        task.isForStaff ? text.name(value["staff"]) : text.customer(value),
        task.channel.map { label("channel", $0, invocation.language) } ?? "", text.span(value), task.booking.id,
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }

  private func label(_ field: String, _ code: String, _ language: Language) -> String {
    guard let type = state.catalogue.types["message"] else { return code }
    return Cell.text(.string(code), type: type, at: JSONPointer([field]), language)
  }

  private func json(_ task: BookingTask) -> JSON {
    var value: JSON = [
      "due": .string(state.profile.instant(seconds: task.due).description), "purpose": .string(task.purpose),
      "booking": .string(task.booking.id), "start": task.booking.value["start"] ?? .null,
    ]
    value[task.isForStaff ? "staff" : "member"] = task.booking.value[task.isForStaff ? "staff" : "member"]
    value["channel"] = task.channel.map { .string($0) }
    return value
  }
}
