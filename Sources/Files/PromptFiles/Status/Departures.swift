public import PromptRepo

/// What became of a prompt whose file HEAD does not have any more, though its history had it.
public enum FileDeparture: Sendable, Hashable {
  /// Git says that the file has the name of another prompt's now, and a commit renames the prompt.
  case renamed(to: PromptName)
  /// The file was removed, and a commit archives the prompt.
  case archives(ObjectID)
  /// HEAD has no file, and the prompt is archived already.
  case archived
  /// The file was removed, and the prompt is live in these environments, so that it stays.
  case live(in: [EnvironmentName])
  /// The file was removed when it was an older version, and this one is in no commit that HEAD has.
  case newer(version: Int)
  /// The file was renamed, and what lies at the new path is another prompt's, or no prompt's.
  case elsewhere(path: String, of: PromptName?)
  /// The file was renamed in this commit and the prompt with it, and somebody gave the prompt its name
  /// back.
  case kept(path: String, since: ObjectID)
}

/// Why it is not known which files git renamed or removed.
public enum UnknownDepartures: Sendable, Hashable, CustomStringConvertible {
  /// Git could not be asked, for this reason.
  case unanswered(String)
  /// So many prompts may have had a file in the part of the history that is not in this clone.
  case historyCutShort(prompts: Int)

  /// The reason in one line.
  public var description: String {
    switch self {
    case .unanswered(let reason):
      "what git says of renamed and removed prompt files is not known: \(reason)"
    case .historyCutShort(let count):
      "whether the files of \(count) prompts were removed or renamed is not known: the history of "
        + "this clone is cut short; `git fetch --unshallow` brings the rest"
    }
  }
}

/// Where a file comes from that git says was renamed.
package struct RenamedFile: Sendable {
  /// The prompt whose file it was.
  package let prompt: PromptName
  /// Where HEAD has the file.
  let headPath: String
  /// Where HEAD's history had it before, the first place first.
  package let formerPaths: [String]
  /// The commit that renamed it last; nil for what is staged.
  package let commit: ObjectID?

  /// Whether HEAD has the file under the prompt's own name still.
  var isOnlyStaged: Bool { commit == nil && formerPaths.isEmpty }
}

extension Workspace {
  /// Notes which prompts' files git says were renamed or removed in HEAD's history.
  ///
  /// Nothing counts that only this clone lacks: what a sparse checkout leaves out, HEAD has; what a
  /// shallow or partial clone has not, nobody can say; and what another branch has was never in the
  /// history of HEAD.
  ///
  /// - Parameter names: The prompts that were asked for; nil for all.
  /// - Returns: Why not all could be found out; nil if it was.
  func followGit(
    in prompts: inout [PromptStatus], of names: [PromptName]?, _ reader: StatusReader<Repository>
  ) throws(RepositoryError) -> UnknownDepartures? {
    guard let control = sourceControl, let moves = fileMoves, try control.head() != nil else {
      return nil
    }
    let repository = reader.ledger
    let arrivals = prompts.indices.filter { prompts[$0].isArrival }
    let isWide = names == nil || !arrivals.isEmpty
    let count = prompts.count { $0.tips.info != nil }
    let absent = isWide ? try repository.promptCount() - count : 0
    guard absent > 0 || prompts.contains(where: \.isVacant) else { return nil }
    var search = DepartureSearch(
      control, repository, folder, arrivals: Set(arrivals.map { prompts[$0].path }))
    do throws(RepositoryError) {
      let staged = arrivals.isEmpty ? FileStep(nil, []) : try moves.staged()
      if absent > Workspace.readPrompts { try search.readAll(moves, staged) }
      for index in prompts.indices where prompts[index].isVacant {
        if try search.isArchived(prompts[index]) {
          prompts[index].departure = .archived
        } else {
          try search.add(prompts[index], staged)
        }
      }
      if absent > 0 {
        let known = Set(prompts.map(\.name))
        try ChainTips.forEach(in: repository) { (name, tips) throws(RepositoryError) in
          let path = relativePath(of: name)
          guard tips.info != nil, !known.contains(name), search.mayHaveLeft(path) else { return }
          if arrivals.isEmpty, try !control.isGone(path) { return }
          let status = try reader.status(of: name, tips)
          if status.isVacant, try !search.isArchived(status) { try search.add(status, staged) }
        }
      }
      try search.follow(moves, staged)
    } catch {
      return .unanswered(error.message)
    }
    for (status, start) in search.candidates {
      try depart(status, from: start, search, in: &prompts, reader, lists: names == nil)
    }
    guard search.cutShort > 0 else { return nil }
    // What is new here may be one of them under another name.
    for arrival in arrivals where prompts[arrival].state == .new {
      prompts[arrival].state = .conflict(.historyCutShort)
    }
    return .historyCutShort(prompts: search.cutShort)
  }

