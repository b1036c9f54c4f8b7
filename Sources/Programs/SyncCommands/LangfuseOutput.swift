internal import CanonicalJSON
internal import LangfuseImport
internal import PromptRepo
internal import PromptRepoCommands

/// What an import from Langfuse did, as the command shows it.
struct LangfuseReportText {
  private let report: LangfuseReport
  private let isDryRun: Bool
  /// So many labels that have no place are named.
  private static let namedLabels = 5
  /// So many entries that cannot be read are told one by one.
  private static let namedFaults = 20

  init(_ report: LangfuseReport, isDryRun: Bool) {
    self.report = report
    self.isDryRun = isDryRun
  }

  var outcome: SyncOutcome {
    var outcome = SyncOutcome(
      warnings: warnings, lines: lines,
      json: report.prompts.map(\.json) + [summaryJSON], exitCode: report.isIncomplete ? 1 : 0)
    outcome.changesPrompts = report.prompts.contains { $0.isChange }
    return outcome
  }

  private var warnings: [String] {
    var warnings = report.faults.prefix(Self.namedFaults).map { "\($0.oneLine): left out" }
    let rest = report.faults.count - warnings.count
    if rest > 0 { warnings.append("\(rest) more left out: --json shows all") }
    return warnings
  }

  private var isChange: Bool { report.prompts.contains { $0.isChange } }
  private var versionCount: Int { report.prompts.reduce(0) { $0 + $1.addedCount } }
  private var leftOutCount: Int { report.prompts.reduce(0) { $0 + $1.leftOut.count } }

  private var lines: [String] {
    let shown = report.prompts.filter(\.isShown)
    // One long name pushes no other line aside.
    let width = min(40, shown.map(\.shownName.count).max() ?? 0)
    var lines = shown.flatMap { $0.lines(width: width) }
    if !report.environments.isEmpty {
      let names = report.environments.map(\.rawValue).joined(separator: ", ")
      let noun = report.environments.count == 1 ? "environment" : "environments"
      lines.append("\(isDryRun ? "Would add" : "Added") the \(noun) \(names)")
    }
    for name in report.unlabelledEnvironments {
      let near = question(about: name.rawValue, among: report.labels.map(\.name))
      lines.append(
        "Environment \(name) \(isDryRun ? "would not be" : "was not") added, since no version that "
          + "can be taken over is labelled '\(name)'" + (near.map { ". \($0)" } ?? ""))
    }
    for name in report.removedEnvironments {
      lines.append(
        "Environment \(name) was removed here, and stays so: `promptrepo env add \(name)` adds it")
    }
    if report.undeployedCount > 0 {
      let isOne = report.undeployedCount == 1
      lines.append(
        "\(counted(report.undeployedCount, "prompt")) labelled production \(isOne ? "is" : "are") not "
          + "live in the environment production: --environments production deploys "
          + (isOne ? "it" : "them"))
    }
    lines.append(summary)
    if isChange {
      lines.append(
        "Langfuse keeps no history of labels and no deleted versions: here they begin now.")
    }
    return lines
  }

  private var summary: String {
    let prompts = counted(report.prompts.count, "prompt")
    var parts: [String] = []
    if isChange {
      parts.append("\(prompts), \(counted(versionCount, "version"))")
    } else {
      parts.append("\(prompts): nothing new")
    }
    if leftOutCount > 0 { parts.append("\(counted(leftOutCount, "version")) left out") }
    let failed = report.prompts.count { $0.failure != nil }
    if failed > 0 { parts.append("\(counted(failed, "prompt")) left out") }
    if isChange { parts += labelParts }
    return (isDryRun && isChange ? "Would import " : "") + parts.joined(separator: "; ")
  }

  /// What labels do not do.
  private var labelParts: [String] {
    let placeless = report.otherLabels.filter { !$0.canBeEnvironment }
    var parts = placeless.prefix(Self.namedLabels).map { label in
      "label '\(label.label.name)' has no place here (\(label.example)"
        + (label.count > 1 ? " and \(label.count - 1) more)" : ")")
    }
    if placeless.count > Self.namedLabels {
      let rest = placeless.count - Self.namedLabels
      parts.append("nor \(rest == 1 ? "has" : "have") \(counted(rest, "more label"))")
    }
    let others = report.otherLabels.filter(\.canBeEnvironment)
    if !others.isEmpty {
      let names = others.prefix(Self.namedLabels).map(\.label)
      parts.append(
        "labels that deploy nothing: \(names.joined(separator: ", "))"
          + (others.count > names.count ? " and \(others.count - names.count) more" : "")
          + "; --environments \(names.joined(separator: ",")) deploys them")
    }
    return parts
  }

