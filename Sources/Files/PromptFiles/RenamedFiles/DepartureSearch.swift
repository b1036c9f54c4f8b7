internal import PromptRepo

/// Looks for the files of prompts in HEAD's history.
struct DepartureSearch {
  /// Where the way of a file begins.
  struct Start {
    /// A commit of HEAD's history that has a version of the prompt.
    let commit: ObjectID
    /// Where it has the file.
    let path: String
    /// Whether that version is the latest one.
    let isLatest: Bool
  }

  /// The prompts whose file HEAD's history had, and which HEAD does not have, or not the same, in the
  /// place where it is looked for.
  private(set) var candidates: [(status: PromptStatus, start: Start, isInPlace: Bool)] = []
  /// How many may have had a file in the part of the history that is not here.
  private(set) var cutShort = 0
  /// Those that no version says where they come from.
  private var unsourced: [(status: PromptStatus, isInPlace: Bool)] = []
  /// The places where files lie that may be others than their prompts', until they are looked for.
  private var inPlace: [(status: PromptStatus, start: Start?)] = []
  /// The starts of prompts whose former names have a file.
  private var renamed: [PromptName: Start] = [:]
  private var trails: FileTrails?
  private let control: any SourceControl
  private let repository: Repository
  private let folder: PromptFolder
  /// Where files lie that have no prompt.
  private let arrivals: Set<String>

  init(
    _ control: any SourceControl, _ repository: Repository, _ folder: PromptFolder,
    arrivals: Set<String>
  ) {
    self.folder = folder
    self.arrivals = arrivals
    self.control = control
    self.repository = repository
  }

  /// Looks at files that may lie where the file of their prompt lay once.
  ///
  /// A file that has the text of the latest version, and one that HEAD has as it was when that version
  /// was made, is taken for its prompt's.
  mutating func addPlaces(of prompts: [PromptStatus]) throws(RepositoryError) {
    for status in prompts {
      if status.tips.info == nil, case .conflict(.promptRenamed(let name, _)) = status.state,
        try !control.isGone(status.path), renamed[name] == nil,
        let tip = try repository.target(of: .prompt(name, .versions)),
        let source = try repository.version(at: tip).source,
        try control.isInHistory(source.commit)
      {
        renamed[name] = Start(commit: source.commit, path: source.path, isLatest: true)
      }
      guard status.tips.info != nil, let tip = status.tips.versions, !status.isVacant,
        status.state != .unchanged, !status.isSkipped
      else { continue }
      guard let source = try repository.version(at: tip).source,
        try control.isInHistory(source.commit), folder.name(ofFile: source.path) != nil
      else {
        inPlace.append((status, nil))
        continue
      }
      let isSame =
        status.path.utf8.elementsEqual(source.path.utf8)
        ? try control.hasSame(source.path, as: source.commit)
        : try isMoved(source, to: status.path)
      if isSame { continue }
      inPlace.append(
        (status, Start(commit: source.commit, path: source.path, isLatest: true)))
    }
  }

  /// Whether HEAD has at a path what a version was made from.
  private func isMoved(
    _ source: VersionSource, to path: String
  ) throws(RepositoryError) -> Bool {
    guard let head = try control.head(), let bytes = try control.contents(of: path, in: head) else {
      return false
    }
    return try control.contents(of: source.path, in: source.commit) == bytes
  }

  /// Whether HEAD has a file of which no prompt is known.
  func hasCommittedArrivals() throws(RepositoryError) -> Bool {
    for path in arrivals where try !control.isGone(path) { return true }
    return false
  }

  /// Whether one of the files that lie in their places may be another one: it takes a second one, or a
  /// new one, to which the prompt's own went.
  func mayHaveMoved(_ hasArrived: Bool) -> Bool {
    hasArrived ? !inPlace.isEmpty || !renamed.isEmpty : inPlace.count > 1
  }

