internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptReview

let diffCommand = Command<CommandContext>(
  "diff", abstract: "Compare two versions, or a version and the working file.",
  discussion: """
    By default, compares the latest version with the working file; without NAME, for each prompt \
    whose file was edited. One SPEC compares that version with the working file; two compare two \
    versions, and so does SPEC..SPEC. Shows changed words as [-old-]{+new+}, then variables that are new, gone or renamed, \
    then the configuration by path, then the size. Says if the working file is based on a version \
    that was rolled back. A new file has no version to compare with; `promptrepo status` shows it.
    """,
  .optionalArgument("name[@spec]", help: "The prompt and the version to compare from."),
  .optionalArgument("spec", help: "A version, or the one to compare to; NAME@SPEC works too."),
  .optionalArgument("spec", help: "The version to compare to."),
  .flag("--exit-code", help: "Exit with 1 if there is a difference, with 3 on failure.")
) {
  (
    context, prompt: ComparedPrompt?, first: ComparedVersion?, second: ComparedVersion?,
    usesExitCode: Bool
  ) in
  try withComparisonExitCodes(usesExitCode) {
    guard let prompt else { return try context.showEdits(usesExitCode) }
    let pair = try ComparedPair(prompt, first, second)
    let repository = try context.repository()
    let difference = try context.difference(pair, repository)
    let status = try context.withdrawnStatus(pair, repository)
    try context.show(difference, status)
    if usesExitCode, difference.change.isAny { throw CommandExit.differs }
  }
}

/// A version to compare with, or two: `SPEC` of the prompt that is named already, `NAME@SPEC`, or as
/// with git, `SPEC..SPEC`, of which an absent one is the latest.
private struct ComparedVersion: ArgumentValue {
  let sides: [(name: PromptName?, spec: VersionSpec)]

  init(argument: String) throws {
    guard let (first, second) = Self.ends(of: argument) else {
      sides = [try Self.side(argument)]
      return
    }
    guard second.utf8.first != UInt8(ascii: ".") else {
      throw UsageError("Two dots stand between two versions, as in v1..v2.")
    }
    sides = [try Self.side(first), try Self.side(second)]
  }

  private static func side(_ text: String) throws -> (name: PromptName?, spec: VersionSpec) {
    if text.isEmpty { return (nil, .latest) }
    guard text.utf8.contains(UInt8(ascii: "@")) else { return (nil, try VersionSpec(text)) }
    let revision = try Revision(argument: text)
    guard let spec = revision.spec else { throw UsageError("It names no version.") }
    return (revision.name, spec)
  }

  /// What stands before and after `..`, which no name has in it.
  static func ends(of text: String) -> (first: String, second: String)? {
    let bytes = text.utf8
    var index = bytes.startIndex
    while let dot = bytes[index...].firstIndex(of: UInt8(ascii: ".")) {
      index = bytes.index(after: dot)
      guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") else { continue }
      return (
        String(decoding: bytes[..<dot], as: UTF8.self),
        String(decoding: bytes[bytes.index(after: index)...], as: UTF8.self)
      )
    }
    return nil
  }

  var argument: String {
    sides.map { side in side.name.map { "\($0)@\(side.spec)" } ?? "\(side.spec)" }
      .joined(separator: "..")
  }

  static var completion: Completion { .custom("version") }
}

/// A prompt to compare, and which versions of it: `NAME`, `NAME@SPEC` or `NAME@SPEC..SPEC`.
private struct ComparedPrompt: ArgumentValue {
  let name: PromptName
  let versions: ComparedVersion?

  init(name: PromptName) {
    (self.name, versions) = (name, nil)
  }

  init(argument: String) throws {
    let parts = argument.utf8.split(
      separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    name = try PromptName(argument: String(decoding: parts[0], as: UTF8.self))
    versions =
      parts.count < 2
      ? nil : try ComparedVersion(argument: String(decoding: parts[1], as: UTF8.self))
  }

  var argument: String { versions.map { "\(name)@\($0.argument)" } ?? name.rawValue }

  static var completion: Completion { .custom("revision") }

  static var wordKind: String? { PromptPaths.wordKind }
}

/// What is compared: a version with another one, or with the working file.
private struct ComparedPair {
  let name: PromptName
  /// The version to compare from; the latest when absent.
  let from: VersionSpec?
  /// The version to compare to; the working file when absent.
  let to: (name: PromptName, spec: VersionSpec)?

