import Git
import HealthFiles
import JSONSchema

/// Proposals as a person reads them.
struct ProposalText {
  private let console: Console

  init(_ console: Console) { self.console = console }

  private func line(_ proposal: Proposal) -> String {
    let time = Instant(
      seconds: proposal.commit.author.seconds, offsetMinutes: proposal.commit.author.offsetMinutes)
    let minute = time.description.prefix(16).replacing("T", with: " ")
    return Safe.line(
      "\(proposal.commit.id.description.prefix(10))  \(minute)  \(proposal.by)  \(proposal.commit.subject)")
  }

  /// What is wrong with a signature, in words.
  private func warn(_ proposal: Proposal) {
    for finding in proposal.findings {
      console.warning("\(proposal.commit.id.description.prefix(10)): \(finding.words(console.language))")
    }
  }

  private func json(_ proposal: Proposal, _ catalogue: Catalogue, reveals: Bool) -> JSON {
    [
      "commit": .string(proposal.commit.id.description), "by": .string(proposal.by),
      "subject": .string(proposal.commit.subject),
      "records": .array(
        proposal.records.map { ChangeText.json($0, catalogue, withFields: true, reveals: reveals) }),
      "files": .array(proposal.files.map { .string($0) }),
      "findings": .array(proposal.findings.map { .string($0.words(console.language)) }),
    ]
  }

  func show(_ proposals: [Proposal], _ format: String?, _ catalogue: Catalogue) {
    if let format, format != "table" {
      let list = proposals.map { json($0, catalogue, reveals: false) }
      return console.write(Answer.bytes(["proposals": .array(list)], format))
    }
    if proposals.isEmpty { console.say(console.pick("nothing waits", "没有待复核的提议", "沒有待覆核的提議")) }
    for proposal in proposals {
      console.say(line(proposal))
      warn(proposal)
    }
  }

  func show(_ proposal: Proposal, _ format: String?, _ state: Snapshot) {
    if let format, format != "table" {
      return console.write(Answer.bytes(json(proposal, state.catalogue, reveals: state.isOpen), format))
    }
    console.say(line(proposal))
    warn(proposal)
    for change in proposal.records {
      console.say(ChangeText.line(change, state.catalogue, console.language))
      for field in ChangeText.fields(change, state.catalogue, console.language, reveals: state.isOpen) {
        console.say(field)
      }
    }
    for path in proposal.files { console.say("* \(path)") }
    console.hint("hfile review \(proposal.commit.id.description.prefix(10)) --accept | --reject")
  }
}