  private var summaryJSON: JSONObject {
    [
      "object": "langfuse.summary", "dry_run": .bool(isDryRun),
      "prompts": .integer(report.prompts.count),
      "created": .integer(report.prompts.count(where: \.isNew)),
      "changed": .integer(report.prompts.count { $0.isChange && !$0.isNew }),
      "versions": .integer(versionCount), "left_out": .integer(leftOutCount),
      "undeployed": .integer(report.undeployedCount),
      "environments": .array(report.environments.map { .string($0.rawValue) }),
      "removed_environments": .array(report.removedEnvironments.map { .string($0.rawValue) }),
      "unlabelled_environments": .array(
        report.unlabelledEnvironments.map { .string($0.rawValue) }),
      "other_labels": .array(
        report.otherLabels.map { label in
          [
            "label": .string(label.label), "prompts": .integer(label.count),
            "can_be_environment": .bool(label.canBeEnvironment),
          ]
        }), "unreadable": .array(report.faults.map { .string($0) }),
    ]
  }
}

extension LangfuseReport.PromptItem {
  fileprivate var shownName: String { name?.rawValue ?? "'\(title.name)'" }

  fileprivate var isShown: Bool {
    isChange || failure != nil || !leftOut.isEmpty || !notes.isEmpty
  }

  /// The prompt for people: one line, and others below it for what is not as it should be.
  fileprivate func lines(width: Int) -> [String] {
    let padding = String(repeating: " ", count: max(0, width - shownName.count))
    var lines = ["\(shownName)\(padding)  \(failure?.text(of: title) ?? summary)"]
    lines += leftOut.prefix(Self.namedVersions).map {
      "  version \($0.version.oneLine) left out: \($0.reason.oneLine)"
    }
    if leftOut.count > Self.namedVersions {
      lines.append("  \(leftOut.count - Self.namedVersions) more left out; --json shows all")
    }
    for remark in remarks {
      let named = remark.versions.prefix(Self.namedVersions).map { "\($0)" }
      let rest = remark.versions.count - named.count
      let versions = named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      let noun = remark.versions.count == 1 ? "version" : "versions"
      lines.append("  \(noun) \(versions): \(remark.text.oneLine)")
    }
    lines += sentences.map { "  \($0)" }
    return lines
  }

  /// So many versions are told one by one.
  private static var namedVersions: Int { 10 }

  /// The notes that the prompt's own line does not say, in words.
  private var sentences: [String] {
    guard let name else { return [] }
    return notes.compactMap { $0.sentence(name, of: self) }
  }

  /// Whether it is archived here, so that nothing of it can be made live.
  fileprivate var isArchived: Bool {
    notes.contains { if case .archived = $0 { true } else { false } }
  }

  private var summary: String {
    var text = counted(addedCount, isNew ? "version" : "new version")
    if addedCount == 0 { text = tagsAreNew ? "new tags" : "nothing new" }
    if isNew, let name, !title.utf8.elementsEqual(name.rawValue.utf8) {
      text += " as '\(title.name)'"
    }
    text += live.map { ", \($0.isActiveAlone ? "active" : $0.label) v\($0.version)" }.joined()
    if addedCount > 0, let numbers = numbersText { text += "; \(numbers)" }
    for case .nothingActive in notes {
      text += "; nothing is labelled production"
      if let name, !isArchived { text += ": `promptrepo activate \(name)@latest` makes it active" }
    }
    return text
  }

  /// Which numbers are others here; nil where all are the same.
  private var numbersText: String? {
    var runs: [(there: ClosedRange<Int>, shift: Int)] = []
    for pair in numbers where pair.there != pair.here {
      let shift = pair.here - pair.there
      if let last = runs.last, last.shift == shift, last.there.upperBound + 1 == pair.there {
        runs[runs.count - 1].there = last.there.lowerBound...pair.there
      } else {
        runs.append((pair.there...pair.there, shift))
      }
    }
    guard !runs.isEmpty else { return nil }
    let parts = runs.map { run in
      let here = (run.there.lowerBound + run.shift)...(run.there.upperBound + run.shift)
      return "\(run.there.words) \(run.there.count == 1 ? "is" : "are") \(here.words)"
    }
    let text = "Langfuse's \(parts.joined(separator: ", ")) here"
    guard !deleted.isEmpty else { return text }
    let isOne = deleted.count == 1 && deleted[0].count == 1
    return text
      + ": \(deleted.map(\.words).joined(separator: ", ")) \(isOne ? "was" : "were") deleted"
  }
}