  /// Where more prompts have no file, git is asked first which of them ever had one.
  private static let readPrompts = 500

  private func depart(
    _ status: PromptStatus, from start: DepartureSearch.Start, _ search: DepartureSearch,
    in prompts: inout [PromptStatus], _ reader: StatusReader<Repository>, lists: Bool
  ) throws(RepositoryError) {
    guard let end = try search.end(of: status, from: start) else {
      return try markLikely(status, from: start, search, in: &prompts)
    }
    let name = status.name
    let departure: FileDeparture
    switch end {
    case .unknown, .removed(nil): return
    case .removed(let commit?):
      guard start.isLatest else {
        departure = .newer(version: status.latest ?? 0)
        break
      }
      if try search.wasKept(status, in: commit) { return }
      let environments = try reader.ledger.liveEnvironments(of: name)
      departure = environments.isEmpty ? .archives(commit) : .live(in: environments)
    case .at(let path, let former, let commit):
      let newName = folder.name(ofFile: path)
      let place = newName.flatMap { newName in prompts.firstIndex { $0.name == newName } }
      if let commit, try search.wasRenamed(status, in: commit) {
        departure = .kept(path: path, since: commit)
        if let place { try keepOut(&prompts[place], since: commit, status, reader) }
      } else if let place, try makeRoom(at: place, search, in: &prompts, reader) {
        prompts[place] = try reader.status(
          of: prompts[place].name, status.tips,
          renamed: RenamedFile(name, at: path, after: former, commit))
        departure = .renamed(to: prompts[place].name)
      } else if let newName, try reader.ledger.target(of: .prompt(newName, .info)) == nil {
        // Its file is not among those that were asked for, or not in this work tree.
        departure = .renamed(to: newName)
      } else {
        if let place, try search.isArchived(prompts[place].tips) {
          prompts[place].state = .conflict(.nameOfArchived(renamedFrom: name))
        }
        departure = .elsewhere(path: path, of: newName)
      }
    }
    if let place = prompts.firstIndex(where: { $0.name == name }) {
      prompts[place].departure = departure
    } else if lists {
      var status = status
      status.departure = departure
      prompts.insert(status, at: prompts.firstIndex { name < $0.name } ?? prompts.endIndex)
    }
  }
}

extension Workspace {
  /// Notes on a new file that it may be a prompt's whose name another rename of it gave: one that HEAD's
  /// history does not have, as after `git commit --amend`.
  private func markLikely(
    _ status: PromptStatus, from start: DepartureSearch.Start, _ search: DepartureSearch,
    in prompts: inout [PromptStatus]
  ) throws(RepositoryError) {
    guard let path = try search.otherPlace(of: status, from: start),
      let name = folder.name(ofFile: path),
      let place = prompts.firstIndex(where: { $0.name == name }),
      prompts[place].state == .new, prompts[place].isArrival, prompts[place].movedFrom == nil
    else { return }
    prompts[place].movedFrom = status.name
    if let own = prompts.firstIndex(where: { $0.name == status.name }) {
      prompts[own].movedTo = name
    }
  }

  /// Notes on a file that it is of a prompt that got its former name back.
  private func keepOut(
    _ place: inout PromptStatus, since commit: ObjectID, _ owner: PromptStatus,
    _ reader: StatusReader<Repository>
  ) throws(RepositoryError) {
    place.state = .conflict(.promptRenamed(to: owner.name, hasFile: false))
    guard let file = place.file, let tip = owner.tips.versions else {
      place.nameGivenBack = .edited(since: commit)
      return
    }
    let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
    place.nameGivenBack =
      hashes.contains(try reader.ledger.version(at: tip).hash)
      ? .unedited(since: commit) : .edited(since: commit)
  }

  /// Finds out whether a file can be that of a prompt with another name: it has no prompt, or git
  /// says that its own prompt's file was renamed before, to one that can be that prompt's.
  private func makeRoom(
    at place: Int, _ search: DepartureSearch, in prompts: inout [PromptStatus],
    _ reader: StatusReader<Repository>, after places: [Int] = []
  ) throws(RepositoryError) -> Bool {
    let status = prompts[place]
    guard status.renamedFrom == nil else { return false }
    if status.isArrival { return true }
    guard status.tips.info != nil, !places.contains(place), try !search.isArchived(status.tips),
      let start = try search.start(of: status),
      case .at(let path, let former, let commit)? = try search.end(of: status, from: start),
      let newName = folder.name(ofFile: path),
      let next = prompts.firstIndex(where: { $0.name == newName }),
      try makeRoom(at: next, search, in: &prompts, reader, after: places + [place])
    else { return false }
    prompts[next] = try reader.status(
      of: newName, status.tips,
      renamed: RenamedFile(status.name, at: path, after: former, commit))
    return true
  }
}