  init(_ prompt: ComparedPrompt, _ first: ComparedVersion?, _ second: ComparedVersion?)
    throws(UsageError)
  {
    name = prompt.name
    var specs = [prompt.versions, first, second].compactMap { $0?.sides }.flatMap(\.self)
    guard let start = specs.first else {
      (from, to) = (nil, nil)
      return
    }
    guard start.name ?? name == name else {
      throw UsageError("Say which version of '\(name)': \(name)@latest.")
    }
    from = specs.removeFirst().spec
    guard specs.count < 2 else { throw UsageError("Name two versions, not three.") }
    to = specs.first.map { ($0.name ?? prompt.name, $0.spec) }
  }
}

extension CommandContext {
  /// Shows the difference of each edited file to the latest version.
  fileprivate func showEdits(_ usesExitCode: Bool) throws {
    let (workspace, repository) = (try workspace(), try repository())
    let status = try workspace.status(in: repository, absent: .counted)
    try warn(status.warnings)
    var failures = status.unreadable.map { ErrorReport(RepositoryError.unreadable($0)) }
    var differs = false
    for prompt in status.prompts where prompt.latest != nil {
      switch prompt.state {
      case .changed, .conflict:
        let pair = try ComparedPair(ComparedPrompt(name: prompt.name), nil, nil)
        let difference = try difference(pair, repository)
        differs = differs || difference.change.isAny
        try show(difference, prompt.withdrawal == nil ? nil : prompt)
      case .invalid(let error): failures.append(ErrorReport(RepositoryError.unreadable(error)))
      case .new, .unchanged, .behind, .missing, .notCheckedOut: continue
      }
    }
    do {
      try finish(failures)
    } catch {
      throw usesExitCode ? CommandExit(code: ErrorReport.comparisonFailure) : error
    }
    if usesExitCode, differs { throw CommandExit.differs }
  }

  fileprivate func difference(
    _ pair: ComparedPair, _ repository: Repository
  ) throws -> LabelledChange {
    let name = pair.name
    func side(_ name: PromptName, _ spec: VersionSpec) throws -> LabelledChange.Side {
      let version = try repository.version(name, spec)
      return try .init(
        label: "\(name)@v\(version.number)", repository.content(of: version), in: repository)
    }
    if let to = pair.to {
      return LabelledChange(try side(name, pair.from ?? .latest), try side(to.name, to.spec))
    }
    let workspace = try workspace()
    let path = workspace.relativePath(of: name)
    if try repository.prompt(name) == nil, try files.exists(workspace.path(of: name)) {
      throw RepositoryError(
        .notFound, "\(path) has no version yet to compare with",
        hint: try firstPullHint() ?? hint(forFirst: name, workspace))
    }
    let from = try side(name, pair.from ?? .latest)
    guard let file = try workspace.file(of: name) else {
      throw RepositoryError(
        .notFound, "there is no working file \(path) to compare with",
        hint: "`promptrepo checkout \(name)` writes it; or name two versions: \(name)@v1 v2")
    }
    return LabelledChange(
      from, try .init(label: path, file.content(), in: repository))
  }

  /// What to type about a file without a version, once it can be read.
  private func hint(forFirst name: PromptName, _ workspace: Workspace) -> String {
    let commit = "`promptrepo commit \(name)` creates the first one"
    do {
      _ = try workspace.file(of: name)
      return commit
    } catch {
      return "It cannot be read: \(error.message). Once it can, \(commit)"
    }
  }

  /// How the working file stands, if a diff shows it and it goes on from a withdrawn version.
  fileprivate func withdrawnStatus(
    _ pair: ComparedPair, _ repository: Repository
  ) throws -> PromptStatus? {
    guard pair.to == nil, try repository.withdrawal(of: pair.name) != nil else { return nil }
    let status = try workspace().status(of: [pair.name], in: self.repository())
    return status.prompts.first.flatMap { $0.withdrawal == nil ? nil : $0 }
  }
}

extension RepositoryError {
  /// A file that cannot be read.
  fileprivate static func unreadable(_ error: PromptFileError) -> RepositoryError {
    RepositoryError(.invalid, "\(error.path): \(error.reason)", cause: error)
  }
}
