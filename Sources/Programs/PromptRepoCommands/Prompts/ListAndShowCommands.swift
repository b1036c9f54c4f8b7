internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptRepo

let listCommand = Command<CommandContext>(
  "list", abstract: "List the prompts.",
  discussion: """
    With --json, prints one prompt per line. An active version is shown as held back if a \
    rollback restored it and no newer version became active since.
    """,
  .optionalArgument("prefix", help: "List only prompts whose names begin with this text."),
  .option("--limit", valueName: "n", help: "List at most this many.").orDashAndNumber(),
  .option("--after", valueName: "name", help: "List only prompts after this one, for paging."),
  .flag("--archived", help: "Include archived prompts.")
) { (context, prefix: String?, limit: Int?, after: PromptName?, archived: Bool) in
  if let limit, limit < 1 { throw UsageError("--limit takes a number from 1.") }
  let repository = try context.repository()
  var prompts: [(prompt: Prompt, withdrawal: WithdrawnVersions?)] = []
  var failures: [ErrorReport] = []
  var last = after
  while prompts.count < limit ?? .max {
    let names = try repository.names(
      under: prefix ?? "", after: last, limit: limit.map { $0 - prompts.count })
    for name in names {
      do throws(RepositoryError) {
        guard let prompt = try repository.prompt(name) else { continue }
        guard archived || !prompt.record.isArchived else { continue }
        prompts.append((prompt, nil))
        prompts[prompts.endIndex - 1].withdrawal = try repository.withdrawal(of: prompt)
      } catch {
        // One damaged prompt hides no other.
        guard error.code == .damaged else { throw error }
        failures.append(ErrorReport(error, about: name))
      }
    }
    // What is archived leaves room for others.
    guard limit != nil, let end = names.last else { break }
    last = end
  }
  try context.show(prompts)
  if prompts.isEmpty, failures.isEmpty {
    try context.sayNoPrompts(prefix, after: after, hidesArchived: !archived)
  }
  try context.finish(failures)
}

extension CommandContext {
  fileprivate func show(
    _ prompts: [(prompt: Prompt, withdrawal: WithdrawnVersions?)]
  ) throws {
    guard !json else {
      for (prompt, withdrawal) in prompts {
        var object = prompt.json
        if let withdrawal { object["held_back"] = .object(withdrawal.json(of: prompt.name)) }
        try output.json(object)
      }
      return
    }
    guard !prompts.isEmpty else { return }
    var table = Table(narrowing: [.leaveOut(3), .leaveOut(4)])
    table.add(heading: "NAME", "ACTIVE", "LATEST", "UPDATED", "TITLE")
    for (prompt, withdrawal) in prompts {
      let active = prompt.active.map { "v\($0.version)" } ?? "-"
      table.add(
        .init(prompt.name.rawValue, .bold),
        .init(
          withdrawal == nil ? active : "\(active) (held back)", withdrawal.map { _ in .yellow }),
        .init(prompt.latest.map { "v\($0.number)" } ?? "-"), .init(prompt.updatedAt.day),
        .cut(prompt.record.title ?? ""), .init(prompt.record.isArchived ? "archived" : "", .faint))
    }
    try output.table(table)
  }
}

let showCommand = Command<CommandContext>(
  "show", abstract: "Print a version's template, byte for byte.",
  discussion: "With --json, prints the version with its template and configuration.",
  .argument("name[@spec]", help: "The prompt and its version; the active one by default."),
  .spec
) { (context, revision: Revision, other: VersionSpec?) in
  let spec = try revision.spec(or: other)
  let repository = try context.repository()
  let version = try repository.version(revision.name, spec ?? .active)
  let content = try repository.content(of: version)
  if context.json {
    try context.output.json(version.json(of: revision.name, content: content))
  } else {
    try context.output.exact(content.template)
  }
}