extension RenamedFile {
  /// The file of a prompt that git says is at a path now, after it was at others.
  fileprivate init(
    _ prompt: PromptName, at path: String, after former: [String], _ commit: ObjectID?
  ) {
    self.init(
      prompt: prompt, headPath: commit == nil ? former.last ?? path : path,
      formerPaths: commit == nil ? Array(former.dropLast()) : former, commit: commit)
  }
}

extension PromptStatus {
  /// Whether it is a file without a prompt of its name, which may be another's.
  fileprivate var isArrival: Bool {
    guard tips.info == nil else { return false }
    switch state {
    case .new, .conflict(.promptGone), .conflict(.promptRenamed), .invalid: return !isSkipped
    default: return false
    }
  }

  /// Whether it is a prompt without a file.
  fileprivate var isVacant: Bool {
    tips.info != nil && (state == .missing || state == .notCheckedOut)
  }
}

/// Looks for the files of prompts that have none, in HEAD's history.
private struct DepartureSearch {
  /// Where the way of a file begins.
  struct Start {
    /// A commit of HEAD's history that has a version of the prompt.
    let commit: ObjectID
    /// Where it has the file.
    let path: String
    /// Whether that version is the latest one.
    let isLatest: Bool
  }

  /// The prompts whose file HEAD's history had, and not in the place where it is looked for.
  private(set) var candidates: [(status: PromptStatus, start: Start)] = []
  /// How many may have had a file in the part of the history that is not here.
  private(set) var cutShort = 0
  /// Those that no version says where they come from.
  private var unsourced: [PromptStatus] = []
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

  /// Looks at a prompt without a file.
  mutating func add(_ status: PromptStatus, _ staged: FileStep) throws(RepositoryError) {
    let isGone = try control.isGone(status.path)
    let isStaged = staged.changes.contains {
      $0.oldPath?.utf8.elementsEqual(status.path.utf8) == true && $0.newPath != nil
    }
    guard isGone || isStaged, let tip = status.tips.versions else { return }
    if !isGone, let head = try control.head() {
      candidates.append((status, Start(commit: head, path: status.path, isLatest: true)))
      return
    }
    guard let latest = try repository.version(at: tip).source else {
      unsourced.append(status)
      return
    }
    if try control.isInHistory(latest.commit) {
      guard folder.name(ofFile: latest.path) != nil else {
        // Git is not asked for what is outside of the folder, where it was before.
        unsourced.append(status)
        return
      }
      candidates.append(
        (status, Start(commit: latest.commit, path: latest.path, isLatest: true)))
      return
    }
    if try !control.hasWholeHistory() { cutShort += 1 }
    unsourced.append(status)
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
    if candidates.isEmpty, unsourced.isEmpty { return }
    let starts = unsourced.isEmpty ? candidates.map(\.start.commit) : []
    if trails == nil { trails = FileTrails([staged] + (try moves.steps(since: starts)), control) }
    guard let trails else { return }
    for status in unsourced where trails.wasLeft(status.path) {
      if let start = try start(of: status) { candidates.append((status, start)) }
    }
    candidates.sort { $0.status.name < $1.status.name }
    if try control.hasWholeHistory() { return }
    // A side that was merged may be cut short before the commit that renamed or removed a file; and
    // a file that was renamed and back lies without a prompt where the version was made.
    for (status, start) in candidates {
      guard try control.isGone(start.path) || arrivals.contains(start.path) else { continue }
      if case .unknown? = try end(of: status, from: start) { cutShort += 1 }
    }
  }

  /// Where a prompt's file went; nil if what went that way was not its own.
  func end(of status: PromptStatus, from start: Start) throws(RepositoryError) -> FileTrails.End? {
    guard let end = try trails?.end(of: start.path, since: start.commit) else { return nil }
    // Who renamed the prompt in the ledger need not have moved its file.
    guard !start.path.utf8.elementsEqual(status.path.utf8),
      case .at(_, let former, _) = end
    else { return end }
    return former.contains { $0.utf8.elementsEqual(status.path.utf8) } ? end : nil
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
  func wasKept(_ status: PromptStatus, in commit: ObjectID) throws(RepositoryError) -> Bool {
    var records = repository.records(from: status.tips.info)
    while let entry = try records.next() {
      guard entry.record.isArchived else { continue }
      let step = try repository.commit(entry.commit, for: "a prompt's record")
      // A message of the commit may stand before it.
      if let said = CommitMessage(step.message)[.reason],
        FileDeparture.removal(of: status.path, in: said) == commit
      {
        return true
      }
    }
    return false
  }
}

extension Repository {
  /// The environments of the list in which a prompt is live.
  fileprivate func liveEnvironments(
    of name: PromptName
  ) throws(RepositoryError) -> [EnvironmentName] {
    var live: [EnvironmentName] = []
    for environment in try environments()
    where try lastMove(of: .environment(environment.name), name) != nil {
      live.append(environment.name)
    }
    return live
  }
}
