internal import CanonicalJSON
internal import GitRemotes
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Prints what became of all on which two ledgers differ, then a summary.
  ///
  /// - Throws: ``CommandExit`` when conflicts or refusals are left, after showing them.
  func show(_ report: RemoteReport, on output: Console) throws {
    if json {
      for chain in report.repositoryWide { try output.json(chain.json(at: report.remote)) }
      for prompt in report.prompts { try output.json(prompt.json(at: report.remote)) }
    } else {
      try showTakenAlong(report.takenAlong)
      var table = Table()
      var count = 0
      for chain in report.repositoryWide {
        guard let (verb, what) = chain.result.line(at: report.remote) else { continue }
        table.add(.init(verb), .init(chain.kind.rawValue, .bold), .folded(what, .faint))
      }
      for prompt in report.prompts {
        guard let (verb, what) = prompt.result.line(at: report.remote) else { continue }
        count += 1
        guard count <= RemoteReport.shownLines else { continue }
        table.add(.init(verb), .init(prompt.name.rawValue, .bold), .folded(what, .faint))
      }
      try output.table(table)
      if count > RemoteReport.shownLines {
        try output.line("and \(count - RemoteReport.shownLines) more")
      }
      try output.line(report.summary)
      try output.flush()
      let errors = Console(.error, environment: environment)
      if report.hadPushRace {
        try errors.line(
          "Somebody else pushed to '\(report.remote)' at the same time, so git's first attempt "
            + "failed; this is what came of the next.")
      }
      for error in report.repositoryWide.compactMap(\.error) {
        try errors.text(ErrorReport(error).text(with: []))
      }
      var details = 0
      for prompt in report.prompts {
        guard let error = prompt.error else { continue }
        var (lines, shown) = ([String](), ErrorReport(error))
        if details < RemoteReport.shownConflicts { lines = prompt.details }
        if !lines.isEmpty { details += 1 }
        let choices = prompt.choices
        if !choices.isEmpty {
          lines += choices.map { "  \($0)" }
          shown.hint = nil
        }
        try errors.text(shown.text(with: lines))
      }
      if let error = report.heldBackError {
        try errors.text(ErrorReport(error).text)
      }
      for foreign in report.foreign {
        try errors.line("Warning: \(foreign.name) is left alone: \(foreign.reason.message)")
      }
      for note in report.prompts.compactMap(\.note) { try errors.line("Warning: \(note)") }
    }
    if report.hasConflicts { throw CommandExit.conflicts }
    if report.hasRefusals || !report.heldBack.isEmpty { throw CommandExit.failed }
  }
}

extension CommandContext {
  /// Tells people which prompts go along with those that they named.
  func showTakenAlong(_ included: [PromptName]) throws {
    guard !included.isEmpty, !json else { return }
    let list = included.map(\.rawValue).joined(separator: ", ")
    try output.line("Takes along what is included: \(list)")
  }
}

/// What one side gets of the other, as reports show it.
protocol ReportedDifference {
  var text: String { get }
  var json: JSONValue { get }
}

/// How two histories became one, or would, as reports show it.
protocol ReportedRebase {
  func text(at remote: String) -> String
  var json: JSONValue { get }
  /// What is left to do; nil where nothing is.
  func error(isDone: Bool) -> RepositoryError?
}

extension ReportedRebase {
  func error(isDone: Bool) -> RepositoryError? { nil }
}

extension RemoteResult where Difference: ReportedDifference, Rebase: ReportedRebase {
  /// Why nothing could be done.
  ///
  /// - Parameter subject: What it is about, as a sentence begins with it.
  func error(about subject: String) -> RepositoryError? {
    switch self {
    case .conflict(let conflict): conflict.error
    case .joined(let rebase): rebase.error(isDone: true)
    case .joinable(let rebase): rebase.error(isDone: false)
    case .refused(let error):
      RepositoryError(
        error.code, "\(subject): \(error.message)", hint: error.hint, cause: error.cause)
    default: nil
    }
  }

  /// What was done or is to be done, in two columns; nil for what is shown as an error.
  func line(at remote: String) -> (verb: String, what: String)? {
    switch self {
    case .pulled(let difference), .pushed(let difference), .behind(let difference),
      .ahead(let difference):
      (verb, difference.text)
    case .behindAndAhead(let pull, let push):
      (verb, "\(pull.text) from \(remote); \(push.text) from here")
    case .joined(let rebase), .joinable(let rebase): (verb, rebase.text(at: remote))
    case .conflict, .refused: nil
    }
  }

  /// Adds the result to what programs are told of it.
  func json(adding error: RepositoryError?, to object: JSONObject) -> JSONObject {
    var object = object
    object["result"] = .string(label)
    switch self {
    case .pulled(let difference), .behind(let difference): object["pull"] = difference.json
    case .pushed(let difference), .ahead(let difference): object["push"] = difference.json
    case .behindAndAhead(let pull, let push):
      object["pull"] = pull.json
      object["push"] = push.json
    case .joined(let rebase), .joinable(let rebase): object["join"] = rebase.json
    case .conflict, .refused: break
    }
    if let error { object["error"] = ErrorReport(error).json["error"] }
    return object
  }

  private var label: String { words.label }

  /// The word under which it is counted.
  fileprivate var verb: String { words.verb }

