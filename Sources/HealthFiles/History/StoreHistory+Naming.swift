public import Git

extension StoreHistory {
  /// Finds the commit a person means: `HEAD`, at least 4 digits of an id, or a date (the last commit of that business
  /// day or before it).
  ///
  /// - Throws: `StoreError.notFound` when there is none.
  public func commit(named word: String) throws(StoreError) -> ObjectID {
    let head = try store.head()
    if word.uppercased() == "HEAD", let head { return head }
    if let exact = ObjectID(hex: word),
      try store.repository().use({ repository throws(GitError) in
        repository.contains(exact)
      })
    {
      return exact
    }
    let found: ObjectID?
    if let day = BusinessDay(word) {
      found = try lastCommit(upTo: day)
    } else {
      found = try commit(beginningWith: word.lowercased())
    }
    guard let found else { throw .notFound(kind: .commit, name: word, near: []) }
    return found
  }

  private func lastCommit(upTo day: BusinessDay) throws(StoreError) -> ObjectID? {
    let profile = try store.snapshot().profile
    let days = min(BusinessDay(daysSinceEpoch: -700_000), day)...day
    let search = HistoryIndex.Search(seconds: { profile.isWithin(days, $0) })
    var found: ObjectID?
    try visit(search, of: .everything, from: nil) { commit, _ in
      found = commit.id
      return false
    }
    return found
  }

  private func commit(beginningWith digits: String) throws(StoreError) -> ObjectID? {
    guard digits.utf8.count >= 4, digits.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
      return nil
    }
    if let index = memory?.index(of: store) { return index.commit(beginningWith: digits) }
    var found: ObjectID?
    try visit(HistoryIndex.Search(), of: .everything, from: nil) { commit, _ in
      if commit.id.description.hasPrefix(digits) { found = commit.id }
      return found == nil
    }
    return found
  }
}
