internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// The newest commit of the branch that a job is for, where the job is for an older one.
///
/// A job for an older commit may make what the job for the newest would make of the same files. What
/// a newer commit changed, removed or renamed is left to the job of that one: it may have run already
/// and found nothing to do, of which no ledger tells.
struct NewerCommit {
  let history: NeededHistory
  let commit: ObjectID
  let branch: String

  /// Finds the newest commit; nil where the one that is checked out is it, or is of no branch that is
  /// known.
  init?(than head: ObjectID, _ history: NeededHistory) throws {
    let (git, remote) = (history.git, history.ledger.remote)
    guard
      let end = try git.end(of: history.branch(), at: remote, unlessAt: head), end.commit != head,
      try git.bring(end.commit, from: remote), try history.isInHistory(head, of: end.commit)
    else { return nil }
    self.history = history
    commit = end.commit
    branch = end.branch
  }

  /// The prompts of a plan that are left, and why.
  func filesLeft(of plan: CommitPlan) throws -> [PromptName: String] {
    // What has come is known to a reader that begins now.
    let workspace = try history.context.newWorkspace()
    var notes: [PromptName: String] = [:]
    for item in plan.items where item.isForJob {
      let paths = [item.status.path, workspace.relativePath(of: item.ledgerName)]
      for path in paths
      where try workspace.sourceControl?.hasSame(path, as: commit) == false {
        notes[item.status.name] =
          "\(item.status.path) is left as it is: \(commit.short(8)), which is newer on '\(branch)', "
          + "has changed \(path)"
      }
    }
    // Names that are given on are given on together, or not at all.
    let names = NamesGivenOn(plan.items.map { ($0.ledgerName, $0.status.name) })
    let held = Set(notes.keys.map(names.representative))
    for item in plan.items where item.status.renamedFrom != nil && notes[item.status.name] == nil {
      guard held.contains(names.representative(of: item.status.name)) else { continue }
      notes[item.status.name] =
        "\(item.status.path) is left as it is, with those that give their names on to it"
    }
    return notes
  }
}

extension CommitItem {
  /// Whether a job makes something of it, or fails for it.
  fileprivate var isForJob: Bool {
    if case .nothing = action { !isNothing } else { true }
  }
}

extension NeededHistory {
  /// The branch that a job is for: the one that is checked out, or else what the variables of GitHub
  /// and GitLab tell; nil where neither does.
  func branch() throws -> String? {
    try git.currentBranch() ?? context.environment.jobsBranch
  }

  /// Whether a commit is in the history of another one, for which a clone that is cut short gets as
  /// much as is needed.
  fileprivate func isInHistory(_ head: ObjectID, of commit: ObjectID) throws -> Bool {
    var depths = Self.depths[...]
    while true {
      if try context.newWorkspace().sourceControl?.isInHistory(head, of: commit) == true {
        return true
      }
      if try git.shallowBoundary().isEmpty { return false }
      try git.deepen(commit, from: ledger.remote, by: depths.popFirst())
    }
  }
}

extension EnvironmentVariables {
  /// The branch that a job of GitHub or GitLab runs for; nil for none.
  fileprivate var jobsBranch: String? {
    if let branch = self["CI_COMMIT_BRANCH"], !branch.isEmpty { return branch }
    let prefix = "refs/heads/"
    guard let reference = self["GITHUB_REF"], reference.utf8.starts(with: prefix.utf8) else {
      return nil
    }
    return String(reference.dropFirst(prefix.count))
  }
}
