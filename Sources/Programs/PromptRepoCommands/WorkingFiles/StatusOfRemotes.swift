internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptLint
internal import PromptRepo

extension CommandContext {
  /// Shows what was fetched from git remotes and not pulled.
  func showNotPulled(_ names: [PromptName], isShort: Bool) throws {
    let reports = try notPulled(names)
    guard !reports.isEmpty else { return }
    let standard = json ? nil : try standardRemote()
    for report in reports {
      if json {
        for chain in report.repositoryWide { try output.json(chain.json(at: report.remote)) }
        for prompt in report.prompts { try output.json(prompt.json(at: report.remote)) }
      } else {
        // A remote that a command takes by itself need not be named.
        let argument = report.remote == standard ? "" : " \(report.remote)"
        let waiting = NotPulled(report, argument: argument)
        for line in isShort ? [waiting.shortLine] : waiting.lines { try output.line(line) }
      }
    }
  }

  /// The git remote that commands take where none is named; nil where they would ask for one.
  private func standardRemote() throws -> String? {
    let git = try gitProgram(at: location())
    do throws(RepositoryError) {
      return try GitRemote(of: git).name
    } catch {
      return nil
    }
  }

  /// What was fetched from git remotes and is not here yet, as far as it can be compared.
  private func notPulled(_ names: [PromptName]) throws -> [RemoteReport] {
    let repository = try repository()
    do throws(RepositoryError) {
      return try reportsOfFetched(repository, names)
    } catch {
      // The files are what was asked for; the next fetch comes to the same error, and says it.
      warn(
        "what was fetched cannot be compared: \(ErrorReport(error).message); `promptrepo fetch` "
          + "fetches it again")
      return []
    }
  }

  /// What was fetched from git remotes and is not here yet; asks no remote.
  ///
  /// - Parameter names: Only these prompts; all, and what is about none, when empty.
  func reportsOfFetched(
    _ repository: Repository, _ names: [PromptName] = []
  ) throws(RepositoryError) -> [RemoteReport] {
    let location = try asRepositoryError { try self.location() }
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

/// What was fetched of a remote and waits for a pull or for somebody to decide, in words.
struct NotPulled {
  /// How many names are listed for people.
  private static let shownNames = 5

  private let remote: String
  /// What `pull` and `fetch` have to be told to take this remote.
  private let argument: String
  /// What a pull brings: newer versions, versions that are here with the same content, and more.
  private var newer: [String] = []
  private var equal: [String] = []
  private var changed: [String] = []
  /// What somebody has to decide about, and what cannot be used.
  private var inConflict: [String] = []
  private(set) var refused: [String] = []
  private let names: [String]

  init(_ report: RemoteReport, argument: String) {
    (remote, self.argument) = (report.remote, argument)
    names = report.prompts.map(\.name.rawValue) + report.repositoryWide.map(\.kind.rawValue)
    for outcome in report.prompts {
      let name = outcome.name.rawValue
      switch outcome.result {
      case .conflict: inConflict.append(name)
      case .refused: refused.append(name)
      case .behind(let pull), .behindAndAhead(let pull, _):
        if let version = pull.versions?.upperBound {
          newer.append("\(name) (v\(version))")
        } else if let version = pull.equalVersions.last?.there {
          equal.append("\(name) (v\(version))")
        } else {
          changed.append(name)
        }
      default: changed.append(name)
      }
    }
    for chain in report.repositoryWide {
      let name = "the \(chain.kind.rawValue)"
      switch chain.result {
      case .conflict: inConflict.append(name)
      case .refused: refused.append(name)
      default: changed.append(name)
      }
    }
  }

  /// A sentence or two for people.
  var lines: [String] {
    var parts: [String] = []
    if !newer.isEmpty { parts.append("newer versions of \(NotPulled.list(newer))") }
    if !equal.isEmpty {
      parts.append("versions equal to those here of \(NotPulled.list(equal))")
    }
    if !changed.isEmpty { parts.append("changes of \(NotPulled.list(changed))") }
    var lines: [String] = []
    if !parts.isEmpty {
      lines.append(
        "'\(remote)' has \(parts.joined(separator: ", and ")), as of the last fetch: "
          + "`promptrepo pull\(argument)` brings them.")
    }
    if !inConflict.isEmpty {
      lines.append(
        "Changed both here and at '\(remote)': \(NotPulled.list(inConflict)); "
          + "`promptrepo pull\(argument)` shows both sides.")
    }
    if !refused.isEmpty {
      lines.append(
        "What was fetched from '\(remote)' cannot be pulled: \(NotPulled.list(refused)); "
          + "`promptrepo fetch\(argument)` tells why.")
    }
    return lines
  }

  /// The same for `status --short`, in the form of the line that git has about a branch.
  var shortLine: String {
    let behind = newer.count + equal.count + changed.count
    let counts = [(behind, "behind"), (inConflict.count, "conflict"), (refused.count, "refused")]
      .filter { $0.0 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    let command = names.count == refused.count ? "fetch" : "pull"
    return "## \(remote) [\(counts)] \(NotPulled.list(names)): promptrepo \(command)\(argument)"
  }

  static func list(_ names: [String]) -> String {
    let more = names.count - shownNames
    return names.prefix(shownNames).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
