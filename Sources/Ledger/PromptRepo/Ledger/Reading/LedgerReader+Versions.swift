extension LedgerReader {
  /// The version that was cut last; `nil` when the prompt has none.
  public func latest(of name: PromptName) throws(RepositoryError) -> Version? {
    try atTip(of: .versions, name) { (tip) throws(RepositoryError) in
      try version(at: tip, of: name)
    }
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
      let version =
        if let newer = versions.last { try older(commit, than: newer, of: name) } else {
          try version(at: commit, of: name)
        }
      versions.append(version)
      next = version.parent
    }
    if next == nil, let first = versions.last, first.number != 1 {
      throw .gap(before: first, name)
    }
    return versions
  }

  /// The version before one.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is another prompt's, or has another number.
  func older(
    _ commit: ObjectID, than newer: Version, of name: PromptName
  ) throws(RepositoryError) -> Version {
    let version = try version(at: commit)
    guard version.promptID == newer.promptID else {
      throw .misplaced("prompt '\(name)' has a version of another prompt, \(version.promptID)")
    }
    guard version.number == newer.number - 1 else { throw .gap(before: newer, name) }
    return version
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
