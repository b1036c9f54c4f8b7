internal import PromptRepo
internal import TextDiff

/// Finds out how files stand to the ledger.
struct StatusReader<Ledger: LedgerReader> {
  let workspace: Workspace
  let ledger: Ledger
  let index: FileIndex
  /// The version to take for the base where none is known, or in place of the known one.
  var onto: VersionSpec?

  /// The status of one prompt.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when there is neither file nor prompt.
  func status(of name: PromptName, _ tips: LedgerTips) throws(RepositoryError) -> PromptStatus {
    let latest = try latest(tips, index.bases[name])
    let indexed = try indexedBase(of: name, latest)
    let path = workspace.relativePath(of: name)
    func result(_ state: FileState, base: Int? = nil, file: PromptFile? = nil) -> PromptStatus {
      PromptStatus(
        name: name, path: path, state: state, latest: latest?.number,
        base: base ?? indexed?.number, file: file, tips: tips, indexed: indexed)
    }
    let file: PromptFile
    let hash: VersionHash
    do throws(RepositoryError) {
      guard let read = try workspace.file(of: name) else {
        guard tips.info != nil else { throw RepositoryError.nothing(named: name) }
        return result(index.bases[name] == nil ? .notCheckedOut : .missing)
      }
      file = read
      hash = try reportingFile { () throws(PromptFileError) in try read.content().hash }
    } catch {
      guard let fileError = error.cause as? PromptFileError else { throw error }
      return result(try hasMarkers(name) ? .conflict(.markers) : .invalid(fileError))
    }
    var status: PromptStatus
    if let latest {
      let standing = try standing(of: file, hash, name, latest, indexed)
      status = result(standing.state, base: standing.base, file: file)
    } else if tips.info == nil, index.bases[name] != nil {
      return result(.conflict(.promptGone), file: file)
    } else if containsConflictMarkers(file.template) {
      status = result(.conflict(.markers), file: file)
    } else {
      status = result(.new, file: file)
    }
    if tips.info != nil { status.fields = try fields(of: file, tips, indexed) }
    return status
  }

  /// How a file with a content stands to the versions.
  private func standing(
    of file: PromptFile, _ hash: VersionHash, _ name: PromptName, _ latest: FileBase,
    _ indexed: FileBase?
  ) throws(RepositoryError) -> (state: FileState, base: Int?) {
    if hash == latest.hash { return (.unchanged, latest.number) }
    let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
    if hashes.contains(latest.hash) { return (.unchanged, latest.number) }
    var base = indexed
    if let onto { base = FileBase(try ledger.version(name, onto), record: nil) }
    if base == nil {
      for version in try ledger.versions(of: name) where hashes.contains(version.hash) {
        return (.behind, version.number)
      }
    }
    guard let base else { return (.conflict(.noBase), nil) }
    if base.hash != latest.hash, hashes.contains(base.hash) { return (.behind, base.number) }
    if containsConflictMarkers(file.template), try !hadMarkers(latest) {
      return (.conflict(.markers), base.number)
    }
    return (base.hash == latest.hash ? .changed : .conflict(.bothChanged), base.number)
  }

  /// The latest version; read only if it is not the one that the index knows.
  private func latest(
    _ tips: LedgerTips, _ indexed: FileBase?
  ) throws(RepositoryError) -> FileBase? {
    guard let tip = tips.versions, tips.info != nil else { return nil }
    if let indexed, indexed.commit == tip { return indexed }
    return FileBase(try ledger.version(at: tip), record: nil)
  }

  /// What the index says, if it is of this prompt and in its chain of versions.
  ///
  /// A chain that was made anew on top of another has other commits: then equal content counts.
  private func indexedBase(
    of name: PromptName, _ latest: FileBase?
  ) throws(RepositoryError) -> FileBase? {
    guard let base = index.bases[name], let latest, latest.promptID == base.promptID else {
      return nil
    }
    if latest.commit == base.commit { return base }
    var next: ObjectID? = latest.commit
    while let commit = next {
      let version = try ledger.version(at: commit)
      if commit == base.commit { return base }
      if version.hash == base.hash { return FileBase(version, record: base.record) }
      next = version.parent
    }
    return nil
  }

  private func hadMarkers(_ latest: FileBase) throws(RepositoryError) -> Bool {
    let version = try ledger.version(at: latest.commit)
    return containsConflictMarkers(try ledger.content(of: version).template)
  }

  /// Whether a file that cannot be read still has the markers of a merge.
  private func hasMarkers(_ name: PromptName) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      guard let bytes = try workspace.bytes(of: name) else { return false }
      return containsConflictMarkers(String(decoding: bytes, as: UTF8.self))
    } catch {
      guard error.cause is PromptFileError else { throw error }
      return false
    }
  }
}

extension RepositoryError {
  static func nothing(named name: PromptName) -> RepositoryError {
    RepositoryError(
      .notFound, "there is neither a prompt '\(name)' nor a file prompts/\(name).prompt",
      hint: "`promptrepo status` shows the files, `promptrepo list` the prompts")
  }
}
