// One table describes every command: from it come parsing, help in three languages, completion scripts and the golden
// reference. A new command is one file in Commands/ and one line in `Command.all`.

import HealthFiles

/// What a word on the command line stands for; tells completion what to offer.
enum WordKind: String, Sendable {
  case recordType = "type"
  case recordID = "id"
  case typeOrID = "type-or-id"
  case file
  case folder
  case assignment
  case commit
  case check
  case report
  case alert
  case identity
  case verb
  case shell
  case free
}

/// An option of a command.
struct Option: Sendable {
  /// The long name with its dashes; a short one may follow.
  let names: [String]
  /// What the value is called; nil for a switch.
  let value: String?
  /// What it does.
  let help: Phrase
  /// Whether it may be given several times.
  var isRepeatable = false
  /// The closed list of values, if there is one.
  var choices: [String] = []
  var kind = WordKind.free

  var name: String { names[0] }
}

/// A positional argument of a command.
struct Argument: Sendable {
  let name: String
  let help: Phrase
  var kind = WordKind.free
  var isOptional = false
  var isRepeatable = false

  /// How the argument stands in a usage line.
  var usage: String {
    let repeated = isRepeatable ? name + "..." : name
    return isOptional ? "[\(repeated)]" : repeated
  }
}

/// A verb of hfile.
struct Command: Sendable {
  let name: String
  let summary: Phrase
  /// Paragraphs for `hfile help VERB`.
  let details: Phrase
  var arguments: [Argument] = []
  var options: [Option] = []
  /// Commands to type, each with what it does.
  var examples: [(line: String, help: Phrase)] = []
  /// The output formats it knows.
  var formats = ["table", "json", "ndjson"]
  /// Exit codes beside 0, 2 and 70.
  var exitCodes: [ExitCode] = []
  let run: @Sendable (Invocation) throws(Failure) -> ExitCode

  /// Every verb, in the order of a manager's day.
  static let all: [Command] = [
    .initialize, .types, .schema,
    .new, .set, .edit, .remove,
    .till, .sale, .refund, .void, .receipt, .shiftOpen, .shiftClose, .shiftStatus, .shiftReport,
    .points, .pointsGrant, .pointsRedeem, .pointsAdjust, .memberStatement,
    .stock, .receive, .count, .adjust, .transfer, .orderSuggest,
    .show, .list, .find, .query, .report, .reports, .alerts, .dashboard,
    .bookingSlots, .bookingBook, .bookingMove, .bookingCancel, .bookingConfirm, .bookingArrive, .bookingStart,
    .bookingDone, .bookingNoShow, .bookingPay, .bookingRate, .bookingList, .bookingReminders, .bookingInvitation,
    .bookingCalendar,
    .memberAdd, .memberVisit, .memberCard, .memberStop, .memberStart,
    .clockIn, .clockOut, .clockBreak, .clockLeave, .attendance,
    .status, .diff, .check, .commit, .restore, .revert, .conflicts, .resolve, .bundleCreate, .bundleApply, .backup,
    .backupRestore, .propose, .review, .trialStart, .trialDiff, .trialKeep,
    .trialDrop,
    .log, .history, .blame, .verify,
    .identityNew, .identityShow, .identityList, .identityExport, .identityImport, .identityRotate,
    .switchIdentity, .agent,
    .accessBegin, .accessGrant, .accessRevoke, .accessList, .accessSigners, .accessRole,
    .deviceEnrol, .deviceList, .deviceRetire,
    .keysStatus, .keysRotate, .keysAdd, .keysRemove, .keysRecovery, .seal, .erase, .subjectExport,
    .importRecords, .exportRecords,
    .clone, .hubAdd, .hubRemove, .hubList, .sync, .pull, .push,
    .webAccountAdd, .webAccountList, .webAccountRemove,
    .doctor, .maintain, .upgrade, .completion, .help,
  ]

  /// How a line that uses it begins; a program of its own is its own verb.
  var line: String { name.hasPrefix("hfile") ? name : "hfile " + name }

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }

  /// Finds the verb that words begin with, and the words after it; some verbs are of two or three words.
  static func find(_ words: ArraySlice<String>) -> (command: Command, rest: ArraySlice<String>)? {
    for count in [3, 2, 1] where words.count >= count {
      if let command = named(words.prefix(count).joined(separator: " ")) { return (command, words.dropFirst(count)) }
    }
    return nil
  }

  /// The verbs of several words that begin with this one.
  static func group(_ first: String) -> [Command] { all.filter { $0.name.hasPrefix(first + " ") } }

  /// Every option of the verb, its own first.
  var allOptions: [Option] {
    let list = formats.joined(separator: ", ")
    let format = Option(
      names: ["--format"], value: "FORMAT", help: Phrase(list, "输出格式：\(list)", "輸出格式：\(list)"), choices: formats)
    return options + (formats.isEmpty ? [] : [format]) + Command.common
  }

  /// Options that every verb takes.
  private static let common: [Option] = [
    Option(
      names: ["--lang"], value: "LANGUAGE",
      help: Phrase("en, zh-Hans or zh-Hant", "语言：en、zh-Hans 或 zh-Hant", "語言：en、zh-Hans 或 zh-Hant"),
      choices: ["en", "zh-Hans", "zh-Hant"]),
    Option(
      names: ["--identity"], value: "NAME",
      help: Phrase("act as this identity", "以此身份操作", "以此身分操作"), kind: .identity),
    Option(names: ["--help", "-h"], value: nil, help: Phrase("show this help", "显示此帮助", "顯示此說明")),
  ]
}