  /// Looks at files that lie where a file is that goes elsewhere by what is staged.
  mutating func addStaged(
    _ staged: FileStep, of prompts: [PromptStatus]
  ) throws(RepositoryError) {
    guard !staged.changes.isEmpty, let head = try control.head() else { return }
    let known = Set(inPlace.map(\.status.name))
    for status in prompts where status.tips.info != nil && !status.isVacant {
      guard staged.moves(status.path), !known.contains(status.name) else { continue }
      inPlace.append((status, Start(commit: head, path: status.path, isLatest: true)))
    }
  }

  /// Whether git says that other files were in one of the places.
  func isAnyPlaceLeft(_ moves: any FileMoves) throws(RepositoryError) -> Bool {
    let starts = inPlace.compactMap(\.start)
    guard !starts.isEmpty else { return false }
    let trails = FileTrails(try moves.steps(since: starts.map(\.commit)), control)
    return inPlace.contains { trails.wasLeft($0.status.path) }
  }

  /// Looks at a prompt without a file.
  mutating func add(_ status: PromptStatus, _ staged: FileStep) throws(RepositoryError) {
    let isGone = try control.isGone(status.path)
    guard isGone || staged.moves(status.path), let tip = status.tips.versions else { return }
    if !isGone, let head = try control.head() {
      candidates.append((status, Start(commit: head, path: status.path, isLatest: true), false))
      return
    }
    guard let latest = try repository.version(at: tip).source else {
      unsourced.append((status, false))
      return
    }
    if try control.isInHistory(latest.commit) {
      guard folder.name(ofFile: latest.path) != nil else {
        // Git is not asked for what is outside of the folder, where it was before.
        unsourced.append((status, false))
        return
      }
      candidates.append(
        (status, Start(commit: latest.commit, path: latest.path, isLatest: true), false))
      return
    }
    if try !control.hasWholeHistory() { cutShort += 1 }
    unsourced.append((status, false))
  }

  /// Whether a prompt is archived, and HEAD has no file of it.
  func isArchived(_ status: PromptStatus) throws(RepositoryError) -> Bool {
    guard try isArchived(status.tips) else { return false }
    return try control.isGone(status.path)
  }

  /// Whether the prompt with these chains is archived.
  func isArchived(_ tips: ChainTips) throws(RepositoryError) -> Bool {
    guard let info = tips.info else { return false }
    return try repository.record(at: info).isArchived
  }

  /// Asks git for the whole history.
  mutating func readAll(_ moves: any FileMoves, _ staged: FileStep) throws(RepositoryError) {
    trails = FileTrails([staged] + (try moves.steps(since: [])), control)
  }

  /// Whether a file may ever have left a path.
  func mayHaveLeft(_ path: String) -> Bool { trails?.wasLeft(path) ?? true }

  /// Asks git for what is needed of the history.
  mutating func follow(_ moves: any FileMoves, _ staged: FileStep) throws(RepositoryError) {
    for (status, start) in inPlace {
      if let start {
        candidates.append((status, start, true))
      } else {
        unsourced.append((status, true))
      }
    }
    if candidates.isEmpty, unsourced.isEmpty, renamed.isEmpty { return }
    let known = candidates.map(\.start.commit) + renamed.values.map(\.commit)
    let starts = unsourced.isEmpty ? known : []
    if trails == nil { trails = FileTrails([staged] + (try moves.steps(since: starts)), control) }
    guard let trails else { return }
    for (status, isInPlace) in unsourced where trails.wasLeft(status.path) {
      if let start = try start(of: status) { candidates.append((status, start, isInPlace)) }
    }
    candidates.sort { $0.status.name < $1.status.name }
    if try control.hasWholeHistory() { return }
    // A side that was merged may be cut short before the commit that renamed or removed a file; and
    // a file that was renamed and back lies without a prompt where the version was made.
    for (status, start, isInPlace) in candidates where !isInPlace {
      guard try control.isGone(start.path) || arrivals.contains(start.path) else { continue }
      if case .unknown? = try end(of: status, from: start) { cutShort += 1 }
    }
  }

