internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import TextDiff

extension Review {
  /// A `review.prompt` a line, then the `review.summary`.
  ///
  /// Texts are exact but for secrets; hidden characters are escaped as JSON does.
  func json(failingFrom level: FindingLevel?) -> String {
    var fingerprints = FindingReport(allFindings).fingerprints[...]
    func objects(_ findings: [Finding]) -> JSONValue {
      let own = fingerprints.prefix(findings.count)
      fingerprints = fingerprints.dropFirst(findings.count)
      return .array(zip(findings, own).map { .object($0.json(fingerprint: $1)) })
    }
    let ownFindings = objects(findings)
    var text = ""
    for prompt in prompts {
      var object = prompt.json
      object["findings"] = objects(prompt.findings)
      text += object.reportLine
    }
    var summary: JSONObject = ["object": "review.summary"]
    for member in subject.json { summary[member.key] = member.value }
    summary["prompts"] = .integer(prompts.count)
    summary["errors"] = .integer(count(of: .error))
    summary["warnings"] = .integer(count(of: .warning))
    summary["notes"] = .integer(count(of: .note))
    summary["failed"] = .bool(level.map { hasFindings(from: $0) } ?? false)
    summary["findings"] = ownFindings
    let partials = partialChanges
    if !partials.isEmpty {
      summary["partials"] = .array(
        partials.map { partial in
          var object = partial.json
          if let diff = partial.templateDiff { object["template_diff"] = .string(diff) }
          return .object(object)
        })
    }
    summary["remarks"] = .array(notes.map { .string($0.withoutSecrets) })
    return text + summary.reportLine
  }
}

extension Review.Subject {
  /// What is compared, and the names of both sides.
  fileprivate var json: JSONObject {
    func object(_ compared: JSONValue, _ base: JSONValue, _ head: JSONValue) -> JSONObject {
      ["compared": compared, "base": base, "head": head]
    }
    return switch self {
    case .workingFiles: object("working_files", .null, .null)
    case .commits(let base, let head, _): object("commits", .string(base), .string(head))
    case .live(let environment, let head):
      object("live", .string(environment), head.map { .string($0) } ?? .null)
    case .environments(let from, let to): object("environments", .string(from), .string(to))
    case .deployment(let environment): object("deployment", .string(environment), .null)
    }
  }
}

extension ReviewedPrompt {
  /// All about the prompt but its findings.
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "object": "review.prompt", "name": .string("\(name)"), "path": .string(path),
      "change": .string(kind.label),
    ]
    if case .renamed(let old) = kind { object["previous_name"] = .string("\(old)") }
    object["from"] = side(change?.from, fromVersion)
    object["to"] = side(change?.to, toVersion)
    object["template_diff"] = change.map { .string(templateDiff($0)) } ?? .null
    let variables = change?.variables
    func names(_ list: [String]?) -> JSONValue { .array((list ?? []).map { .string($0) }) }
    object["variables_added"] = names(variables?.added)
    object["variables_removed"] = names(variables?.removed)
    object["variables_renamed"] = .array(
      (variables?.renamed ?? []).map { ["from": .string($0.from), "to": .string($0.to)] })
    object["config_changes"] = .array(
      (change?.settings ?? []).map { .object($0.json.withoutSecrets) })
    for member in change?.templateJSON ?? JSONObject() { object[member.key] = member.value }
    object["record_changes"] = .array(record.map { .object($0.json.withoutSecrets) })
    object["bytes"] =
      change.map { ["from": .integer($0.bytes.from), "to": .integer($0.bytes.to)] } ?? .null
    object["tokens"] =
      change.map {
        ["from": .integer($0.tokens.from), "to": .integer($0.tokens.to), "estimate": true]
      } ?? .null
    object["prefix"] =
      change.map {
        [
          "from": .integer($0.prefix.from), "to": .integer($0.prefix.to),
          "equal": $0.prefix.equal.map { .integer($0) } ?? .null,
        ]
      } ?? .null
    object["live"] =
      live.map { pointers in
        .object(
          JSONObject(pointers.map { JSONMember(key: $0.name, value: .integer($0.version)) }))
      } ?? .null
    object["outcome"] = outcome.label.map { .string($0) } ?? .null
    if let reason = outcome.reason { object["reason"] = .string(reason.withoutSecrets) }
    object["next_version"] = outcome.nextVersion.map { .integer($0) } ?? .null
    object["goes_live"] = outcome.goesLive.map { .bool($0) } ?? .null
    return object
  }

  private func side(_ content: VersionContent?, _ version: Int?) -> JSONValue {
    guard let content else { return .null }
    var object: JSONObject = ["hash": .string("\(content.hash)")]
    if let version { object["version"] = .integer(version) }
    return .object(object)
  }

  /// The exact difference of the templates, as `patch` reads it.
  private func templateDiff(_ change: ContentChange) -> String {
    guard change.templateDiffers else { return "" }
    let old = (change.from?.template ?? "").withoutSecrets
    let new = (change.to?.template ?? "").withoutSecrets
    return LineDiff(old: old, new: new).unified(oldLabel: "\(name)", newLabel: "\(name)")
  }
}

extension PartialChange {
  /// The exact difference of the two texts; nil where one of them is not known.
  fileprivate var templateDiff: String? {
    guard let change, let old = change.from?.template, let new = change.to?.template else {
      return nil
    }
    return LineDiff(old: old.withoutSecrets, new: new.withoutSecrets)
      .unified(oldLabel: "\(name)", newLabel: "\(name)")
  }
}

extension LedgerOutcome {
  /// Whether the version that a commit makes is active at once; nil where it makes none.
  fileprivate var goesLive: Bool? {
    switch self {
    case .version(_, _, let activation): activation == .atOnce
    case .new: true
    default: nil
    }
  }

  /// Why it is so, where a reason is given.
  fileprivate var reason: String? {
    switch self {
    case .conflict(let reason), .leftOut(let reason), .unknown(let reason): reason
    default: nil
    }
  }

  /// The number of the version that comes next, if one does.
  fileprivate var nextVersion: Int? {
    switch self {
    case .version(let number, _, _): number
    case .new: 1
    default: nil
    }
  }
}
