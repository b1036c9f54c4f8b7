internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import VisibleText

let statusCommand = Command<CommandContext>(
  "status", abstract: "Show the state of the working files, and what commit would do.",
  discussion: """
    new: no version yet. changed: edited since the latest version. behind: newer versions exist. \
    conflict: edited, and newer versions exist. missing: the file is gone. renamed, removed, \
    returned: by git, which a commit follows. archived: of a prompt that was put away, from which a \
    commit makes nothing. invalid: the file cannot be read, or commit refuses what it includes. ignored: not the file of a \
    prompt. withdrawn: based on a version that was rolled back; a commit does not make it active. \
    With --short, the marks are git's: ?? new, M changed, D missing or removed, R renamed, as \
    old -> new, U conflict, ! ignored, A returned; and < behind, ~ withdrawn, - archived, \
    X invalid. Of a git remote, what the last fetch brought and no pull took over is shown; \
    `promptrepo fetch` asks it.
    """,
  .onlyThese,
  .flag("-s", "--short", help: "Show one line a file, with a mark and the path."),
  .flag("--exit-code", help: "Exit with 1 if anything differs, with 3 on failure."),
  .flag(
    "--remote",
    help: "Show the state at the hosted remotes instead, as of the last fetch or sync.")
) { (context, names: [PromptName], isShort: Bool, usesExitCode: Bool, isRemote: Bool) in
  guard !isRemote else { return try context.showRemoteStatus(names) }
  try withComparisonExitCodes(usesExitCode) {
    let (workspace, repository) = (try context.workspace(), try context.repository())
    let status: WorkspaceStatus
    if context.json, names.isEmpty {
      let isOff = try !context.isOn(.commitActivate)
      status = try workspace.forEachStatus(in: repository) {
        try context.output.json($0.json(isOffBySetting: isOff))
      }
      try context.showUnrecognised(status)
    } else {
      status = try workspace.status(
        of: names.isEmpty ? nil : names, in: repository, absent: .counted, followsGit: true,
        findsRefusals: true)
      if isShort, !context.json {
        try context.showNotPulled(names, isShort: true)
        try context.showShort(status)
      } else {
        try context.show(status)
      }
    }
    if context.json || !isShort { try context.showNotPulled(names, isShort: false) }
    if usesExitCode, !status.isClean { throw CommandExit.differs }
  }
}

extension CommandContext {
  /// Shows how prompts stand to each hosted remote; asks nobody.
  fileprivate func showRemoteStatus(_ names: [PromptName]) throws {
    let remotes = try readableRemotes()
    // Says how to add one where there is none.
    guard !remotes.isEmpty else { return _ = try requiredHostedRemote(nil) }
    for remote in remotes { try sync(.status, with: remote) { $0.names = names } }
  }

  /// Prints the files that need a word; all of them with `--json`.
  func show(_ status: WorkspaceStatus) throws {
    let isOff = try !isOn(.commitActivate)
    if json {
      for prompt in status.prompts { try output.json(prompt.json(isOffBySetting: isOff)) }
      return try showUnrecognised(status)
    }
    try warn(
      status.warnings + (status.unknownDepartures.map { ["\($0)"] } ?? [])
        + status.prompts.flatMap(\.warnings))
    var table = Table()
    for prompt in status.prompts where prompt.needsLine {
      table.add(
        .init(prompt.mark, prompt.isConflict ? .red : prompt.style), .init(prompt.path),
        .folded(prompt.plan(isOffBySetting: isOff).inFolder(typedDirectory), .faint))
    }
    for stray in status.unrecognisedFiles {
      table.add(.init("ignored", .faint), .init(stray.path), .folded(stray.reason, .faint))
    }
    for folder in status.unreadable {
      table.add(.init("invalid", .red), .init(folder.path), .folded(folder.reason, .faint))
    }
    try output.table(table)
    let absent =
      try status.absentCount == 0
      ? 0 : workspace().absentCount(besides: status, in: repository())
    if let summary = status.summary(absent: absent) { try advise(summary) }
    if let waiting = status.waitingLine { try advise(waiting) }
    try showFolder(of: status)
    if let hint = try firstPullHint() { try advise("\(hint).") }
  }

