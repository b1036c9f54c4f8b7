internal import CanonicalJSON
internal import GitRemotes
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Prints what became of all on which two ledgers differ, then a summary.
  ///
  /// - Throws: ``CommandExit`` when conflicts or refusals are left, after showing them.
  func show(_ report: RemoteReport) throws {
    if json {
      for chain in report.shared { try output.json(chain.json(at: report.remote)) }
      for prompt in report.prompts { try output.json(prompt.json(at: report.remote)) }
    } else {
      var table = Table()
      var count = 0
      for chain in report.shared {
        guard let (verb, what) = chain.line(at: report.remote) else { continue }
        table.add(.init(verb), .init(chain.chain.rawValue, .bold), .init(what, .faint))
      }
      for prompt in report.prompts {
        guard let (verb, what) = prompt.line(at: report.remote) else { continue }
        count += 1
        guard count <= RemoteReport.shownLines else { continue }
        table.add(.init(verb), .init(prompt.name.rawValue, .bold), .init(what, .faint))
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
      for error in report.shared.compactMap(\.error) {
        try errors.text(ErrorReport(error).text(with: []))
      }
      var details = 0
      for prompt in report.prompts {
        guard let error = prompt.error else { continue }
        var lines: [String] = []
        if details < RemoteReport.shownConflicts { lines = prompt.details }
        if !lines.isEmpty { details += 1 }
        try errors.text(ErrorReport(error).text(with: lines))
      }
      for foreign in report.foreign {
        try errors.line("Warning: \(foreign.name) is left alone: \(foreign.reason.message)")
      }
      for note in report.prompts.compactMap(\.note) { try errors.line("Warning: \(note)") }
    }
    if report.hasConflicts { throw CommandExit.conflicts }
    if report.hasRefusals { throw CommandExit.failed }
  }
}

extension PromptOutcome {
  /// Why nothing could be done.
  var error: RepositoryError? {
    switch result {
    case .conflict(let conflict): conflict.error
    case .joined(let join): join.unresolved?.error(isDone: true)
    case .joinable(let join): join.unresolved?.error(isDone: false)
    case .refused(let error):
      RepositoryError(error.code, "prompt '\(name)': \(error.message)", hint: error.hint)
    default: nil
    }
  }

  /// What was done or is to be done, in two columns; nil for what is shown as an error.
  fileprivate func line(at remote: String) -> (verb: String, what: String)? {
    switch result {
    case .pulled(let difference): ("pulled", difference.text)
    case .pushed(let difference): ("pushed", difference.text)
    case .behind(let difference): ("to pull", difference.text)
    case .ahead(let difference): ("to push", difference.text)
    case .behindAndAhead(let pull, let push):
      ("to pull and push", "\(pull.text) from \(remote); \(push.text) from here")
    case .joined(let join): ("joined", join.text(at: remote))
    case .joinable(let join): ("to join", join.text(at: remote))
    case .conflict, .refused: nil
    }
  }

  /// What people need to see of a conflict to decide about it.
  fileprivate var details: [String] {
    if case .conflict(let conflict) = result { conflict.texts?.lines ?? [] } else { [] }
  }

  func json(at remote: String) -> JSONObject {
    var object: JSONObject = [
      "object": "remote_change", "remote": .string(remote), "name": .string(name.rawValue),
    ]
    if let id { object["id"] = .string(id.rawValue) }
    object["result"] = .string(label)
    switch result {
    case .pulled(let difference), .behind(let difference): object["pull"] = difference.json
    case .pushed(let difference), .ahead(let difference): object["push"] = difference.json
    case .behindAndAhead(let pull, let push):
      object["pull"] = pull.json
      object["push"] = push.json
    case .joined(let join), .joinable(let join): object["join"] = join.json
    case .conflict, .refused: break
    }
    if let error { object["error"] = ErrorReport(error).json["error"] }
    if let note { object["note"] = .string(note) }
    return object
  }

  private var label: String {
    switch result {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .behind: "behind"
    case .ahead: "ahead"
    case .behindAndAhead: "behind_and_ahead"
    case .joined: "joined"
    case .joinable: "joinable"
    case .conflict: "conflict"
    case .refused: "refused"
    }
  }
}

extension PromptDifference {
  fileprivate var text: String {
    var parts: [String] = []
    switch kind {
    case .created, .changed: break
    case .renamed(let old): parts.append("renamed from \(old)")
    case .deleted: parts.append("deleted")
    case .buried: parts.append("its deletion")
    }
    if let versions {
      parts.append(
        versions.count == 1
          ? "v\(versions.lowerBound)" : "v\(versions.lowerBound) to v\(versions.upperBound)")
    }
    for (pointer, number) in pointers.sorted(by: { $0.key.label < $1.key.label }) {
      parts.append("v\(number) is \(pointer.label)")
    }
    if editsRecord, kind != .created { parts.append("record edited") }
    return parts.joined(separator: ", ")
  }

  fileprivate var json: JSONValue {
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
    return .object(object)
  }
}

extension RemoteReport {
  /// How many prompts are listed for people; programs get all.
  fileprivate static var shownLines: Int { 20 }

  /// Of how many conflicts people see both texts.
  fileprivate static var shownConflicts: Int { 5 }

  /// One line that counts what became of the prompts.
  var summary: String {
    if prompts.isEmpty, upToDate.isEmpty, shared.isEmpty {
      return "Neither '\(remote)' nor this repository has prompts; "
        + "`promptrepo commit --first` begins here."
    }
    // What is about no single prompt counts as one thing too.
    let verbs = prompts.map(\.result.verb) + shared.map(\.result.verb)
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

extension PromptOutcome.Result {
  /// The word under which it is counted.
  fileprivate var verb: String {
    switch self {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .joined: "joined"
    case .joinable: "to join"
    case .behind: "to pull"
    case .ahead: "to push"
    case .behindAndAhead: "to pull and push"
    case .conflict: "in conflict"
    case .refused: "refused"
    }
  }
}

extension SharedOutcome.Result {
  fileprivate var verb: String {
    switch self {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .joined: "joined"
    case .joinable: "to join"
    case .behind: "to pull"
    case .ahead: "to push"
    case .conflict: "in conflict"
    case .refused: "refused"
    }
  }
}
