public import Git

extension StoreHistory {
  /// Finds the commit a person means: `HEAD`, at least 4 digits of an id, or a date (the last commit of that business
  /// day or before it).
  ///
  /// - Throws: `StoreError.notFound` when there is none.
  public func commit(named word: String) throws(StoreError) -> ObjectID {
    var next = try store.head()
    if word.uppercased() == "HEAD", let head = next { return head }
    if let exact = ObjectID(hex: word),
      try store.repository().use({ repository throws(GitError) in
        repository.contains(exact)
      })
    {
      return exact
    }
    let day = BusinessDay(word)
    let digits = word.lowercased()
    let isPrefix = day == nil && digits.utf8.count >= 4 && digits.allSatisfy(\.isHexDigit)
    let profile = try store.snapshot().profile
    while let id = next, day != nil || isPrefix {
      let commit = try commit(id)
      if let day, profile.businessDay(of: commit.committer.seconds) <= day { return id }
      if isPrefix, id.description.hasPrefix(digits) { return id }
      next = commit.parents.first
    }
    throw .notFound(kind: .commit, name: word, near: [])
  }
}
