internal import JSONSchema

/// The accounts of a store, beside its repository and in no history: `.git/hfile/accounts.json`, mode 0600.
public struct Accounts: Sendable {
  private let store: Store
  private let disk: Disk

  private static let path = "hfile/accounts.json"

  /// Makes a reader and writer of the accounts.
  public init(_ store: Store) {
    self.store = store
    disk = Disk(root: store.gitDirectory)
  }

  /// The accounts, sorted by person.
  ///
  /// - Throws: `StoreError.unusable` where the file is not what was written.
  public func all() throws(StoreError) -> [Account] {
    guard let bytes = try disk.read(Self.path) else { return [] }
    let list = (try? JSON(parsing: bytes, limits: .schema))?["accounts"]?.arrayValue
    let accounts = list?.compactMap(Account.init) ?? []
    guard let list, list.count == accounts.count else {
      let place = Place(file: ".git/" + Self.path)
      throw .unusable([Problem(.schema(.type(expected: ["object"], found: "null"), found: nil), at: place)])
    }
    return accounts.sorted { $0.person < $1.person }
  }

  /// Keeps an account, in place of another of the same person.
  public func keep(_ account: Account) throws(StoreError) {
    try change { accounts in accounts = accounts.filter { $0.person != account.person } + [account] }
  }

  /// Removes the account of a person; false when there is none.
  public func remove(_ person: String) throws(StoreError) -> Bool {
    var isThere = false
    try change { accounts in
      isThere = accounts.contains { $0.person == person }
      accounts.removeAll { $0.person == person }
    }
    return isThere
  }

  /// Uses a recovery code of a person up; false when it is none of those left.
  func use(recovery code: String, of person: String) throws(StoreError) -> Bool {
    var isRight = false
    try change { accounts in
      for place in accounts.indices where accounts[place].person == person {
        isRight = accounts[place].use(recovery: code)
      }
    }
    return isRight
  }

  private func change(_ body: (inout [Account]) -> Void) throws(StoreError) {
    try store.locked { () throws(StoreError) in
      let before = try all()
      var accounts = before
      body(&accounts)
      guard accounts != before else { return }
      let json: JSON = ["format": 1, "accounts": .array(accounts.sorted { $0.person < $1.person }.map(\.json))]
      try disk.write(json.bytes(.indented) + [0x0A], to: Self.path, mode: 0o600)
    }
  }
}
