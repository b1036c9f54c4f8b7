extension LedgerReader {
  /// The version that was cut last; `nil` when the prompt has none.
  public func latest(of name: PromptName) throws(RepositoryError) -> Version? {
    guard let tip = try tip(of: .versions, name) else { return nil }
    return try version(at: tip)
  }

  /// The version that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  public func version(at commit: ObjectID) throws(RepositoryError) -> Version {
    try cache.version(commit) { () throws(RepositoryError) in
      try Version(self.commit(commit, for: "a version"), id: commit)
    }
  }

  /// A prompt's versions, newest first.
  ///
  /// - Parameter limit: At most so many; `nil` for all.
  public func versions(
    of name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [Version] {
    var versions: [Version] = []
    var next = try tip(of: .versions, name)
    if next == nil { _ = try existing(name) }
    while let commit = next, versions.count < limit ?? .max {
      let version = try version(at: commit)
      if let newer = versions.last, newer.number - 1 != version.number {
        throw .gap(before: newer, name)
      }
      versions.append(version)
      next = version.parent
    }
    if next == nil, let first = versions.last, first.number != 1 {
      throw .gap(before: first, name)
    }
    return versions
  }

  /// The content of a version, checked against the version's hash.
  public func content(of version: Version) throws(RepositoryError) -> VersionContent {
    try text(of: version).content
  }

  /// The content of a version with its template parsed.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the content does not have the version's hash.
  public func text(of version: Version) throws(RepositoryError) -> VersionText {
    let text = try cache.text(version.tree) { () throws(RepositoryError) in
      VersionText(try readContent(version.tree))
    }
    guard text.content.hash == version.hash else {
      throw RepositoryError(
        .damaged,
        "version \(version.number) in commit \(version.commit) does not have the "
          + "content that its Version-Hash names",
        hint: "Restore the prompt's references from another clone or a backup")
    }
    return text
  }
}

extension RepositoryError {
  /// The number of a version is not the one after that of its parent.
  static func gap(before version: Version, _ name: PromptName) -> RepositoryError {
    RepositoryError(
      .damaged,
      "the versions of prompt '\(name)' are not numbered without gaps: version \(version.number) "
        + "does not follow version \(version.number - 1)",
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
  }
}
