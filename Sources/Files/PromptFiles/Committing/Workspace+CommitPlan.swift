internal import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// Finds out what a commit of all files, or of some, would do.
  ///
  /// A name that is given commits also a file whose prompt was deleted, or renamed and has its file
  /// there: it becomes a new prompt.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func planCommit(
    of names: [PromptName]? = nil, to repository: Repository,
    options: CommitOptions = CommitOptions()
  ) throws(RepositoryError) -> CommitPlan {
    let status = try status(of: names, in: repository, onto: options.onto, absent: .counted)
    var options = options
    if names != nil { options.isAllOrNothing = true }
    var items: [CommitItem] = []
    for prompt in status.prompts { items.append(try item(prompt, isNamed: names != nil)) }
    return CommitPlan(
      items: items, strays: status.strays, unreadable: status.unreadable, options: options)
  }

  private func item(
    _ status: PromptStatus, isNamed: Bool
  ) throws(RepositoryError) -> CommitItem {
    var (action, edit) = Self.action(status, isNamed: isNamed)
    if case .create = action {
      do {
        try status.name.checkPortable()
      } catch {
        action = .leave(PromptFileError(error.message, path: status.path, hint: error.hint))
        edit = nil
      }
    }
    var source: VersionSource?
    switch action {
    case .create, .cut:
      if let bytes = status.bytes {
        source = try sourceControl?.source(of: status.path, bytes: bytes)
      }
    case .nothing, .leave, .passOver, .refuse: break
    }
    return CommitItem(status: status, action: action, edit: edit, source: source)
  }

  private static func action(
    _ status: PromptStatus, isNamed: Bool
  ) -> (action: CommitItem.Action, edit: RecordEdit?) {
    var edit = RecordEdit()
    var hasEdit = false
    for (field, state) in status.fields where state == .changed {
      if let file = status.file { field.copy(from: file.record, to: &edit) }
      hasEdit = true
    }
    if let field = status.fields.first(where: { $0.value == .conflict })?.key {
      return (.refuse(.field(field, status)), nil)
    }
    let own = hasEdit ? edit : nil
    switch status.state {
    case .unchanged, .behind, .missing, .notCheckedOut: return (.nothing, own)
    case .changed: return (.cut((status.latest ?? 0) + 1), own)
    case .new where status.tips.info != nil: return (.cut(1), own)
    case .new: return (.create, status.file?.record)
    case .conflict(.promptGone) where isNamed,
      .conflict(.promptRenamed(to: _, hasFile: true)) where isNamed:
      return (.create, status.file?.record)
    case .conflict(let reason): return (.refuse(.conflict(reason, status)), nil)
    case .invalid(let error):
      return (status.isPassedOver ? .passOver(error) : .leave(error), nil)
    }
  }
}

extension RepositoryError {
  static func field(_ field: RecordField, _ status: PromptStatus) -> RepositoryError {
    RepositoryError(
      .conflict,
      "\(status.path): the \(field.rawValue) was edited here and, differently, in the repository",
      hint: "`promptrepo checkout --merge \(status.name)` puts both into the file")
  }

  /// HEAD's history and this clone say different things of a file.
  private static func unclear(_ status: PromptStatus, rival: Int) -> RepositoryError {
    let base = status.base.map { "v\($0)" } ?? "another text"
    let follow =
      rival == status.latest
      ? "If it goes on from v\(rival), use `promptrepo commit --onto v\(rival) \(status.name)`; if "
        + "not, " : ""
    return RepositoryError(
      .conflict,
      "\(status.path) was made from \(base), which HEAD has, or from v\(rival), which this clone "
        + "wrote there and HEAD does not have",
      hint: follow + "`promptrepo checkout --merge \(status.name)` marks where it differs from "
        + "v\(status.latest ?? rival)")
  }

  static func conflict(
    _ reason: FileState.ConflictReason, _ status: PromptStatus
  ) -> RepositoryError {
    let name = status.name
    let latest = status.latest.map { "v\($0)" } ?? "nothing"
    if let rival = status.rival, reason == .bothChanged || reason == .noBase {
      return .unclear(status, rival: rival)
    }
    switch reason {
    case .bothChanged:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      return RepositoryError(
        .conflict,
        "\(status.path) was made from \(base) and edited, and the latest version is \(latest)",
        hint: "`promptrepo checkout --merge \(name)` brings both together; if the file has both, "
          + "use `promptrepo commit --onto latest \(name)`")
    case .noBase:
      return RepositoryError(
        .conflict, "nothing says which version of '\(name)' \(status.path) was made from",
        hint: "If it is to follow \(latest), use `promptrepo commit --onto latest \(name)`; "
          + "`promptrepo diff \(name)` shows what would change")
    case .historyCutShort:
      return RepositoryError(
        .conflict,
        "nothing says which version of '\(name)' \(status.path) was made from: the history of "
          + "this clone is cut short",
        hint: "`git fetch --unshallow` brings the rest")
    case .promptRenamed(let newName, hasFile: true):
      return RepositoryError(
        .conflict, "the prompt of \(status.path) is '\(newName)' now, and has its file there",
        hint: "Remove the file, or start a new prompt with `promptrepo commit \(name)`")
    case .promptRenamed(let newName, hasFile: false):
      return RepositoryError(
        .conflict, "the prompt of \(status.path) is '\(newName)' now",
        hint:
          "`git pull` brings its file, or `promptrepo mv \(name) \(newName)` moves this one; for "
          + "a new prompt, first use `promptrepo checkout \(newName)`")
    case .promptGone:
      return RepositoryError(
        .conflict, "the prompt of \(status.path) was deleted",
        hint: "Remove the file, or start a new prompt with `promptrepo commit \(name)`")
    case .markers:
      return RepositoryError(
        .conflict, "\(status.path) still has the markers of a merge",
        hint: "Choose between the sides and remove the lines with <<<<<<<, ======= and >>>>>>>")
    }
  }
}
