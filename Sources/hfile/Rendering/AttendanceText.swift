import HealthFiles
import JSONSchema

/// Shows what was clocked against the plan.
struct AttendanceText {
  let state: Snapshot
  let lines: [AttendanceLine]

  func write(_ invocation: Invocation) {
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      if format == "ndjson" {
        for line in lines { console.write(json(line).bytes(.compact) + [0x0A]) }
      } else {
        console.write(Answer.bytes(["source": state.sourceJSON, "lines": .array(lines.map(json))], format))
      }
      return
    }
    guard !lines.isEmpty else { return console.say(console.pick("nothing was planned", "没有排班", "沒有排班")) }
    let names = BookingText(state: state, language: language)
    var table = TextTable(
      [
        console.pick("day", "日期", "日期"), console.pick("who", "员工", "員工"), console.pick("plan", "计划", "計畫"),
        console.pick("in", "到岗", "到崗"), console.pick("out", "离岗", "離崗"), console.pick("worked", "工时", "工時"),
        console.pick("remark", "备注", "備註"),
      ], numeric: [5])
    for line in lines {
      let plan = line.plan.map { "\(clock($0.lowerBound))–\(clock($0.upperBound))" }
      table.add([
        line.day.description, names.name(.string(line.staff)), plan ?? "", line.came.map(clock) ?? "",
        line.went.map(clock) ?? "", "\(line.worked / 60):\(line.worked % 60 < 10 ? "0" : "")\(line.worked % 60)",
        remark(line, language),
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }

  private func clock(_ seconds: Int64) -> String { String(state.profile.instant(seconds: seconds).clock.suffix(5)) }

  private func remark(_ line: AttendanceLine, _ language: Language) -> String {
    var parts: [String] = []
    switch line.remark {
    case .open: parts.append(language.pick("open", "进行中", "進行中"))
    case .kept: break
    case .absent: parts.append(language.pick("absent", "缺勤", "缺勤"))
    case .unplanned: parts.append(language.pick("not planned", "计划外", "計畫外"))
    case .leave(let kind): parts.append(leave(kind, language))
    }
    if line.late > 0 {
      parts.append(language.pick("\(line.late) min late", "迟到 \(line.late) 分钟", "遲到 \(line.late) 分鐘"))
    }
    if line.early > 0 {
      parts.append(language.pick("\(line.early) min early", "早退 \(line.early) 分钟", "早退 \(line.early) 分鐘"))
    }
    return parts.joined(separator: language.pick(", ", "，", "，"))
  }

  private func leave(_ kind: String, _ language: Language) -> String {
    guard let type = state.catalogue.types["attendance"] else { return kind }
    return Cell.text(.string(kind), type: type, at: JSONPointer(["leave", "kind"]), language)
  }

  private func json(_ line: AttendanceLine) -> JSON {
    func time(_ seconds: Int64?) -> JSON? {
      seconds.map { .string(state.profile.instant(seconds: $0).description) }
    }
    let remark =
      switch line.remark {
      case .open: "open"
      case .kept: "kept"
      case .leave: "leave"
      case .absent: "absent"
      case .unplanned: "unplanned"
      }
    var value: JSON = ["day": .string(line.day.description), "staff": .string(line.staff), "remark": .string(remark)]
    if case .leave(let kind) = line.remark { value["leave"] = .string(kind) }
    value["from"] = time(line.plan?.lowerBound)
    value["to"] = time(line.plan?.upperBound)
    value["in"] = time(line.came)
    value["out"] = time(line.went)
    for (name, minutes) in [("worked", line.worked), ("late", line.late), ("early", line.early)] {
      value[name] = .number(JSONNumber(Int64(minutes)))
    }
    return value
  }
}
