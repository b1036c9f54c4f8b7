internal import CanonicalJSON
internal import PromptRepo
internal import TextDiff

/// Finds out how files stand to the ledger.
struct StatusReader<Ledger: LedgerReader> {
  let workspace: Workspace
  let ledger: Ledger
  let index: FileIndex
  /// The version to take for the base where none is known, or in place of the known one.
  var onto: VersionSpec?
  /// What was read of the file's earlier contents.
  let earlier = EarlierFiles()

  /// The status of one prompt.
  ///
  /// - Parameters:
  ///   - rename: Where git says that the file was before.
  ///   - isFreed: Whether the file lies where that of another prompt was, which has gone with it.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is neither file nor prompt.
  func status(
    of name: PromptName, _ tips: ChainTips, renamed rename: RenamedFile? = nil,
    isFreed: Bool = false
  ) throws(RepositoryError) -> PromptStatus {
    try refuseLostVersions(of: name, tips)
    // What this clone noted is of the file in the place where HEAD has it still, if anywhere.
    let noted: PromptName? =
      isFreed ? nil : rename.map { $0.isOnlyStaged ? $0.prompt : nil } ?? name
    let latest = try latest(tips, noted.flatMap { index.bases[$0] })
    var indexed = try noted.flatMap { noted throws(RepositoryError) in
      try indexedBase(of: noted, latest)
    }
    let path = workspace.relativePath(of: name)
    // Read where something is said of it.
    func archivedAt(_ isSaid: Bool) throws(RepositoryError) -> Timestamp? {
      guard isSaid, let info = tips.info else { return nil }
      return try ledger.record(at: info).archivedAt
    }
    func result(
      _ state: FileState, base: Int? = nil, _ working: WorkingFile? = nil
    ) -> PromptStatus {
      PromptStatus(
        name: name, path: path, state: state, latest: latest?.number,
        base: base ?? indexed?.number, rename: rename, file: working?.file,
        bytes: working?.bytes, tips: tips, indexed: indexed)
    }
    var working: WorkingFile
    let isLatest: Bool
    do throws(RepositoryError) {
      guard let read = try workspace.read(name) else {
        guard tips.info != nil else {
          throw RepositoryError.nothing(named: name, file: workspace.relativePath(of: name))
        }
        var status = result(index.bases[name] == nil ? .notCheckedOut : .missing)
        status.archivedAt = try archivedAt(true)
        return status
      }
      working = read
      working.rename = rename
      isLatest = try working.hasContent(of: latest)
    } catch {
      // A link above a file that is no prompt's is what somebody asked for by its name.
      guard let fileError = error.cause as? PromptFileError,
        tips.info != nil || fileError.path.hasSameBytes(as: path)
      else { throw error }
      return result(try workspace.hasMarkers(name) ? .conflict(.markers) : .invalid(fileError))
    }
    var status: PromptStatus
    if let latest {
      let withdrawal = try withdrawal(of: working.ledgerName, tips, latest)
      var found = isLatest ? ResolvedBase(base: latest) : try base(of: working, indexed)
      if !isLatest, onto == nil, found.rival == nil, let known = found.base, let withdrawal,
        let live = try restored(working, known, withdrawal)
      {
        found = ResolvedBase(base: live)
      }
      if !isLatest, onto == nil, found.base != indexed { indexed = nil }
      let state = isLatest ? .unchanged : try state(of: working, latest, found, withdrawal?.live)
      status = result(state, base: found.base?.number, working)
      status.rival = found.rival?.number
      if state == .behind, !found.isOwn {
        status.mayBeRestored = try mayBeRestored(working, latest)
      }
      status.current = withdrawal?.live.version ?? latest.number
      if state == .unchanged, isLatest, withdrawal == nil, let active = tips.active {
        let live = try ledger.move(at: active).version
        if live < latest.number { status.liveBehind = live }
      }
      status.origin = found.base?.hash == latest.hash ? latest : found.base
      if let origin = status.origin, let withdrawal {
        let isHeld =
          state == .changed
          ? withdrawal.holds(working.content.hash, madeFrom: origin.number, origin.hash)
          : withdrawal.covers(origin.number, origin.hash)
        if isHeld { status.withdrawal = withdrawal }
      }
    } else if tips.info == nil, !isFreed, index.bases[name] != nil {
      return result(.conflict(.promptGone), working)
    } else if containsConflictMarkers(working.file.template, skippingCode: true) {
      // A text about merges shows markers in blocks of code, and no version tells that it always did.
      status = result(.conflict(.markers), working)
    } else {
      status = result(.new, working)
      status.isFreed = isFreed
    }
    if status.state == .new || status.state == .changed,
      let error = try reportingFile({ () throws(PromptFileError) in
        try working.file.unreadableTemplate()
      })
    {
      return result(.invalid(error))
    }
    if tips.info != nil { status.fields = try fields(of: working, tips, indexed) }
    // What this clone noted of a file in its place, it noted of a prompt in use.
    let isNoted = noted.flatMap { index.bases[$0] }?.record == tips.info
    status.archivedAt = try archivedAt(status.hasUncommittedEdits || !isNoted)
    return status
  }

