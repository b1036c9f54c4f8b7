public import PromptRepo

extension Workspace {
  /// How the working files stand, of all prompts or of some.
  ///
  /// Writes nothing, also not to the index.
  ///
  /// - Parameters:
  ///   - names: The prompts; nil for all that have a file or a version.
  ///   - onto: A version to take for the base of each file.
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func status(
    of names: [PromptName]? = nil, in repository: Repository, onto: VersionSpec? = nil
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
      return WorkspaceStatus(prompts: prompts, strays: [], unreadable: [], warnings: warnings)
    }
    let scan = try scan()
    let tips = try LedgerTips.all(in: repository)
    for name in Set(scan.names).union(tips.keys).sorted() {
      prompts.append(try reader.status(of: name, tips[name] ?? LedgerTips.none))
    }
    try noteBurials(in: &prompts, index, repository)
    try noteMoves(in: &prompts, repository)
    return WorkspaceStatus(
      prompts: prompts, strays: scan.strays, unreadable: scan.unreadable, warnings: warnings)
  }
}
