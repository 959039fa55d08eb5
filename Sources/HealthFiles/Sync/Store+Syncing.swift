internal import Git

extension Store {
  /// How often an exchange begins anew when others are faster.
  private static let attempts = 8

  /// Receives what a hub has, and takes it in.
  ///
  /// - Throws: `StoreError.refused` when the hub cannot be reached, or what it has is not to be taken in.
  public func pull(
    from hub: Hub, _ door: HubDoor = HubDoor(), _ request: IntegrationRequest = IntegrationRequest()
  ) throws(StoreError) -> HubOutcome {
    try exchanging(hub, door, request) { exchange throws(StoreError) in try exchange.pull() }
  }

  /// Publishes what a hub lacks; what it has and this clone has not must be taken in first.
  ///
  /// - Throws: `StoreError.refused` when the hub cannot be reached, or has commits that are not here.
  public func push(
    to hub: Hub, _ door: HubDoor = HubDoor(), _ request: IntegrationRequest = IntegrationRequest()
  ) throws(StoreError) -> HubOutcome {
    try exchanging(hub, door, request) { exchange throws(StoreError) in
      try exchange.look()
      try exchange.push()
    }
  }

  /// Receives what a hub has, takes it in, and publishes what it lacks.
  ///
  /// - Throws: `StoreError.refused` when the hub cannot be reached, or what it has is not to be taken in.
  public func sync(
    with hub: Hub, _ door: HubDoor = HubDoor(), _ request: IntegrationRequest = IntegrationRequest()
  ) throws(StoreError) -> HubOutcome {
    try exchanging(hub, door, request) { exchange throws(StoreError) in
      try exchange.pull()
      // On a dry run what came was not taken in, and nothing could be published on top of it.
      if !request.isDryRun || exchange.outcome.received == 0 { try exchange.push() }
    }
  }

  /// Runs an exchange, again while others are faster; one at a time in this clone.
  private func exchanging(
    _ hub: Hub, _ door: HubDoor, _ request: IntegrationRequest,
    _ body: (inout HubExchange) throws(StoreError) -> Void
  ) throws(StoreError) -> HubOutcome {
    try refuseTrial()
    try Disk(root: gitDirectory).makeFolder("hfile")
    let lock = try StoreLock(gitDirectory: gitDirectory, name: "hfile/syncing", waiting: environment.waiting)
    return try lock.whileHeld { () throws(StoreError) in
      // What an exchange that was stopped left behind may hold keys that are to be gone.
      for path in [HubExchange.incoming, Keyring.incoming] { try Disk(root: gitDirectory).removeTree(path) }
      var exchange = HubExchange(self, hub, try door.of(gitDirectory, hub))
      exchange.request = request
      for attempt in 1... {
        do throws(StoreError) {
          try body(&exchange)
          if !request.isDryRun { try noteExchange(with: hub) }
          return exchange.outcome
        } catch {
          guard error == HubError.moving.asStoreError, attempt < Self.attempts else { throw error }
        }
      }
      return exchange.outcome
    }
  }
}
