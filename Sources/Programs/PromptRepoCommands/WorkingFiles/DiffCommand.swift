internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate
internal import TextDiff

let diffCommand = Command<CommandContext>(
  "diff", abstract: "Compare two versions, or a version and the working file.",
  discussion: """
    By default, compares the latest version with the working file. One SPEC compares that version \
    with the working file; two compare two versions. Shows changed words as [-old-]{+new+}, then \
    added and removed variables, then the configuration. Says if the working file is based on a \
    version that was rolled back.
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
    if usesExitCode, difference.isAny { throw CommandExit.differs }
  }
}

extension CommandContext {
  fileprivate func difference(
    _ revision: Revision, _ spec: VersionSpec?, _ repository: Repository
  ) throws -> ContentDifference {
    let name = revision.name
    func side(_ spec: VersionSpec) throws -> ContentDifference.Side {
      let version = try repository.version(name, spec)
      return .init(label: "\(name)@v\(version.number)", try repository.content(of: version))
    }
    if let from = revision.spec, let spec {
      return ContentDifference(try side(from), try side(spec))
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
    return ContentDifference(
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

  /// Shows a difference, and what the working file that it shows goes on from.
  func show(_ difference: ContentDifference, _ status: PromptStatus? = nil) throws {
    guard !json else {
      var object = difference.json
      if let status, let withdrawal = status.withdrawal {
        object["held_back"] = .object(withdrawal.json(of: status.name))
      }
      return try output.json(object)
    }
    try show(texts: difference)
    if let note = status?.withdrawalNote { try output.line(output.styled(note, .yellow)) }
  }

  private func show(texts difference: ContentDifference) throws {
    guard difference.isAny else { return }
    func line(_ text: String, _ style: Style?) throws {
      try output.styledText((style.map { output.styled(text, $0) } ?? text) + "\n")
    }
    try line("--- \(difference.old.label.visible)", .bold)
    try line("+++ \(difference.new.label.visible)", .bold)
    if difference.templateDiffers {
      let words = difference.words(isColoured: output.isColoured)
      try output.styledText(words.utf8.last == 10 ? words : "\(words)\n")
    }
    for name in difference.addedVariables { try line("+ variable \(name.visible)", .green) }
    for name in difference.removedVariables { try line("- variable \(name.visible)", .red) }
    for text in difference.configLines {
      let style: Style? =
        text.utf8.first == UInt8(ascii: "+")
        ? .green : text.utf8.first == UInt8(ascii: "-") ? .red : nil
      try line(text, style)
    }
  }
}

/// What is different between two contents: words, variables and configuration.
struct ContentDifference {
  /// One of the two.
  struct Side {
    let label: String
    let content: VersionContent

    init(label: String, _ content: VersionContent) {
      self.label = label
      self.content = content
    }

    fileprivate var variables: [String] {
      Template(content.template, dialect: content.dialect).variables.map(\.name)
    }

    fileprivate var config: JSONValue { .object(content.config ?? JSONObject()) }
  }

  let old: Side
  let new: Side
  /// Variables that only the new template has, in the order in which it has them.
  let addedVariables: [String]
  /// Variables that only the old template has.
  let removedVariables: [String]

  init(_ old: Side, _ new: Side) {
    self.old = old
    self.new = new
    let (before, after) = (old.variables, new.variables)
    addedVariables = after.filter { !before.contains($0) }
    removedVariables = before.filter { !after.contains($0) }
  }

  var isAny: Bool { old.content != new.content }

  var templateDiffers: Bool {
    !old.content.template.hasSameBytes(as: new.content.template)
  }

  /// The changed words with the lines around them, all of it visible.
  func words(isColoured: Bool) -> String {
    let (old, new) = (old.content.template.withoutSecrets, new.content.template.withoutSecrets)
    if old.hasSameBytes(as: new) { return "a secret differs, and is not shown" }
    return WordDiff(old: old.visible, new: new.visible).rendered(isColoured ? .ansi : .plain)
  }

  /// The configuration's changed lines under a heading; none when it is the same.
  var configLines: [String] {
    guard old.config != new.config else { return [] }
    let diff = LineDiff(old: old.config.text(.pretty) + "\n", new: new.config.text(.pretty) + "\n")
    let text = diff.unified(oldLabel: "config", newLabel: "config")
    return ["config:"]
      + text.utf8.split(separator: 10).map {
        String(decoding: $0, as: UTF8.self).visibleWithoutSecrets
      }
      .filter { !$0.utf8.starts(with: "--- ".utf8) && !$0.utf8.starts(with: "+++ ".utf8) }
  }

  var json: JSONObject {
    let template = LineDiff(
      old: old.content.template.withoutSecrets, new: new.content.template.withoutSecrets)
    return [
      "object": "diff", "from": side(old), "to": side(new), "different": .bool(isAny),
      "template_diff": .string(
        templateDiffers ? template.unified(oldLabel: old.label, newLabel: new.label) : ""),
      "variables_added": .array(addedVariables.map { .string($0) }),
      "variables_removed": .array(removedVariables.map { .string($0) }),
    ]
  }

  private func side(_ side: Side) -> JSONValue {
    var object: JSONObject = [
      "label": .string(side.label), "hash": .string("\(side.content.hash)"),
    ]
    if let config = side.content.config { object["config"] = .object(config.withoutSecrets) }
    return .object(object)
  }
}