  /// The words for programs and for people.
  private var words: (label: String, verb: String) {
    switch self {
    case .pulled: ("pulled", "pulled")
    case .pushed: ("pushed", "pushed")
    case .behind: ("behind", "to pull")
    case .ahead: ("ahead", "to push")
    case .behindAndAhead: ("behind_and_ahead", "to pull and push")
    case .joined: ("joined", "joined")
    case .joinable: ("joinable", "to join")
    case .conflict: ("conflict", "in conflict")
    case .refused: ("refused", "refused")
    }
  }
}

extension PromptOutcome {
  /// Why nothing could be done.
  var error: RepositoryError? { result.error(about: "prompt '\(name)'") }

  /// What people need to see of a conflict to decide about it.
  fileprivate var details: [String] {
    if case .conflict(let conflict) = result { conflict.lines } else { [] }
  }

  /// The commands between which people choose, one a line; none where the hint says what to do.
  fileprivate var choices: [String] {
    guard case .conflict(let conflict) = result, conflict.obstacle == nil else { return [] }
    return conflict.choices
  }

  func json(at remote: String) -> JSONObject {
    var object: JSONObject = [
      "object": "remote_change", "remote": .string(remote), "name": .string(name.rawValue),
    ]
    if let id { object["id"] = .string(id.rawValue) }
    object = result.json(adding: error, to: object)
    if let note { object["note"] = .string(note) }
    return object
  }
}

extension PromptDifference: ReportedDifference {
  var text: String {
    var parts: [String] = []
    switch kind {
    case .created, .changed: break
    case .renamed(let old): parts.append("renamed from \(old)")
    case .deleted: parts.append("deleted")
    case .buried(let name): parts.append(name.map { "its rename to \($0)" } ?? "its deletion")
    }
    if let replacement = equalVersions.replacement { parts.append(replacement) }
    if let versions { parts.append(versions.text) }
    for (pointer, number) in pointers.sorted(by: { $0.key.label < $1.key.label }) {
      parts.append(pointer.stand(at: number))
    }
    if editsRecord, kind != .created { parts.append(recordChanges.text) }
    guard parts.isEmpty else { return parts.joined(separator: ", ") }
    switch kind {
    case .created: return "without a version yet"
    default: return isPutBack ? "renamed and put back" : "what both did alike"
    }
  }

  var json: JSONValue {
    var object = JSONObject()
    switch kind {
    case .created: object["kind"] = "created"
    case .changed: object["kind"] = "changed"
    case .renamed(let old):
      object["kind"] = "renamed"
      object["previous_name"] = .string(old.rawValue)
    case .deleted: object["kind"] = "deleted"
    case .buried: object["kind"] = "buried"
    }
    if let versions {
      object["first_version"] = .integer(versions.lowerBound)
      object["last_version"] = .integer(versions.upperBound)
    }
    if let active { object["active_version"] = .integer(active) }
    object["record_edited"] = .bool(editsRecord)
    if !equalVersions.isEmpty { object["equal_versions"] = equalVersions.json }
    return .object(object)
  }
}

extension ClosedRange<Int> {
  /// A range of versions, for people: `v2` or `v2 to v4`.
  var text: String {
    count == 1 ? "v\(lowerBound)" : "v\(lowerBound) to v\(upperBound)"
  }
}

extension [EqualVersion] {
  /// Which versions stand for which; nil where none do.
  var replacement: String? {
    guard let first, let last else { return nil }
    let here = first.here...last.here
    guard count > 1 else { return "v\(first.there) in place of the equal \(here.text) here" }
    let there = map { "v\($0.there)" }.joined(separator: ", ")
    return "\(there) in place of the equal \(here.text) here"
  }

  /// The same for programs.
  var json: JSONValue {
    .array(map { ["previous_number": .integer($0.here), "number": .integer($0.there)] })
  }
}

extension RemoteReport {
  /// Why some of a push was not pushed; nil where all was that could be.
  fileprivate var heldBackError: RepositoryError? {
    guard let first = heldBack.first else { return nil }
    let rest = heldBack.count > 1 ? " and \(heldBack.count - 1) more" : ""
    return RepositoryError(
      .conflict,
      "nothing of '\(first)'\(rest) was pushed, since '\(remote)' has more of "
        + (heldBack.count > 1 ? "them" : "it"),
      hint: "`promptrepo pull \(remote)` brings it, without a conflict; then push again")
  }

  /// Which steps of the remote a pull took in the place of the same ones here, a sentence for each
  /// prompt.
  var replacements: [String] {
    prompts.compactMap { outcome in
      guard case .pulled(let difference) = outcome.result, difference.isAlike else { return nil }
      return "'\(outcome.name)' was pulled from '\(remote)': \(difference.text)"
    }
  }

  /// How many prompts are listed for people; programs get all.
  fileprivate static var shownLines: Int { 20 }

  /// Of how many conflicts people see both texts.
  fileprivate static var shownConflicts: Int { 5 }

  /// One line that counts what became of the prompts.
  var summary: String {
    if prompts.isEmpty, upToDate.isEmpty, repositoryWide.isEmpty {
      return "Neither '\(remote)' nor this repository has prompts; "
        + "`promptrepo commit --first` begins here."
    }
    // A repository-wide chain counts as one thing too.
    let verbs = prompts.map(\.result.verb) + repositoryWide.map(\.result.verb)
    let counts =
      [
        "pulled", "pushed", "joined", "to join", "to pull", "to push", "to pull and push",
        "in conflict", "refused",
      ].map { verb in (verbs.count { $0 == verb }, verb) } + [(upToDate.count, "in step")]
    return "\(remote): "
      + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      .joined(separator: ", ")
  }
}