  /// Refuses a prompt that has an active version and no versions, as a commit does.
  private func refuseLostVersions(
    of name: PromptName, _ tips: ChainTips
  ) throws(RepositoryError) {
    guard tips.versions == nil, tips.info != nil, tips.active != nil,
      // What is deleted at this moment is not lost.
      try ledger.tip(of: .versions, name) == nil, try ledger.tip(of: .pointer(.active), name) != nil
    else { return }
    throw .missingVersions(of: name, .active)
  }

  /// How a file that is not the latest version stands to it, made from a base.
  ///
  /// - Parameter live: The move that a rollback made, after which only the live version counts.
  private func state(
    of working: WorkingFile, _ latest: IndexEntry, _ found: ResolvedBase, _ live: PointerMove?
  ) throws(RepositoryError) -> FileState {
    let base = found.base
    let followsLive = found.rival == nil && base != nil && base?.hash == live?.hash
    if let base, followsLive, try working.hasContent(of: base) { return .unchanged }
    if found.rival == nil {
      if let base, base.hash != latest.hash, try working.hasContent(of: base) { return .behind }
      if !found.isOwn, try latestFollowsHead(working, to: latest) { return .behind }
    }
    guard let base else {
      let isWhole = try workspace.sourceControl?.hasWholeHistory() ?? true
      return .conflict(isWhole ? .noBase : .historyCutShort)
    }
    if containsConflictMarkers(working.file.template), try !hadMarkers(latest) {
      return .conflict(.markers)
    }
    if found.rival != nil { return .conflict(.bothChanged) }
    return base.hash == latest.hash || followsLive ? .changed : .conflict(.bothChanged)
  }

  /// Whether HEAD's file has an old text in a clone that does not tell whether HEAD had the latest
  /// version before it.
  private func mayBeRestored(
    _ working: WorkingFile, _ latest: IndexEntry
  ) throws(RepositoryError) -> Bool {
    guard let control = workspace.sourceControl, try !control.hasWholeHistory(),
      try control.source(of: working.headPath, bytes: working.bytes) != nil
    else { return false }
    guard let source = try ledger.version(at: latest.commit).source?.commit else { return true }
    if try control.isInHistory(source) { return false }
    return try !control.isHeadInHistory(of: source)
  }

  /// The latest version; read only if it is not the one that the index knows.
  private func latest(
    _ tips: ChainTips, _ indexed: IndexEntry?
  ) throws(RepositoryError) -> IndexEntry? {
    guard let tip = tips.versions, tips.info != nil else { return nil }
    if let indexed, indexed.commit == tip { return indexed }
    return IndexEntry(try ledger.version(at: tip), record: nil)
  }

  /// What the index says, if it is of this prompt and in its chain of versions.
  ///
  /// A chain that was made anew on top of another has other commits, and numbers that are no
  /// lower: then the first equal content counts from the number on that the index says.
  private func indexedBase(
    of name: PromptName, _ latest: IndexEntry?
  ) throws(RepositoryError) -> IndexEntry? {
    guard let base = index.bases[name], let latest, latest.promptID == base.promptID else {
      return nil
    }
    if latest.commit == base.commit { return base }
    var versions = Chain(from: latest.commit) { (commit) throws(RepositoryError) in
      try ledger.version(at: commit)
    }
    var equal: Version?
    while let version = try versions.next(downTo: base.commit) {
      if version.hash == base.hash, equal == nil || version.number >= base.number {
        equal = version
      }
    }
    if versions.position == base.commit { return base }
    return equal.map { version in
      var anew = IndexEntry(version, record: base.record)
      anew.head = base.head
      anew.mark = base.mark
      return anew
    }
  }

  private func hadMarkers(_ latest: IndexEntry) throws(RepositoryError) -> Bool {
    let version = try ledger.version(at: latest.commit)
    return containsConflictMarkers(try ledger.content(of: version).template)
  }
}

