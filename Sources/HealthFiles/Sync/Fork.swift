internal import Git

/// Two linear histories that have their first commits in common.
struct Fork {
  /// The last commit that both have; nil when they have none.
  let base: ObjectID?
  /// Commits of the first alone, oldest first.
  let ours: [ObjectID]
  /// Commits of the second alone, oldest first.
  let theirs: [ObjectID]

  /// Follows first parents of two tips, by turns, until one meets the other's.
  init(of ours: ObjectID?, and theirs: ObjectID?, in store: Store) throws(StoreError) {
    try self.init(of: ours, and: theirs, in: store.repository())
  }

  /// Follows first parents in a repository, whatever else its commits say.
  init(of ours: ObjectID?, and theirs: ObjectID?, in repository: RepositoryBox) throws(StoreError) {
    var sides = [[ObjectID](), []]
    var places = [[ObjectID: Int](), [:]]
    var next = [ours, theirs]
    var meeting: ObjectID?
    while meeting == nil, next.contains(where: { $0 != nil }) {
      for side in 0...1 {
        guard let id = next[side] else { continue }
        places[side][id] = sides[side].count
        sides[side].append(id)
        if places[1 - side][id] != nil {
          meeting = id
          break
        }
        next[side] = try repository.use { repository throws(GitError) in
          Commit.links(in: try repository.commitBytes(id))?.parents.first
        }
      }
    }
    base = meeting
    let counts = places.map { places in meeting.flatMap { places[$0] } }
    self.ours = sides[0][..<(counts[0] ?? sides[0].count)].reversed()
    self.theirs = sides[1][..<(counts[1] ?? sides[1].count)].reversed()
  }
}
