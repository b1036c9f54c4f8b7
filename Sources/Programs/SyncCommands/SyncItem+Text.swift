internal import PromptMerge
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync
internal import TextDiff

extension SyncItem {
  /// The prompt for people.
  func lines(_ job: SyncJob) -> [String] {
    let remote = job.remote.name.rawValue
    let what = actions.map { job.isDryRun ? "would \($0.plan(remote))" : $0.past(remote) }
    var lines = ["\(name): \(what.isEmpty ? state.rawValue : what.joined(separator: ", "))"]
    lines += notes.map { "  \($0)" }
    switch result {
    case .done, .planned: break
    case .failed(let reason): lines.append("  failed: \(reason)")
    case .conflict(let conflict): lines += conflict.lines(name, job).map { "  \($0)" }
    }
    return lines
  }
}

extension SyncAction {
  /// The step in words, as what would be done.
  func plan(_ remote: String) -> String {
    switch self {
    case .createHere: "create it here"
    case .takeVersion(let there, let here): "take \(SyncAction.numbers(there, here))"
    case .takeRecord: "take the record"
    case .activateHere(let number): "activate v\(number) here"
    case .resolve(let how): "cut a version on top (\(how))"
    case .adopt(let id): "take \(id) for it"
    case .createThere: "create it at \(remote)"
    case .giveVersion(let here, let there): "give \(SyncAction.numbers(here, there))"
    case .giveRecord: "give the record"
    case .activateThere(let number): "activate v\(number) at \(remote)"
    }
  }

  /// The step in words, as what was done.
  func past(_ remote: String) -> String {
    switch self {
    case .createHere: "created here"
    case .takeVersion(let there, let here): "took \(SyncAction.numbers(there, here))"
    case .takeRecord: "took the record"
    case .activateHere(let number): "activated v\(number) here"
    case .resolve(let how): "cut a version on top (\(how))"
    case .adopt(let id): "took \(id) for it"
    case .createThere: "created at \(remote)"
    case .giveVersion(let here, let there): "gave \(SyncAction.numbers(here, there))"
    case .giveRecord: "gave the record"
    case .activateThere(let number): "activated v\(number) at \(remote)"
    }
  }

  private static func numbers(_ from: Int, _ to: Int) -> String {
    from == to ? "v\(from)" : "v\(from) as v\(to)"
  }
}

extension SyncConflict {
  /// What both sides have, and what to do.
  func lines(_ name: String, _ job: SyncJob) -> [String] {
    let remote = job.remote.name.rawValue
    var lines = ["conflict: \(summary)"]
    for (label, version) in [("base", base), ("here", ours), (remote, theirs)] {
      if let version { lines.append("\(label): \(version.line)") }
    }
    for field in fields {
      lines.append(
        "\(field.name): here \(field.ours.map { "\($0)" } ?? "absent"), there "
          + "\(field.theirs.map { "\($0)" } ?? "absent")")
    }
    if let ours, let theirs, ours.template != theirs.template {
      let diff = LineDiff(old: ours.template, new: theirs.template)
        .unified(oldLabel: "here v\(ours.number)", newLabel: "\(remote) v\(theirs.number)")
      lines += diff.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        .filter { !$0.isEmpty }
    }
    return lines + remedyLines(name, remote)
  }

  private func remedyLines(_ name: String, _ remote: String) -> [String] {
    switch remedy {
    case .resolve:
      [
        "resolve it with one of:", "  promptrepo sync \(remote) \(name) --merge",
        "  promptrepo sync \(remote) \(name) --ours",
        "  promptrepo sync \(remote) \(name) --theirs",
      ]
    case .edit:
      [
        "both texts are in prompts/\(name).prompt, with markers where they overlap; put it right, "
          + "then:", "  promptrepo commit \(name)", "  promptrepo sync \(remote) \(name)",
      ]
    case .commit:
      ["put prompts/\(name).prompt right, then:", "  promptrepo commit \(name)"]
    case .pull: ["take it with:", "  promptrepo sync \(remote) \(name)"]
    }
  }
}

extension SyncConflict.VersionSummary {
  fileprivate var line: String {
    let by = author.map { ", \($0)" } ?? ""
    let said = message.split(whereSeparator: \.isNewline).first.map { ", \($0)" } ?? ""
    return "v\(number)\(by), \(time)\(said)"
  }
}