extension Workspace {
  /// Whether a file that cannot be read still has the markers of a merge.
  func hasMarkers(_ name: PromptName) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      guard let bytes = try bytes(of: name) else { return false }
      return containsConflictMarkers(String(decoding: bytes, as: UTF8.self))
    } catch {
      guard error.cause is PromptFileError else { throw error }
      return false
    }
  }
}

extension RepositoryError {
  static func nothing(named name: PromptName, file path: String) -> RepositoryError {
    RepositoryError(
      .notFound,
      "there is neither a prompt '\(name)' nor a file \(path)",
      cause: FileRefusal.nothingNamed(name))
  }
}

extension StatusReader {
  /// What a rollback withdrew of a prompt; nil if nothing.
  func withdrawal(
    of name: PromptName, _ tips: ChainTips, _ latest: IndexEntry
  ) throws(RepositoryError) -> WithdrawnVersions? {
    guard let active = tips.active else { return nil }
    return try ledger.withdrawal(of: name, live: ledger.move(at: active), latest: latest.number)
  }

  /// The live version, if HEAD's history has its text again after the withdrawn one, as after a
  /// revert, and the file that HEAD has is an edit of that.
  ///
  /// So what a revert and an edit after it make goes on from the live version, also where no version
  /// was cut in between.
  func restored(
    _ working: WorkingFile, _ base: IndexEntry, _ withdrawal: WithdrawnVersions
  ) throws(RepositoryError) -> IndexEntry? {
    guard let control = workspace.sourceControl, withdrawal.covers(base.number, base.hash),
      let source = try ledger.version(at: base.commit).source,
      try control.isInHistory(source.commit),
      try control.source(of: working.headPath, bytes: working.bytes) != nil
    else { return nil }
    let live = IndexEntry(try ledger.version(at: withdrawal.live.versionCommit), record: nil)
    // The text itself is a return from the withdrawn one, and becomes a version.
    if try working.hasContent(of: live) { return nil }
    let places = try places(of: working, notIn: source.commit, control)
    guard let back = places[live.hash]?.last?.place,
      back > places[base.hash]?.last?.place ?? -1
    else {
      return nil
    }
    return live
  }
}

extension Workspace {
  /// Notes on new files that they are a prompt's whose own file is gone, if their content says so:
  /// moved by `git mv` or by hand.
  ///
  /// - Parameter areAllListed: Whether prompts that were never checked out are among them.
  func detectRenames(
    in prompts: inout [PromptStatus], _ repository: Repository, listsNotCheckedOut: Bool
  ) throws(RepositoryError) {
    let arrivals = prompts.indices.filter {
      prompts[$0].state == .new && prompts[$0].tips.info == nil
        && prompts[$0].renamedFrom == nil
    }
    if arrivals.isEmpty { return }
    var arrived: [Int: [VersionHash]] = [:]
    for arrival in arrivals {
      guard let file = prompts[arrival].file else { continue }
      arrived[arrival] = try reportingFile { () throws(PromptFileError) in
        Array(try file.hashes())
      }
    }
    var departures: [VersionHash: Set<PromptName>] = [:]
    for hash in arrived.values.joined() { departures[hash] = [] }
    var positions: [PromptName: Int] = [:]
    for (position, status) in prompts.enumerated() {
      positions[status.name] = position
      guard let tip = status.tips.versions, couldHaveMoved(status) else { continue }
      let latest = try repository.version(at: tip).hash
      for hash in [latest] + [status.indexed?.hash].compactMap(\.self) {
        departures[hash]?.insert(status.name)
      }
    }
    if !listsNotCheckedOut, sourceControl != nil {
      try ChainTips.forEach(in: repository) { (name, tips) throws(RepositoryError) in
        guard let tip = tips.versions, tips.info != nil, positions[name] == nil else { return }
        departures[try repository.version(at: tip).hash]?.insert(name)
      }
    }
    var left: Set<PromptName> = []
    for arrival in arrivals {
      let origins = Set((arrived[arrival] ?? []).flatMap { departures[$0] ?? [] })
      guard origins.count == 1, let origin = origins.first, left.insert(origin).inserted else {
        continue
      }
      prompts[arrival].movedFrom = origin
      if let position = positions[origin] { prompts[position].movedTo = prompts[arrival].name }
    }
  }

  /// In a fresh clone of a code repository no file was ever written by this program.
  private func couldHaveMoved(_ status: PromptStatus) -> Bool {
    if case .renamed = status.departure { return false }
    return status.state == .missing || (status.state == .notCheckedOut && sourceControl != nil)
  }
}
