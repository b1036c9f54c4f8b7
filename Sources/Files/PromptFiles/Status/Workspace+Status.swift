public import PromptRepo

/// What is told of prompts that were never checked out, which may be most of them.
public enum AbsentPrompts: Sendable {
  /// Each one, with its latest version.
  case listed
  /// How many there are.
  case counted
}

extension Workspace {
  /// How the working files stand, of all prompts or of some.
  ///
  /// Writes nothing, also not to the index.
  ///
  /// - Parameters:
  ///   - names: The prompts; nil for all that have a file or a version.
  ///   - onto: A version to take for the base of each file.
  ///   - absent: What is told of prompts that were never checked out, unless they are named.
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func status(
    of names: [PromptName]? = nil, in repository: Repository, onto: VersionSpec? = nil,
    absent: AbsentPrompts = .listed
  ) throws(RepositoryError) -> WorkspaceStatus {
    let index = try index()
    let reader = StatusReader(workspace: self, ledger: repository, index: index, onto: onto)
    var prompts: [PromptStatus] = []
    let warnings = index.warning.map { [$0] } ?? []
    if let names {
      for name in Set(names).sorted() {
        prompts.append(try reader.status(of: name, LedgerTips(of: name, in: repository)))
      }
      try noteBurials(in: &prompts, index, repository)
      return WorkspaceStatus(
        prompts: prompts, absentCount: prompts.count { $0.state == .notCheckedOut }, strays: [],
        unreadable: [], warnings: warnings)
    }
    let scan = try scan()
    switch absent {
    case .listed:
      let tips = try LedgerTips.all(in: repository)
      for name in Set(scan.names).union(tips.keys).sorted() {
        prompts.append(try reader.status(of: name, tips[name] ?? LedgerTips.none))
      }
    case .counted:
      let files = Set(scan.names)
      for name in files.union(index.bases.keys).sorted() {
        let tips = try LedgerTips(of: name, in: repository)
        // Whoever removed file and prompt left nothing to tell of.
        guard tips.info != nil || files.contains(name) else { continue }
        prompts.append(
          try reader.status(of: name, tips.info == nil ? LedgerTips.none : tips))
      }
    }
    try noteBurials(in: &prompts, index, repository)
    try noteMoves(in: &prompts, repository, areAllListed: absent == .listed)
    let known = prompts.count { $0.tips.info != nil && $0.state != .notCheckedOut }
    return WorkspaceStatus(
      prompts: prompts,
      absentCount: absent == .listed
        ? prompts.count { $0.state == .notCheckedOut }
        : max(0, try repository.promptCount() - known),
      strays: scan.strays, unreadable: scan.unreadable, warnings: warnings)
  }

  /// Tells how all working files stand, of prompts that were never checked out too, one after the
  /// other in the order of their names.
  ///
  /// - Returns: The status of those that have a file or had one.
  public func forEachStatus(
    in repository: Repository, _ body: (PromptStatus) throws -> Void
  ) throws -> WorkspaceStatus {
    let status = try status(in: repository, absent: .counted)
    let reader = StatusReader(
      workspace: self, ledger: repository, index: try index(), onto: nil)
    var known: [PromptName: PromptStatus] = [:]
    for prompt in status.prompts { known[prompt.name] = prompt }
    for name in Set(try repository.names()).union(known.keys).sorted() {
      if let prompt = known[name] {
        try body(prompt)
      } else {
        let tips = try LedgerTips(of: name, in: repository)
        if tips.info != nil { try body(try reader.status(of: name, tips)) }
      }
    }
    return status
  }
}
