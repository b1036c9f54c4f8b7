extension Transaction {
  /// Makes a version the active one.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is active already.
  @discardableResult
  public mutating func activate(
    _ name: PromptName, _ spec: VersionSpec, reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    let version = try version(name, spec)
    try refuseIfActive(version, name)
    return try move(.active, of: name, to: version, reason: reason)
  }

  /// Makes what was active before the active version active again.
  ///
  /// Repeated, it goes one step further back each time.
  ///
  /// - Parameter spec: The version to go back to; one step back when absent.
  /// - Throws: ``RepositoryError/Code/notFound`` when nothing was active before,
  ///   ``RepositoryError/Code/nothingToCommit`` when the version is active already.
  @discardableResult
  public mutating func rollback(
    _ name: PromptName, to spec: VersionSpec? = nil, reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    guard let current = try lastMove(of: .active, name) else {
      _ = try existing(name)
      throw .nothingActive(name)
    }
    guard let spec else {
      guard let previous = try previous(to: current) else {
        throw RepositoryError(
          .notFound, "nothing was active before version \(current.version) of prompt '\(name)'",
          hint: "`promptrepo rollback \(name) --to SPEC` goes to a version of your choice")
      }
      let version = try version(at: previous.versionCommit)
      return try move(.active, of: name, to: version, restoring: previous, reason: reason)
    }
    let version = try version(name, spec)
    try refuseIfActive(version, name)
    var earlier = try previous(to: current)
    while let move = earlier, move.versionCommit != version.commit {
      earlier = try previous(to: move)
    }
    return try move(.active, of: name, to: version, restoring: earlier, reason: reason)
  }

  /// The environments that have a pointer to a version of a prompt, in the order of their names.
  public func environments(of name: PromptName) throws(RepositoryError) -> [String] {
    let prefix = "\(PromptReferences(name).prefix)env/"
    return try references(under: prefix).map { reference in
      String(reference.name.rawValue.dropFirst(prefix.count))
    }
  }

  private func refuseIfActive(_ version: Version, _ name: PromptName) throws(RepositoryError) {
    if try lastMove(of: .active, name)?.versionCommit == version.commit {
      throw RepositoryError(
        .nothingToCommit, "version \(version.number) of prompt '\(name)' is active already")
    }
  }

  /// Moves a pointer to a version.
  ///
  /// - Parameter restored: The earlier move whose version is to be live again, on a rollback.
  @discardableResult
  package mutating func move(
    _ pointer: Pointer, of name: PromptName, to version: Version,
    restoring restored: PointerMove? = nil, reason: String? = nil, author: Signature? = nil
  ) throws(RepositoryError) -> PointerMove {
    let current = try lastMove(of: pointer, name)
    var trailers = [
      Trailer(.promptID, version.promptID.rawValue), Trailer(.pointer, pointer.label),
      Trailer(.promptVersion, "\(version.number)"), Trailer(.versionHash, "\(version.hash)"),
      Trailer(.versionCommit, version.commit.hex),
    ]
    if let current { trailers.append(Trailer(.previousVersion, "\(current.version)")) }
    // Its origin, so that the next rollback need not go from one to the other of many.
    if let restored {
      trailers.append(Trailer(.restores, try origin(of: restored).commit.hex))
    }
    if let reason, !reason.utf8.isEmpty { trailers.append(Trailer(.reason, reason)) }
    let (id, commit) = try append(
      to: PromptReferences(name).pointer(pointer), of: name, tree: version.tree,
      message: CommitMessage(
        subject: PointerMove.subject(
          name, pointer, version.number, isFirst: current == nil, isRestoring: restored != nil),
        trailers: trailers),
      author: author)
    return try PointerMove(commit, id: id)
  }
}