  /// Says what happened to files that are missing because their folder is another one now.
  private func showFolder(of status: WorkspaceStatus) throws {
    guard let missing = status.prompts.first(where: { $0.state == .missing })?.name,
      let workspace = try workspaceIfAny()
    else { return }
    let (folder, standard) = (workspace.folder, PromptFolder.standard)
    let old = Path.join(workspace.root, standard.path(ofFileOf: missing))
    if folder != standard, try files.exists(old) {
      return try advise(
        "The setting `folder` is '\(folder)', and there are files in '\(standard)', which are not "
          + "read. Move them, or take the setting back: `promptrepo config unset folder`.")
    }
    guard try !files.exists(Path.join(workspace.root, folder.path)) else { return }
    try advise(
      "There is no folder '\(folder)'. Where the files have moved, "
        + "`promptrepo config set folder FOLDER` says so.")
  }

  /// Prints one line for each file that needs a word, as `git status --short` does.
  fileprivate func showShort(_ status: WorkspaceStatus) throws {
    try warn(status.warnings)
    let arrived = Set(status.prompts.compactMap(\.renamedFrom))
    func line(_ mark: String, _ path: String, _ style: Style?) throws {
      let shown = style.map { output.styled(mark, $0) } ?? mark
      try output.styledText("\(shown) \(path.visibleLine)\n")
    }
    let folder = try workspaceIfAny()?.folder ?? .standard
    for prompt in status.prompts where prompt.needsLine {
      // The line of the new name has both, as in git.
      if case .renamed = prompt.departure, arrived.contains(prompt.name) { continue }
      let old = prompt.isConflict ? nil : prompt.renamedFrom.map(folder.path(ofFileOf:))
      try line(
        prompt.shortMark, (old.map { "\($0) -> " } ?? "") + prompt.path,
        prompt.isConflict ? .red : prompt.style)
    }
    for stray in status.unrecognisedFiles { try line("!!", stray.path, .faint) }
    for folder in status.unreadable { try line(" X", folder.path, .red) }
  }

  /// Prints what can be no prompt's, as machine-readable output shows it.
  fileprivate func showUnrecognised(_ status: WorkspaceStatus) throws {
    for stray in status.unrecognisedFiles { try output.json(stray.statusJSON(isSkipped: true)) }
    for folder in status.unreadable { try output.json(folder.statusJSON(isSkipped: false)) }
  }
}

extension PromptStatus {
  /// Whether a listing has a line for it.
  fileprivate var needsLine: Bool {
    guard departure != .archived else { return false }
    return departure != nil || archivedFile != nil
      || (state != .notCheckedOut && (!isClean || withdrawal != nil))
  }
}

