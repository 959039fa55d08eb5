import Git
import HealthFiles
import JSONSchema
import hfile

/// What came of verifying the whole history.
enum VerificationPage {
  /// Findings that are shown; all are in the data.
  private static let rows = 200

  static func make(_ visit: Visit) throws(PageError) -> Page {
    var page = Page(visit.words["verification"], "verification")
    guard let head = visit.head else { throw .missing }
    let found = try reading { () throws(StoreError) in try visit.reader.verification(of: head) }
    let language = visit.language
    page.view = [
      "sentence": found.sentence(language), "isGood": found.findings.isEmpty, "isTrusted": found.genesis != nil,
      "genesis": found.genesis.map { ["short": $0.short, "href": Address(.commit(id: $0.description)).text] } ?? false,
      "storeID": found.store ?? "",
      "findings": found.findings.prefix(rows).map { finding -> View in
        [
          "short": finding.commit.short, "href": Address(.commit(id: finding.commit.description)).text,
          "signer": finding.signer ?? "", "subject": finding.subject ?? "", "words": finding.words(language),
        ]
      },
    ]
    page.json = found.json(language)
    page.lines =
      [CommaSeparatedWriter.line(["commit", "signer", "subject", "kind", "message"])]
      + found.findings.map { finding in
        CommaSeparatedWriter.line([
          finding.commit.description, finding.signer ?? "", finding.subject ?? "", finding.kind.rawValue,
          finding.words(language),
        ])
      }
    return page
  }
}

/// What these pages are, and how to check what they say.
enum AboutPage {
  static func make(_ visit: Visit) -> Page {
    var page = Page(visit.words["about"], "about")
    let head = visit.head?.description ?? "-"
    page.view = [
      "program": "hfile-web \(HFile.version)", "storeID": visit.state.profile.id, "head": head,
      "commands": [
        "git log --format='%h %an %s'", "hfile access signers > signers",
        "git -c gpg.ssh.allowedSignersFile=signers verify-commit \(head.prefix(10))", "hfile verify --again",
        "git show \(head.prefix(10)):store.json",
      ],
    ]
    page.json = [
      "program": .string("hfile-web \(HFile.version)"), "store": .string(visit.state.profile.id),
      "commit": .string(head),
    ]
    return page
  }
}
