public import PromptRepo

/// How all working files stand.
public struct WorkspaceStatus: Sendable {
  /// The prompts that have a file or a version, in the order of their names; of those that were
  /// never checked out, the ones that were asked for.
  public let prompts: [PromptStatus]

  /// How many prompts were never checked out, those among ``prompts`` included.
  public let absentCount: Int

  /// What ends in `.prompt` and can be no prompt's, and links to folders, each with the reason.
  ///
  /// A commit passes over them, and over the prompts that say so:
  /// ``PromptStatus/isSkipped``.
  public let unrecognisedFiles: [PromptFileError]

  /// Folders that cannot be read, each with the reason.
  public let unreadable: [PromptFileError]

  /// Something that needs no decision but should be said, such as a damaged index.
  public let warnings: [String]

  /// Whether nothing is left to commit, to update or to decide; prompts that were never checked
  /// out, and what is passed over, do not count.
  public var isClean: Bool {
    unreadable.isEmpty
      && prompts.allSatisfy { $0.isClean || $0.state == .notCheckedOut || $0.isSkipped }
  }
}

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
        prompts.append(try reader.status(of: name, ChainTips(of: name, in: repository)))
      }
      try markDeletedAndRenamed(in: &prompts, index, repository)
      return WorkspaceStatus(
        prompts: prompts, absentCount: prompts.count { $0.state == .notCheckedOut },
        unrecognisedFiles: [],
        unreadable: [], warnings: warnings)
    }
    let scan = try scan()
    switch absent {
    case .listed:
      let tips = try ChainTips.all(in: repository)
      for name in Set(scan.names).union(tips.keys).sorted() {
        prompts.append(try reader.status(of: name, tips[name] ?? ChainTips.none))
      }
    case .counted:
      let files = Set(scan.names)
      for name in files.union(index.bases.keys).sorted() {
        let tips = try ChainTips(of: name, in: repository)
        // Whoever removed file and prompt left nothing to tell of.
        guard tips.info != nil || files.contains(name) else { continue }
        prompts.append(
          try reader.status(of: name, tips.info == nil ? ChainTips.none : tips))
      }
    }
    try markDeletedAndRenamed(in: &prompts, index, repository)
    try detectRenames(in: &prompts, repository, listsNotCheckedOut: absent == .listed)
    let known = prompts.count { $0.tips.info != nil && $0.state != .notCheckedOut }
    return WorkspaceStatus(
      prompts: prompts,
      absentCount: absent == .listed
        ? prompts.count { $0.state == .notCheckedOut }
        : max(0, try repository.promptCount() - known),
      unrecognisedFiles: scan.unrecognisedFiles, unreadable: scan.unreadable, warnings: warnings)
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
        let tips = try ChainTips(of: name, in: repository)
        if tips.info != nil { try body(try reader.status(of: name, tips)) }
      }
    }
    return status
  }
}
