import HealthFiles
import JSONSchema
import hfile

/// The people who may sign, and what their roles allow.
enum PeoplePage {
  static func make(_ visit: Visit) throws(PageError) -> Page {
    let access = try reading { () throws(StoreError) in try visit.state.access() }
    var page = Page(visit.words["people"], "people")
    let people = access.signers.filter { $0.kind == .person }
    let roles = access.roles.values.sorted { $0.name < $1.name }
    page.view = [
      "isTrusted": access.store != nil, "signers": SignersView.view(people, access, visit), "isPeople": true,
      "roles": roles.map { role -> View in
        [
          "name": role.name, "label": role.label[visit.language], "rights": role.rights.map { $0.line(visit.language) },
          "opens": role.compartments.sorted().joined(separator: ", "),
        ]
      },
    ]
    page.json = [
      "source": visit.state.sourceJSON, "signers": .array(people.map(access.json)),
      "roles": .array(roles.map { $0.json(visit.language) }),
    ]
    return page
  }
}

/// The devices that may sign.
enum DevicesPage {
  static func make(_ visit: Visit) throws(PageError) -> Page {
    let access = try reading { () throws(StoreError) in try visit.state.access() }
    var page = Page(visit.words["devices"], "people")
    let devices = access.signers.filter { $0.kind == .device }
    page.view = [
      "isTrusted": access.store != nil, "signers": SignersView.view(devices, access, visit), "isPeople": false,
      "roles": [View](),
    ]
    page.json = ["source": visit.state.sourceJSON, "signers": .array(devices.map(access.json))]
    return page
  }
}

/// The compartments: which key each has, and for whom it is wrapped.
enum KeysPage {
  static func make(_ visit: Visit) throws(PageError) -> Page {
    let access = try reading { () throws(StoreError) in try visit.state.access() }
    var page = Page(visit.words["keys"], "keys")
    let compartments = access.compartments.sorted { $0.key < $1.key }
    page.view = [
      "isTrusted": access.store != nil,
      "compartments": compartments.map { name, compartment -> View in
        [
          "name": name, "epoch": "\(compartment.epoch)", "key": compartment.key,
          "recipients": compartment.recipients.joined(separator: ", "),
        ]
      },
    ]
    let list: [JSON] = compartments.map { name, compartment in
      [
        "name": .string(name), "epoch": .number(JSONNumber(Int64(compartment.epoch))), "key": .string(compartment.key),
        "recipients": .array(compartment.recipients.map { .string($0) }),
      ]
    }
    page.json = ["source": visit.state.sourceJSON, "compartments": .array(list)]
    return page
  }
}

/// People or devices in a table.
enum SignersView {
  static func view(_ signers: [Signer], _ access: AccessState, _ visit: Visit) -> [View] {
    signers.map { signer in
      [
        "id": ShownID(id: signer.id, href: visit.link(toRecord: signer.id)), "alias": signer.alias,
        "roles": signer.roles.map { access.roles[$0]?.label[visit.language] ?? $0 }.joined(separator: ", "),
        "opens": access.opened(by: signer).joined(separator: ", "),
        "revoked": signer.revoked.map { String($0.prefix(10)) } ?? "",
        "keys": signer.signing.map(\.fingerprint),
      ]
    }
  }
}
