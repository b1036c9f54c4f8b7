internal import Platform
public import PromptRepo

extension Workspace {
  /// Notes on new files that were asked for where they come from, if this clone has lost a file that
  /// it had.
  func markMoved(
    in prompts: inout [PromptStatus], _ reader: StatusReader<Repository>
  ) throws(RepositoryError) {
    let isArrival = prompts.contains { status in
      status.state == .new && status.tips.info == nil && status.renamedFrom == nil
    }
    guard isArrival else { return }
    let named = Set(prompts.map(\.name))
    var all = prompts
    for name in reader.index.bases.keys.sorted() where !named.contains(name) {
      guard lacksFile(of: name) else { continue }
      let tips = try ChainTips(of: name, in: reader.ledger)
      if tips.info != nil { all.append(try reader.status(of: name, tips)) }
    }
    guard all.count > prompts.count else { return }
    try detectRenames(in: &all, reader.ledger, listsNotCheckedOut: true)
    prompts = Array(all.prefix(prompts.count))
  }

  /// Whether nothing is in the place of a prompt's file; not so where nobody can look.
  private func lacksFile(of name: PromptName) -> Bool {
    do {
      return try files.statusIfPresent(path(of: name), followingLinks: false) == nil
    } catch {
      return false
    }
  }

  /// Tells lost files from those of archived prompts, of which nothing is left to do.
  ///
  /// What HEAD has of an archived prompt, this clone lacks.
  func markLost(in prompts: inout [PromptStatus]) throws(RepositoryError) {
    for (index, prompt) in prompts.enumerated() where prompt.departure == nil {
      guard prompt.state == .missing || prompt.state == .notCheckedOut else { continue }
      let isArchived = prompt.archivedAt != nil
      guard prompt.state == .missing || isArchived else { continue }
      let head = try sourceControl?.head()
      let isGone = head == nil ? nil : try sourceControl?.isGone(prompt.path)
      let isInHead = isGone == false
      if isArchived, !isInHead {
        prompts[index].departure = .archived
      } else if prompt.state == .missing {
        prompts[index].isLost = isInHead || head == nil
      }
    }
  }

  /// How many prompts have no file here that a checkout would write: archived ones do not count.
  ///
  /// - Parameter status: How the files stand.
  public func absentCount(
    besides status: WorkspaceStatus, in repository: Repository
  ) throws(RepositoryError) -> Int {
    guard status.absentCount > 0 else { return 0 }
    let told = Set(
      status.prompts.filter { $0.state != .notCheckedOut || $0.departure != nil }.map(\.name))
    var count = 0
    try ChainTips.forEach(in: repository) { (name, tips) throws(RepositoryError) in
      guard let info = tips.info, !told.contains(name) else { return }
      if try !repository.record(at: info).isArchived { count += 1 }
    }
    return count
  }
}
