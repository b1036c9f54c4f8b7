internal import CommandKit
internal import PromptRepo

let releaseListCommand = Command<CommandContext>(
  "list", abstract: "List the releases, and where they are live."
) { context in
  let repository = try context.readOnlyRepository()
  let steps = try repository.releaseSteps()
  var live: [ReleaseName: [EnvironmentName]] = [:]
  for environment in try repository.environments() {
    if let step = try repository.liveRelease(in: environment.name) {
      live[step.release, default: []].append(environment.name)
    }
  }
  var table = Table()
  table.add(heading: "NAME", "PROMPTS", "MADE", "BY", "LIVE IN")
  let releases = try repository.releases()
  for release in releases {
    let creation = steps.first { $0.release == release.name && $0.action == .created }
    let places = live[release.name] ?? []
    if context.json {
      try context.output.json(release.json(creation, liveIn: places))
    } else {
      table.add(
        .init(release.name.rawValue, .bold), .init("\(release.members.count)"),
        .init(creation?.author.time.local ?? ""), .init(creation?.author.name ?? "", .cyan),
        .init(places.map(\.rawValue).joined(separator: ", "), .green))
    }
  }
  if context.json { return }
  if !releases.isEmpty {
    try context.output.table(table)
  } else if context.output.isTerminal {
    try context.output.line("No releases.")
  }
}

let releaseShowCommand = Command<CommandContext>(
  "show", abstract: "Show the versions of a release.",
  .argument("release", help: "The release.")
) { (context, name: ReleaseName) in
  let release = try context.readOnlyRepository().release(name)
  if context.json { return try context.output.json(release.json()) }
  try release.show(context.output)
}
