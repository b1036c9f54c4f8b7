internal import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// Finds out what a commit of all files, or of some, would do.
  ///
  /// A name that is given commits also a file whose prompt was deleted elsewhere: it becomes a
  /// new prompt.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func planCommit(
    of names: [PromptName]? = nil, to repository: Repository,
    options: CommitOptions = CommitOptions()
  ) throws(RepositoryError) -> CommitPlan {
    let status = try status(of: names, in: repository, onto: options.onto)
    return CommitPlan(
      items: status.prompts.map { Self.item($0, isNamed: names != nil) }, strays: status.strays,
      options: options)
  }

  private static func item(_ status: PromptStatus, isNamed: Bool) -> CommitItem {
    var edit = RecordEdit()
    var hasEdit = false
    for (field, state) in status.fields where state == .changed {
      if let file = status.file { field.copy(from: file.record, to: &edit) }
      hasEdit = true
    }
    func item(_ action: CommitItem.Action) -> CommitItem {
      CommitItem(status: status, action: action, edit: hasEdit ? edit : nil)
    }
    if let field = status.fields.first(where: { $0.value == .conflict })?.key {
      return CommitItem(status: status, action: .refuse(.field(field, status)), edit: nil)
    }
    switch status.state {
    case .unchanged, .behind, .missing, .notCheckedOut: return item(.nothing)
    case .changed: return item(.cut((status.latest ?? 0) + 1))
    case .new where status.tips.info != nil: return item(.cut(1))
    case .new: return created(status)
    case .conflict(.promptGone) where isNamed: return created(status)
    case .conflict(let reason):
      return CommitItem(status: status, action: .refuse(.conflict(reason, status)), edit: nil)
    case .invalid(let error):
      return CommitItem(status: status, action: .refuse(RepositoryError(error)), edit: nil)
    }
  }

  private static func created(_ status: PromptStatus) -> CommitItem {
    CommitItem(status: status, action: .create, edit: status.file?.record)
  }
}

extension RepositoryError {
  static func field(_ field: RecordField, _ status: PromptStatus) -> RepositoryError {
    RepositoryError(
      .conflict,
      "\(status.path): the \(field.rawValue) was edited here and, differently, in the repository",
      hint: "`promptrepo checkout --merge \(status.name)` puts both into the file")
  }

  static func conflict(
    _ reason: FileState.ConflictReason, _ status: PromptStatus
  ) -> RepositoryError {
    let name = status.name
    let latest = status.latest.map { "v\($0)" } ?? "nothing"
    switch reason {
    case .bothChanged:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      return RepositoryError(
        .conflict,
        "\(status.path) was made from \(base) and edited, and the latest version is \(latest)",
        hint: "`promptrepo checkout --merge \(name)` brings both together")
    case .noBase:
      return RepositoryError(
        .conflict, "nothing says which version of '\(name)' \(status.path) was made from",
        hint: "If it is to follow \(latest), use `promptrepo commit --onto latest \(name)`; "
          + "`promptrepo diff \(name)` shows what would change")
    case .promptGone:
      return RepositoryError(
        .conflict, "the prompt of \(status.path) was deleted or renamed",
        hint: "Remove the file, or start a new prompt with `promptrepo commit \(name)`")
    case .markers:
      return RepositoryError(
        .conflict, "\(status.path) still has the markers of a merge",
        hint: "Choose between the sides and remove the lines with <<<<<<<, ======= and >>>>>>>")
    }
  }
}
