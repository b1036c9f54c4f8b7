internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptReview

let diffCommand = Command<CommandContext>(
  "diff", abstract: "Compare two versions, or a version and the working file.",
  discussion: """
    By default, compares the latest version with the working file. One SPEC compares that version \
    with the working file; two compare two versions. Shows changed words as [-old-]{+new+}, then \
    variables that are new, gone or renamed, then the configuration by path, then the size. Says \
    if the working file is based on a version that was rolled back.
    """,
  .argument("name[@spec]", help: "The prompt and the version to compare from."),
  .optionalArgument("spec", help: "The version to compare to."),
  .flag("--exit-code", help: "Exit with 1 if there is a difference, with 3 on failure.")
) { (context, revision: Revision, spec: VersionSpec?, usesExitCode: Bool) in
  try withComparisonExitCodes(usesExitCode) {
    let repository = try context.repository()
    let difference = try context.difference(revision, spec, repository)
    let status = try context.withdrawnStatus(revision, spec, repository)
    try context.show(difference, status)
    if usesExitCode, difference.change.isAny { throw CommandExit.differs }
  }
}

extension CommandContext {
  fileprivate func difference(
    _ revision: Revision, _ spec: VersionSpec?, _ repository: Repository
  ) throws -> LabelledChange {
    let name = revision.name
    func side(_ spec: VersionSpec) throws -> LabelledChange.Side {
      let version = try repository.version(name, spec)
      return .init(label: "\(name)@v\(version.number)", try repository.content(of: version))
    }
    if let from = revision.spec, let spec {
      return LabelledChange(try side(from), try side(spec))
    }
    let workspace = try workspace()
    let path = workspace.relativePath(of: name)
    if try repository.prompt(name) == nil, try files.exists(workspace.path(of: name)) {
      throw RepositoryError(
        .notFound, "\(path) has no version yet to compare with",
        hint: try firstPullHint() ?? hint(forFirst: name, workspace))
    }
    let from = try side(revision.spec ?? spec ?? .latest)
    guard let file = try workspace.file(of: name) else {
      throw RepositoryError(
        .notFound, "there is no working file \(path) to compare with",
        hint: "`promptrepo checkout \(name)` writes it; or name two versions: \(name)@v1 v2")
    }
    return LabelledChange(
      from, .init(label: path, try file.content()))
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
    _ revision: Revision, _ spec: VersionSpec?, _ repository: Repository
  ) throws -> PromptStatus? {
    guard revision.spec == nil || spec == nil, try repository.withdrawal(of: revision.name) != nil
    else { return nil }
    let status = try workspace().status(of: [revision.name], in: self.repository())
    return status.prompts.first.flatMap { $0.withdrawal == nil ? nil : $0 }
  }
}