extension ClosedRange<Int> {
  /// The range in words: `5`, or `5 to 7`.
  fileprivate var words: String {
    lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)"
  }
}

extension LangfuseReport.Failure {
  /// Why nothing was taken, with what to do.
  fileprivate func text(of title: String) -> String {
    switch self {
    case .deletedHere(let author, let time):
      "left out: \(author) deleted it here on \(time.rfc3339.prefix(10)); --recreate imports it anew"
    case .unread(let reason): "left out: \(reason.oneLine); run it again"
    case .noVersion: "left out: it has no version that can be taken over"
    }
  }
}

extension LangfuseReport.Note {
  /// The note in words; nil for what the prompt's own line says.
  fileprivate func sentence(_ name: PromptName, of item: LangfuseReport.PromptItem) -> String? {
    switch self {
    case .nothingActive: return nil
    case .labelElsewhere(let label, let there, let here, let environment, let live):
      let place = environment.map { "live in \($0)" } ?? "active"
      let what =
        "label \(label) is at Langfuse's \(there), and v\(live) is \(place) here: not followed"
      guard let here else { return what }
      let command =
        environment.map { "deploy \(name)@v\(here) --env \($0)" } ?? "activate \(name)@v\(here)"
      let first = item.isArchived ? "`promptrepo unarchive \(name)`, then " : ""
      return "\(what); \(first)`promptrepo \(command)` follows it"
    case .labelLeftOut(let label, let there):
      return "label \(label) is at Langfuse's \(there), which was left out"
    case .notDeployed(let version, let environment, let error):
      var commands = item.isArchived ? ["unarchive \(name)"] : []
      if case .required(let other, _, _)? = error.cause as? DeploymentRule,
        !item.live.contains(where: { $0.label == other.rawValue && $0.version == version })
      {
        commands.append("deploy \(name)@v\(version) --env \(other)")
      }
      commands.append("deploy \(name)@v\(version) --env \(environment)")
      let steps = commands.map { "`promptrepo \($0)`" }.joined(separator: ", then ")
      return
        "v\(version) was not deployed to \(environment): \(error.message.oneLine); \(steps) deploys it"
    case .archived: return "it is archived here, and stays so"
    case .tagsEdited: return "its tags were edited here, and stay so"
    case .otherText(let there, let here):
      return "Langfuse's \(there) is another text now than v\(here), which was imported for it"
    }
  }
}

extension LangfuseReport.PromptItem {
  /// The prompt for programs.
  fileprivate var json: JSONObject {
    let state =
      if failure != nil { "left_out" } else if isNew { "created" } else if isChange {
        "changed"
      } else {
        "unchanged"
      }
    return [
      "object": "langfuse.prompt", "title": .string(title),
      "name": name.map { .string($0.rawValue) } ?? .null, "state": .string(state),
      "added": .integer(addedCount),
      "versions": .array(
        numbers.map { ["langfuse": .integer($0.there), "version": .integer($0.here)] }),
      "deleted": .array(deleted.map { .string($0.words) }),
      "live": .array(
        live.map { live in
          var object: JSONObject = [
            "label": .string(live.label), "version": .integer(live.version),
          ]
          if live.isActiveAlone { object["active_alone"] = true }
          return .object(object)
        }),
      "left_out": .array(
        leftOut.map { ["version": .string($0.version), "reason": .string($0.reason)] }),
      "remarks": .array(
        remarks.map { remark in
          [
            "text": .string(remark.text),
            "versions": .array(remark.versions.map { .integer($0) }),
          ]
        }),
      "notes": .array(sentences.map { .string($0) }),
      "failure": failure.map { .string($0.text(of: title)) } ?? .null,
    ]
  }
}

extension String {
  /// The text on one line, since one of its own could be taken for one of this program's; of a long
  /// one the beginning.
  fileprivate var oneLine: String { beginning(500) }

  /// The same of a name or a label.
  fileprivate var name: String { beginning(100) }

  private func beginning(_ most: Int) -> String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    guard line.unicodeScalars.count > most else { return line }
    return String(String.UnicodeScalarView(line.unicodeScalars.prefix(most))) + "…"
  }
}
