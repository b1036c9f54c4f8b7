internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptLint
internal import PromptRepo

extension CommandContext {
  /// Shows what was fetched from git remotes and not pulled.
  func showNotPulled(_ names: [PromptName], isShort: Bool) throws {
    for report in try notPulled(names) {
      if json {
        for chain in report.repositoryWide { try output.json(chain.json(at: report.remote)) }
        for prompt in report.prompts { try output.json(prompt.json(at: report.remote)) }
      } else {
        for line in isShort ? [report.shortLine] : report.toPullLines { try output.line(line) }
      }
    }
  }

  /// What was fetched from git remotes and is not here yet; asks no remote.
  ///
  /// - Parameter names: Only these prompts; all, and what is about none, when empty.
  private func notPulled(_ names: [PromptName]) throws -> [RemoteReport] {
    let location = try location()
    let repository = try repository()
    do throws(RepositoryError) {
      let ledgers = try RemoteLedger.differingFromFetched(repository) {
        () throws(RepositoryError) in
        try gitRemotes(at: location)
      } git: { () throws(RepositoryError) in
        try captured(location)
      }
      var reports: [RemoteReport] = []
      for ledger in ledgers {
        reports.append(try ledger.plan().report.notPulled(names))
      }
      return reports.filter { !$0.prompts.isEmpty || !$0.repositoryWide.isEmpty }
    } catch {
      // The files are what was asked for; the next fetch comes to the same error, and says it.
      warn(
        "what was fetched cannot be compared: \(ErrorReport(error).message); `promptrepo fetch` "
          + "fetches it again")
      return []
    }
  }

  private func gitRemotes(at location: RepositoryLocation) throws(RepositoryError) -> [String] {
    switch location.kind {
    case .git: try asRepositoryError { try git(at: location).remotes() }
    case .directory: try captured(location).remotes()
    }
  }

  /// The user's git, which says nothing itself.
  private func captured(_ location: RepositoryLocation) throws(RepositoryError) -> GitProgram {
    try asRepositoryError { try gitProgram(at: location) }
  }

  private func asRepositoryError<Value>(
    _ body: () throws -> Value
  ) throws(RepositoryError) -> Value {
    do {
      return try body()
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.inputOutput, "\(error)")
    }
  }
}

extension RemoteReport {
  /// How many names are listed for people.
  private static var shownNames: Int { 5 }

  /// What is to be pulled, in one or two sentences for people.
  fileprivate var toPullLines: [String] {
    let (both, behind) = (prompts.filter(\.isInConflict), prompts.filter { !$0.isInConflict })
    let newer = behind.compactMap { outcome in
      outcome.newVersion.map { "\(outcome.name) (v\($0))" }
    }
    let changed =
      behind.filter { $0.newVersion == nil }.map(\.name.rawValue)
      + repositoryWide.map { "the \($0.kind.rawValue)" }
    var parts: [String] = []
    if !newer.isEmpty { parts.append("newer versions of \(RemoteReport.list(newer))") }
    if !changed.isEmpty { parts.append("changes of \(RemoteReport.list(changed))") }
    var lines: [String] = []
    if !parts.isEmpty {
      lines.append(
        "'\(remote)' has \(parts.joined(separator: ", and ")), as of the last fetch: "
          + "`promptrepo pull\(pullArgument)` brings them.")
    }
    if !both.isEmpty {
      lines.append(
        "Changed both here and at '\(remote)': \(RemoteReport.list(both.map(\.name.rawValue))); "
          + "`promptrepo pull\(pullArgument)` shows both sides.")
    }
    return lines
  }

  /// The same for `status --short`, in the form of the line that git has about a branch.
  fileprivate var shortLine: String {
    let names = prompts.map(\.name.rawValue) + repositoryWide.map(\.kind.rawValue)
    return "## \(remote) [behind \(names.count)] \(RemoteReport.list(names)): "
      + "promptrepo pull\(pullArgument)"
  }

  /// What `pull` has to be told to take this remote.
  private var pullArgument: String { remote == "origin" ? "" : " \(remote)" }

  private static func list(_ names: [String]) -> String {
    let more = names.count - shownNames
    return names.prefix(shownNames).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

extension PromptOutcome {
  fileprivate var isInConflict: Bool { if case .conflict = result { true } else { false } }

  /// The number of the newest version that only the remote has; nil where it has none.
  fileprivate var newVersion: Int? {
    switch result {
    case .behind(let difference), .behindAndAhead(let difference, _):
      difference.versions?.upperBound ?? difference.equalVersions.last?.there
    default: nil
    }
  }
}