  /// Where a prompt's file went; nil if what went that way was not its own.
  func end(of status: PromptStatus, from start: Start) throws(RepositoryError) -> FileTrails.End? {
    guard let end = try trails?.end(of: start.path, since: start.commit) else { return nil }
    // Who renamed the prompt in the ledger need not have moved its file.
    if start.path.utf8.elementsEqual(status.path.utf8) { return end }
    let former: [String]
    switch end {
    case .unknown: return end
    case .removed(_, let path, let before): former = before + [path]
    case .at(let path, let before, _): former = before + [path]
    }
    return former.contains { $0.utf8.elementsEqual(status.path.utf8) } ? end : nil
  }

  /// Whether what HEAD has at a path came there after the file of a prompt, which had that name and is
  /// elsewhere.
  func isNewcomer(
    _ path: String, beside prompt: PromptName
  ) throws(RepositoryError) -> Bool {
    guard let start = renamed[prompt], let trails else { return false }
    switch try trails.end(of: start.path, since: start.commit) {
    case .removed(_, let place, _): if place.utf8.elementsEqual(path.utf8) { return false }
    case .unknown: if start.path.utf8.elementsEqual(path.utf8) { return false }
    case .at(let place, _, _): if place.utf8.elementsEqual(path.utf8) { return false }
    }
    return try trails.isNewcomer(path, since: start.commit)
  }

  /// Where the file is of which a version was made, if the prompt has another name and HEAD's history
  /// never had a file of that.
  func otherPlace(of status: PromptStatus, from start: Start) throws(RepositoryError) -> String? {
    guard let trails, !trails.wasLeft(status.path), start.isLatest,
      case .at(let path, _, _) = try trails.end(of: start.path, since: start.commit)
    else { return nil }
    return path
  }

  /// The newest version that HEAD's history has, by the commit that it was made from or by its text.
  func start(of status: PromptStatus) throws(RepositoryError) -> Start? {
    var holders: [VersionHash: ObjectID] = [:]
    for content in try control.contents(of: status.path, notIn: nil) {
      guard let holder = content.places.max(by: { $0.place < $1.place })?.commit,
        let name = folder.name(ofFile: status.path)
      else { continue }
      do throws(PromptFileError) {
        let file = try PromptFile(parsing: content.bytes, path: status.path, name: name)
        for hash in try file.hashes() { holders[hash] = holder }
      } catch {
        // What cannot be read was never a version.
      }
    }
    var versions = try repository.versionChain(of: status.name)
    while let version = try versions.next() {
      let isLatest = version.commit == status.tips.versions
      if let source = version.source, folder.name(ofFile: source.path) != nil,
        try control.isInHistory(source.commit)
      {
        return Start(commit: source.commit, path: source.path, isLatest: isLatest)
      }
      if let commit = holders[version.hash] {
        return Start(commit: commit, path: status.path, isLatest: isLatest)
      }
    }
    return nil
  }

  /// Whether the prompt was renamed for the same commit, so that it has got its name back since.
  func wasRenamed(_ status: PromptStatus, in commit: ObjectID) throws(RepositoryError) -> Bool {
    guard let info = status.tips.info else { return false }
    return try repository.tombstoneEntries(of: repository.record(at: info).id).contains {
      $0.reason.flatMap(FileDeparture.renaming) == commit
    }
  }

  /// Whether somebody brought the prompt back after it was archived for the same removal.
  func wasKept(
    _ status: PromptStatus, _ path: String, in commit: ObjectID
  ) throws(RepositoryError) -> Bool {
    var records = repository.records(from: status.tips.info)
    while let entry = try records.next() {
      guard entry.record.isArchived else { continue }
      let step = try repository.commit(entry.commit, for: "a prompt's record")
      // A message of the commit may stand before it.
      if let said = CommitMessage(step.message)[.reason],
        FileDeparture.removal(of: path, in: said) == commit
      {
        return true
      }
    }
    return false
  }
}
