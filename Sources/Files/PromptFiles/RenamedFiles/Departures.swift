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

  /// The file of a prompt that git says is at a path now, after it was at others.
  init(_ prompt: PromptName, at path: String, after former: [String], _ commit: ObjectID?) {
    self.prompt = prompt
    headPath = commit == nil ? former.last ?? path : path
    formerPaths = commit == nil ? Array(former.dropLast()) : former
    self.commit = commit
  }
}

extension Workspace {
  /// Notes which prompts' files git says were renamed or removed in HEAD's history.
  ///
  /// Nothing counts that only this clone lacks: what a sparse checkout leaves out, HEAD has; what a
  /// shallow or partial clone has not, nobody can say; and what another branch has was never in the
  /// history of HEAD.
  ///
  /// A prompt is followed from the place where its latest version was made, whatever lies there now.
  ///
  /// - Parameters:
  ///   - names: The prompts that were asked for; nil for all.
  ///   - isWide: Whether those are looked for too that are not among them.
  /// - Returns: Why not all could be found out; nil if it was.
  func followGit(
    in prompts: inout [PromptStatus], of names: [PromptName]?, _ reader: StatusReader<Repository>,
    isWide: Bool = false
  ) throws(RepositoryError) -> UnknownDepartures? {
    guard let control = sourceControl, let moves = fileMoves, try control.head() != nil else {
      return nil
    }
    let repository = reader.ledger
    let arrivals = prompts.indices.filter { prompts[$0].isArrival }
    let isWide = isWide || names == nil || !arrivals.isEmpty
    let count = prompts.count { $0.tips.info != nil }
    let absent = isWide ? try repository.promptCount() - count : 0
    let isVacant = prompts.contains(where: \.isVacant)
    var search = DepartureSearch(
      control, repository, folder, arrivals: Set(arrivals.map { prompts[$0].path }))
    try search.addPlaces(of: prompts)
    let hasArrived = try search.hasCommittedArrivals()
    guard absent > 0 || isVacant || search.mayHaveMoved(hasArrived) else { return nil }
    do throws(RepositoryError) {
      let staged = arrivals.isEmpty ? FileStep(nil, []) : try moves.staged()
      let seeksArchived = hasArrived || !staged.changes.isEmpty
      if absent > Workspace.readPrompts { try search.readAll(moves, staged) }
      for index in prompts.indices where prompts[index].isVacant {
        let isArchived = try search.isArchived(prompts[index])
        if isArchived { prompts[index].departure = .archived }
        if !isArchived || seeksArchived { try search.add(prompts[index], staged) }
      }
      if absent > 0 {
        let known = Set(prompts.map(\.name))
        try ChainTips.forEach(in: repository) { (name, tips) throws(RepositoryError) in
          let path = relativePath(of: name)
          guard tips.info != nil, !known.contains(name), search.mayHaveLeft(path) else { return }
          if arrivals.isEmpty, try !control.isGone(path) { return }
          let status = try reader.status(of: name, tips)
          guard status.isVacant else { return }
          let isArchived = try search.isArchived(status)
          if !isArchived || seeksArchived { try search.add(status, staged) }
        }
      }
      try search.addStaged(staged, of: prompts)
      try search.follow(moves, staged)
    } catch {
      return .unanswered(error.message)
    }
    try markFollowed(in: &prompts, search, reader, lists: names == nil)
    guard search.cutShort > 0 else { return nil }
    // What is new here may be one of them under another name.
    for index in prompts.indices where prompts[index].isArrival && prompts[index].state == .new {
      guard prompts[index].renamedFrom == nil, !prompts[index].isFreed else { continue }
      prompts[index].state = .conflict(.historyCutShort)
    }
    return .historyCutShort(prompts: search.cutShort)
  }

  /// Where more prompts have no file, git is asked first which of them ever had one.
  private static let readPrompts = 500
}

// Prompts that were asked for.
extension Workspace {
  /// Notes the same of some prompts, which may have the names of others, or have given theirs to them:
  /// then all others are looked at too.
  ///
  /// Others are added where their names are to be free first.
  func followGit(
    in prompts: inout [PromptStatus], besides names: [PromptName],
    _ reader: StatusReader<Repository>
  ) throws(RepositoryError) -> UnknownDepartures? {
    guard try involvesOthers(prompts, reader.ledger) else {
      return try followGit(in: &prompts, of: names, reader)
    }
    let named = Set(prompts.map(\.name))
    var other = reader
    other.onto = nil
    let scanned = Set(try scan().names)
    for name in scanned.union(reader.index.bases.keys).subtracting(named) {
      let tips = try ChainTips(of: name, in: reader.ledger)
      guard tips.info != nil || scanned.contains(name) else { continue }
      prompts.append(try other.status(of: name, tips))
    }
    prompts.sort { $0.name < $1.name }
    try markDeletedAndRenamed(in: &prompts, reader.index, reader.ledger)
    let unknown = try followGit(in: &prompts, of: names, reader, isWide: true)
    var wanted = named
    while true {
      // Whoever has the name of one that is asked for leaves it with the same commit.
      let more = prompts.filter { status in
        guard let old = status.renamedFrom, !wanted.contains(status.name), wanted.contains(old)
        else { return false }
        guard let own = prompts.first(where: { $0.name == old }) else { return false }
        return own.renamedFrom != nil || own.isFreed
      }
      if more.isEmpty { break }
      wanted.formUnion(more.map(\.name))
    }
    prompts.removeAll { !wanted.contains($0.name) }
    return unknown
  }

  /// Whether git may say that files of some prompts are those of others.
  private func involvesOthers(
    _ prompts: [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) -> Bool {
    guard let control = sourceControl, let moves = fileMoves, try control.head() != nil else {
      return false
    }
    if prompts.contains(where: \.isArrival) { return true }
    var search = DepartureSearch(control, repository, folder, arrivals: [])
    try search.addPlaces(of: prompts)
    if try search.isAnyPlaceLeft(moves) { return true }
    let changed = prompts.filter { $0.state == .changed }
    if changed.isEmpty { return false }
    let staged = try moves.staged()
    return changed.contains { staged.moves($0.path) }
  }
}

extension PromptStatus {
  /// Whether it is a file without a prompt of its name, which may be another's.
  var isArrival: Bool {
    guard tips.info == nil else { return false }
    switch state {
    case .new, .conflict(.promptGone), .conflict(.promptRenamed), .invalid: return !isSkipped
    default: return false
    }
  }

  /// Whether it is a prompt without a file.
  var isVacant: Bool {
    tips.info != nil && (state == .missing || state == .notCheckedOut)
  }

  /// Whether there is a file that cannot be read.
  var isUnreadable: Bool {
    if case .invalid = state { !isSkipped } else { false }
  }
}