extension WorkspaceStatus {
  /// One line that counts what needs no line of its own; nil if there is nothing of the kind.
  ///
  /// - Parameter absent: How many prompts have no file here that a checkout would write.
  fileprivate func summary(absent: Int) -> String? {
    let unchanged = prompts.count { $0.isClean && !$0.needsLine }
    if prompts.isEmpty, absentCount == 0, unrecognisedFiles.isEmpty, unreadable.isEmpty {
      return "No prompts yet: `promptrepo new NAME` writes the first file."
    }
    var parts = unchanged > 0 ? ["\(unchanged) unchanged"] : []
    if absent > 0 {
      parts.append("\(absent) without a file here (`promptrepo checkout`)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// One line about versions that were never made live; nil if there are none.
  fileprivate var waitingLine: String? {
    let waiting = prompts.filter { $0.isClean && $0.liveBehind != nil }
    guard let first = waiting.first, let latest = first.latest, let live = first.liveBehind else {
      return nil
    }
    let command = WithdrawnVersions.activation(of: latest, first.name)
    guard waiting.count > 1 else {
      return "\(first.name): v\(latest) is not live, v\(live) is; `\(command)` makes it live"
    }
    return "\(waiting.count) have a latest version that is not live, such as \(first.name): "
      + "`\(command)` makes it live"
  }
}

extension PromptStatus {
  /// The state's name, also when only the record was edited.
  var label: String {
    if isSkipped { return "ignored" }
    if refusal != nil { return "invalid" }
    guard state == .unchanged else { return isConflict ? "conflict" : state.label }
    if fields.values.contains(.conflict) { return "conflict" }
    return fields.values.contains(.changed) ? "changed" : fields.isEmpty ? "unchanged" : "behind"
  }

  /// What a listing calls it: an unchanged file may go on from a withdrawn version all the same.
  var mark: String {
    if isLeaving { return "removed" }
    if renamedFrom != nil, state == .unchanged, !isConflict { return "renamed" }
    if isClean, archivedFile != nil { return "archived" }
    if returnsAfter != nil, state == .unchanged, fields.isEmpty { return "returned" }
    return isClean && withdrawal != nil ? "withdrawn" : label
  }

  /// The mark of `git status --short`; where git has none, one of ours.
  var shortMark: String {
    if renamedFrom != nil, !isConflict, mark == "renamed" || mark == "changed" {
      return mark == "renamed" ? "R " : "RM"
    }
    return switch mark {
    case "new": "??"
    case "ignored": "!!"
    case "conflict": "UU"
    case "missing", "removed": " D"
    case "behind": " <"
    case "withdrawn": " ~"
    case "returned": "A "
    case "archived": " -"
    case "invalid": " X"
    default: " M"
    }
  }

  var style: Style? {
    if isSkipped { return .faint }
    if refusal != nil { return .red }
    return switch state {
    case .unchanged where withdrawal != nil || returnsAfter != nil: .yellow
    case .new: .green
    case .invalid, .missing, .conflict: .red
    case .changed, .behind: .yellow
    case .unchanged: fields.isEmpty ? nil : .yellow
    case .notCheckedOut: nil
    }
  }

  /// What a commit would do, or what a user has to do first.
  ///
  /// - Parameter isOffBySetting: Whether a setting keeps versions from being made active.
  func plan(isOffBySetting isOff: Bool) -> String {
    let edited = RecordField.allCases.filter { fields[$0] == .changed }.map(\.rawValue)
    let record = edited.isEmpty ? nil : "edits \(edited.joined(separator: ", "))"
    if let departurePlan { return departurePlan }
    if let refusal {
      guard let error = refusal.cause as? PromptFileError else { return refusal.shellText }
      return error.reason + (error.hint.map { ". \($0)" } ?? "")
    }
    if let archivedPlan, !isConflict { return archivedPlan }
    if let renamedFrom, !isConflict, let rename = renamePlan(from: renamedFrom, record, isOff) {
      return rename
    }
    if let partial = unpinnedPartial {
      return "`promptrepo pin \(name)` first: '\(partial)', which it includes, has no pin"
    }
    switch state {
    case .new where isUnwritten:
      return "nobody has written it yet, and commit leaves it out: `promptrepo edit \(name)` opens "
        + "it"
    case .new:
      guard let movedFrom else {
        return "`promptrepo commit` makes v1"
          + (textOf.map { ", with the text that \($0) has so far" } ?? "")
          + (isOff ? ", \(Self.notLive)" : "")
      }
      return "`promptrepo mv \(movedFrom) \(name)` keeps the history of \(movedFrom), "
        + "`promptrepo commit` makes a new prompt"
    case .changed:
      let next = "`promptrepo commit` makes v\((latest ?? 0) + 1)"
      let back = returnsAfter.map { _ in "brings the prompt back" }
      let text = textOf.map { "with the text that \($0) has so far" }
      return ([next] + [text, back, record, heldPlan(isOff)].compactMap(\.self))
        .joined(separator: ", ")
    case .behind where mayBeRestored:
      return "old, or put back after v\(latest ?? 0): `promptrepo commit --fetch` fetches the "
        + "history that tells, `promptrepo checkout \(name)` updates it to v\(current ?? latest ?? 0)"
    case .behind: return "`promptrepo checkout \(name)` updates it to v\(current ?? latest ?? 0)"
    case .missing:
      if let movedTo {
        return "it looks moved; `promptrepo mv \(name) \(movedTo)` moves the prompt too"
      }
      return "`promptrepo checkout \(name)` writes it again, `promptrepo archive \(name)` puts the "
        + "prompt away"
    case .conflict(.bothChanged) where rival != nil, .conflict(.noBase) where rival != nil:
      let base = base.map { "v\($0)" } ?? "another text"
      return "made from \(base), which HEAD has, or from v\(rival ?? 0), which was written here: "
        + "`promptrepo checkout --merge \(name)` marks where they differ"
    case .conflict(.bothChanged):
      return "`promptrepo checkout --merge \(name)` brings both together"
    case .conflict(.noBase): return "`promptrepo commit --onto SPEC \(name)` says what it follows"
    case .conflict(.historyCutShort):
      return "nothing says what it was made from; `git fetch --unshallow` brings what may"
    case .conflict(.promptGone):
      return "its prompt was deleted; remove the file, or `promptrepo commit \(name)` makes a new "
        + "prompt"
    case .conflict(.promptRenamed(let newName, hasFile: true)):
      return
        "its prompt is \(newName) now; remove the file, or `promptrepo commit \(name)` makes a "
        + "new prompt"
    case .conflict(.promptRenamed(let newName, hasFile: false)):
      return "its prompt is \(newName) now: `git pull` brings the file, or "
        + "`promptrepo mv \(name) \(newName)` moves it"
    case .conflict(.fileOfAnother(let owner)):
      return "it is the file of \(owner), which was \(name) before: `git pull` brings the one of "
        + "\(name), or `promptrepo checkout --force \(name)` writes it over this one"
    case .conflict(.nameOfArchived(let old)):
      return "git renamed the file of \(old) to this, the name of an archived prompt: `git mv` "
        + "gives it another one, `promptrepo delete \(name)` frees this one"
    case .conflict(.nameOfAnother(let old)):
      return
        "git renamed the file of \(old) to this, the name of another prompt, whose own file is "
        + "not there: `git mv` gives it another one, `promptrepo delete \(name)` frees this one"
    case .conflict(.markers): return "choose between the sides of the merge first"
    case .invalid(let error): return error.reason
    case .unchanged, .notCheckedOut:
      if let returnsAfter, !isConflict {
        return
          "git removed it in \(returnsAfter.short(8)) and has it again, and `promptrepo commit` "
          + "brings the prompt back" + (record.map { ", \($0)" } ?? "")
      }
      if fields.values.contains(.conflict) {
        return "`promptrepo checkout --merge \(name)` brings both records together"
      }
      if let record { return "`promptrepo commit` \(record)" }
      if let withdrawal, fields.isEmpty {
        return "\(withdrawal.note(from: base)), and `promptrepo checkout \(name)` writes it"
      }
      return fields.isEmpty ? "" : "`promptrepo checkout \(name)` updates its header"
    }
  }

  /// What is said of a version that a commit does not make live.
  private static let notLive = "but not live: \(Setting.commitActivate.name) is false"

  /// Why the next version does not go live; nil if it does.
  private func heldPlan(_ isOff: Bool) -> String? {
    withdrawal.map { "but not live: it \($0.note(from: base))" } ?? (isOff ? Self.notLive : nil)
  }

  /// What becomes of a prompt whose file HEAD has not any more; nil for any other.
  private var departurePlan: String? {
    switch departure {
    case nil, .archived: nil
    case .renamed(let newName):
      "git renamed it to prompts/\(newName).prompt, and `promptrepo commit` renames the prompt"
    case .archives(let commit):
      "git removed it in \(commit.short(8)), and `promptrepo commit` archives the prompt"
    case .live(let environments):
      "git removed it, and the prompt is live in "
        + "\(environments.map(\.rawValue).joined(separator: ", ")): `promptrepo archive \(name)` "
        + "puts it away all the same"
    case .newer(let version):
      "git removed it, and v\(version) is in no commit here: `promptrepo archive \(name)` puts it "
        + "away, `promptrepo checkout \(name)` writes it again"
    case .elsewhere(let path, _):
      "git renamed it to \(path), which is not this prompt's; `promptrepo archive \(name)` puts the "
        + "prompt away"
    case .kept(let path, let commit):
      "git renamed it to \(path) in \(commit.short(8)), and the prompt got its name back since: move "
        + "the file back with `git mv`"
    }
  }

  /// What is said of the file of a prompt that stays archived; nil for any other.
  private var archivedPlan: String? {
    let old = hasUncommittedEdits ? nil : renamedFrom
    return archivedClause.map { clause in
      (old.map { "`promptrepo commit` renames \($0), and " } ?? "") + "the prompt is \(clause)"
        + (hasUncommittedEdits ? ", and `promptrepo commit` leaves the file out" : "")
        + ": `promptrepo unarchive \(name)` puts it in use again"
    }
  }

  /// What a commit makes of a file that git renamed; nil where it does not follow.
  private func renamePlan(
    from old: PromptName, _ record: String?, _ isOff: Bool
  ) -> String? {
    var parts = ["`promptrepo commit` renames \(old)"]
    switch state {
    case .changed: parts.append("makes v\((latest ?? 0) + 1)")
    case .behind:
      parts.append("`promptrepo checkout \(name)` then updates it to v\(current ?? latest ?? 0)")
    case .unchanged: break
    default: return nil
    }
    parts += [record, heldPlan(isOff && state == .changed)]
      .compactMap(\.self)
    return parts.joined(separator: ", ")
  }

  /// The status as machine-readable output shows it.
  func json(isOffBySetting isOff: Bool) -> JSONObject {
    var object: JSONObject = [
      "object": "status", "name": .string(name.rawValue), "path": .string(path),
      "state": .string(
        isSkipped ? "invalid" : state == .notCheckedOut ? "not_checked_out" : label),
      "latest_version": latest.map { .integer($0) } ?? .null,
      "base_version": base.map { .integer($0) } ?? .null,
    ]
    if !fields.isEmpty {
      var states = JSONObject()
      for field in RecordField.allCases {
        if let state = fields[field] { states[field.rawValue] = .string("\(state)") }
      }
      object["fields"] = .object(states)
    }
    if case .conflict(.promptRenamed(let newName, _)) = state {
      object["renamed_to"] = .string(newName.rawValue)
    }
    if let rival { object["written_version"] = .integer(rival) }
    if let renamedFrom { object["renamed_from"] = .string(renamedFrom.rawValue) }
    switch departure {
    case nil, .archived: break
    case .renamed(let newName): object["renamed_to"] = .string(newName.rawValue)
    case .archives: object["removed"] = "archives"
    case .live(let environments):
      object["removed"] = "live"
      object["live_in"] = .array(environments.map { .string($0.rawValue) })
    case .newer: object["removed"] = "newer"
    case .elsewhere(let path, _):
      object["removed"] = "elsewhere"
      object["moved_path"] = .string(path)
    case .kept(let path, _):
      object["removed"] = "kept"
      object["moved_path"] = .string(path)
    }
    if let movedFrom { object["moved_from"] = .string(movedFrom.rawValue) }
    if let withdrawal { object["held_back"] = .object(withdrawal.json(of: name)) }
    if let liveBehind { object["live_version"] = .integer(liveBehind) }
    if let archivedAt { object["archived_at"] = .string(archivedAt.rfc3339) }
    if archivedFile != nil { object["archived"] = returnsAfter == nil ? "stays" : "returns" }
    let plan = plan(isOffBySetting: isOff)
    if !plan.isEmpty { object["next"] = .string(plan) }
    if !warnings.isEmpty { object["warnings"] = .array(warnings.map { .string($0) }) }
    if case .invalid(let error) = state {
      object["error"] = .object(error.json)
      if isSkipped { object["ignored"] = true }
    }
    if let refusal {
      let error = refusal.cause as? PromptFileError
      object["error"] = .object(error?.json ?? ["message": .string(refusal.message)])
    }
    return object
  }
}

extension PromptFileError {
  /// What is wrong, and where in the file: `line 3, column 7: a value is missing`.
  var reason: String {
    let place = [line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap(\.self)
    return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
  }

  /// The status of what can be no prompt's, or is a folder that cannot be read, as machine-readable
  /// output shows it.
  func statusJSON(isSkipped: Bool) -> JSONObject {
    var object: JSONObject = [
      "object": "status", "name": .null, "path": .string(path), "state": "invalid",
      "latest_version": .null, "base_version": .null, "next": .string(reason),
      "error": .object(json),
    ]
    if isSkipped { object["ignored"] = true }
    return object
  }

  /// The error as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["message": .string(message)]
    if let line { object["line"] = .integer(line) }
    if let column { object["column"] = .integer(column) }
    return object
  }
}
