internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let pinCommand = Command<CommandContext>(
  "pin", abstract: "Pin partials to versions in working files.",
  discussion: """
    Writes into the headers what the templates' partials stand for. A partial without a pin gets what \
    its file holds, if that was edited, which the next commit makes a version; else its latest \
    version. A pin that is there stays, unless --to names its partial. Where a file gets another pin, \
    the files follow that included it as it was, and those that include them; one that is pinned to \
    an older version stays, and is named. Without names, looks at all working files. --check writes \
    nothing, and exits with 1 if a pin is missing, or older than what the partial has now.
    """,
  .onlyThese,
  .options(
    "--to", valueName: "partial",
    help: "Pin this partial anew, also where it has a pin; NAME@SPEC to that version."),
  .flag("--check", help: "Write nothing; exit with 1 if a pin is missing or behind.")
) { (context, names: [PromptName], targets: [Revision], isCheck: Bool) in
  let workspace = try context.workspace()
  let repository = try context.repository()
  var options = PinOptions(findsOlderPins: isCheck)
  for target in targets {
    guard options.targets.updateValue(target.spec, forKey: target.name) == nil else {
      throw UsageError("'\(target.name)' is named twice by --to.")
    }
  }
  let plan = try context.working("Reading") { progress in
    try workspace.planPins(
      of: names.isEmpty ? nil : names, in: repository, options: options, progress: progress)
  }
  if !isCheck { try workspace.pin(plan) }
  try context.show(plan, PinWords(names: names, targets: targets), isCheck: isCheck)
  try context.finish(plan.failures.map { ErrorReport($0) })
  if isCheck, !plan.items.isEmpty { throw CommandExit.differs }
}

extension CommandContext {
  fileprivate func show(_ plan: PinPlan, _ words: PinWords, isCheck: Bool) throws {
    if json {
      for item in plan.items + plan.left {
        try output.json(item.json(isWritten: item.isWritten && !isCheck))
      }
      return
    }
    var table = Table()
    for item in plan.items {
      table.add(
        .init(item.name.rawValue, .bold), .init(item.partial.rawValue),
        .folded(isCheck ? item.lack : item.step))
    }
    for item in plan.left {
      table.add(
        .init(item.name.rawValue, .bold), .init(item.partial.rawValue), .folded(item.lack))
    }
    // What is missing was asked for, also with --quiet.
    try (isCheck ? results : output).table(table)
    if plan.items.isEmpty, plan.failures.isEmpty {
      try output.line(isCheck ? "All pins are up to date." : "Nothing to pin.")
    }
    if isCheck, !plan.items.isEmpty { try advise(words.remedy(for: plan)) }
    if !plan.left.isEmpty { try advise(words.remedy(for: plan.left)) }
  }
}

/// What was typed behind `pin`.
private struct PinWords {
  let names: [PromptName]
  let targets: [Revision]

  /// The command with names of partials.
  private func command(_ partials: [String]) -> String {
    (["promptrepo pin"] + names.map(\.rawValue) + partials.map { "--to \($0)" })
      .joined(separator: " ")
  }

  /// What to type so that a check finds nothing.
  func remedy(for plan: PinPlan) -> String {
    var parts: [String] = []
    if plan.items.contains(where: \.isWritten) {
      parts.append(
        "`\(command(targets.map(\.argument)))` writes "
          + (targets.isEmpty ? "what is missing" : "what it would be"))
    }
    let behind = plan.items.filter { !$0.isWritten }
    if !behind.isEmpty { parts.append(newer(behind)) }
    return parts.joined(separator: ", ") + "."
  }

  /// What to type so that older pins become newer ones.
  func remedy(for items: [PinItem]) -> String { newer(items) + "." }

  private func newer(_ items: [PinItem]) -> String {
    var prompts: [PromptName] = []
    for item in items where !prompts.contains(item.prompt) { prompts.append(item.prompt) }
    return prompts.prefix(3).map { "`\(command([$0.rawValue]))` brings the newer one" }
      .joined(separator: ", ")
  }
}

extension PinItem {
  /// What the pin was: `v3 1b33768c2652`.
  private var before: String? {
    old.map { old in
      old.number.map { "v\($0) \(old.hash.short())" } ?? "\(old.hash.short()), which is no version"
    }
  }

  /// What the pin is then.
  private var after: String {
    new.number.map { "v\($0) \(new.hash.short())" } ?? "\(new.hash.short()), no version yet"
  }

  /// What the pin was and is: `v3 1b33768c2652 → v4 77c1e0aa91f2`.
  fileprivate var step: String { "\(before ?? "no pin") → \(after)" }

  /// What is wrong with a pin.
  fileprivate var lack: String {
    guard let before else { return "no pin; it would be \(after)" }
    return isWritten ? "\(before); it would be \(after)" : "\(before); there is \(after)"
  }

  /// The pin as machine-readable output shows it.
  fileprivate func json(isWritten: Bool) -> JSONObject {
    var object: JSONObject = [
      "object": "pin", "name": .string(name.rawValue), "path": .string(path),
      "partial": .string(partial.rawValue),
    ]
    object["from_hash"] = old.map { .string("\($0.hash)") } ?? .null
    object["from_version"] = old?.number.map { .integer($0) } ?? .null
    object["to_hash"] = .string("\(new.hash)")
    object["to_version"] = new.number.map { .integer($0) } ?? .null
    object["written"] = .bool(isWritten)
    return object
  }
}
