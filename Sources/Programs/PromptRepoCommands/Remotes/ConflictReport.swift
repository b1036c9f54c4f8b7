internal import CanonicalJSON
package import GitRemotes
internal import PromptFiles
internal import PromptLint
internal import PromptMerge
internal import PromptRepo
internal import PromptReview
internal import TextDiff

extension ConflictTexts {
  /// How many lines of a diff are shown.
  private static var shownLines: Int { 60 }

  /// The versions, for people.
  fileprivate var versionLines: [String] {
    let common = base.map { ["  common: \($0.version.line)"] } ?? []
    return (common + ["  here: \(here.version.line)", "  there: \(there.version.line)"])
      .map(\.visibleWithoutSecrets)
  }

  /// What is different between them, for people.
  fileprivate var changeLines: [String] {
    let diff = LabelledChange(
      LabelledChange.Side(label: "here", here.content),
      LabelledChange.Side(label: "there", there.content))
    var changes: [String] = []
    if diff.change.templateDiffers {
      var (old, new) = (
        here.content.template.withoutSecrets, there.content.template.withoutSecrets
      )
      // As in the files, where the last line has an end.
      if old.utf8.last != 10, new.utf8.last != 10 { (old, new) = (old + "\n", new + "\n") }
      changes = LineDiff(old: old, new: new)
        .unified(
          oldLabel: "here/v\(here.version.number)", newLabel: "there/v\(there.version.number)"
        )
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if changes.last == "" { changes.removeLast() }
      if old.hasSameBytes(as: new) { changes = ["a secret differs, and is not shown"] }
    }
    changes += diff.configLines
    if changes.isEmpty { changes = ["  Both have the same content."] }
    let more = changes.count - ConflictTexts.shownLines
    let rest = more > 0 ? ["  and \(more) more lines"] : []
    return (changes.prefix(ConflictTexts.shownLines) + rest).map(\.visibleWithoutSecrets)
  }
}

extension Conflict {
  /// What is here and what is there, for people; nothing where the sentence says it.
  var lines: [String] {
    guard kind == .diverged else { return [] }
    let texts = texts
    func rest(_ side: Side, _ label: String, _ latest: Int?) -> [String] {
      side.tips.compactMap { tip in
        switch tip.step {
        // The texts show the versions; that the latest one is live needs no word.
        case .version where texts != nil: return nil
        case .moved(.active, latest, _): return nil
        default: return "  \(label): \(tip)".visibleWithoutSecrets
        }
      }
    }
    return (texts?.versionLines ?? []) + rest(here, "here", texts?.here.version.number)
      + rest(there, "there", texts?.there.version.number) + (texts?.changeLines ?? [])
  }
}

extension Version {
  fileprivate var line: String {
    versionLine(number, by: author.name, at: author.time.local, saying: message)
  }
}

/// A version in one line: number, author, date and what the author says first.
public func versionLine(
  _ number: Int, by author: String?, at time: String, saying message: String
) -> String {
  let said = message.split(whereSeparator: \.isNewline).first.map(String.init)
  return (["v\(number)"] + [author, time, said].compactMap(\.self)).joined(separator: ", ")
}

extension PromptRebase: ReportedRebase {
  /// What was joined, for people.
  func text(at remote: String) -> String {
    var parts: [String] = []
    if let replacement = equalVersions.replacement { parts.append(replacement) }
    if let theirs { parts.append("\(theirs.text) from \(remote)") }
    if let first = ours.first, let last = ours.last {
      let (old, new) = (first.old...last.old, first.new...last.new)
      parts.append("\(old.text) from here as \(new.text)")
    }
    if let version {
      parts.append("v\(version) \(resolution == .merge ? "merges them" : "takes theirs")")
    }
    for (pointer, number) in pointers.sorted(by: { $0.key.label < $1.key.label }) {
      parts.append(pointer.stand(at: number))
    }
    if editsRecord { parts.append("record joined") }
    return parts.joined(separator: ", ")
  }

  /// What was joined, for programs.
  var json: JSONValue {
    var object: JSONObject = [
      "resolution": .string(resolution.rawValue),
      "renumbered": .array(
        ours.map { ["previous_number": .integer($0.old), "number": .integer($0.new)] }),
      "record_edited": .bool(editsRecord),
    ]
    if let theirs {
      object["first_version"] = .integer(theirs.lowerBound)
      object["last_version"] = .integer(theirs.upperBound)
    }
    if let version { object["resolved_version"] = .integer(version) }
    if let active { object["active_version"] = .integer(active) }
    if !equalVersions.isEmpty { object["equal_versions"] = equalVersions.json }
    if let unresolved { object["conflicts"] = .integer(unresolved.places + unresolved.keys.count) }
    return .object(object)
  }

  func error(isDone: Bool) -> RepositoryError? { unresolved?.error(isDone: isDone) }
}

extension UnresolvedTexts {
  /// What is left to do, and how.
  func error(isDone: Bool) -> RepositoryError {
    let path = "the file of \(name)"
    let sides = "v\(ours.number) and v\(theirs.number), which is from \(remote), overlap"
    guard isDone else {
      return RepositoryError(
        .conflict, "\(sides): \(path) will have both, with markers",
        hint: "Without --dry-run, choose between the sides there and commit it")
    }
    return RepositoryError(
      .conflict, "\(path) is to be merged: \(sides), and it has both, with markers",
      hint: "Choose between the sides at <<<<<<<, then `promptrepo commit \(name)` creates the "
        + "outcome on top, and `promptrepo push \(remote) \(name)` shares it; `promptrepo "
        + "checkout --force \(name)` leaves it at v\(ours.number)")
  }
}

extension RemoteRefusal: ShellAdvised {
  /// What to type about what stands between two ledgers.
  package var shellHint: String? {
    switch self {
    case .conflict(let conflict): conflict.shellHint
    case .undecided(let subject, let remote): RemoteRefusal.choice(subject, remote)
    case .nameIsTaken(let name), .referencesOfAnother(let name):
      "`promptrepo mv \(name) NEW` gives the one here another name; then try again"
    case .deletionIsRefused(let name, let remote):
      "Each push tries it again. `promptrepo pull \(remote) \(name) --theirs` brings the prompt back, "
        + "and `promptrepo archive \(name)` then puts it away for all"
    case .nameIsHeld:
      "`promptrepo mv` gives the one here another name, or somebody who may remove references of "
        + "the remote does so"
    case .rewritten:
      "Restore the reference there; or, if that was meant, pull again with --merge, --ours or "
        + "--theirs to put what is here on top"
    case .missingPartial(let partial): partial.shellHint
    case .includedDeletion(let deletion): deletion.shellHint
    case .remoteNotFound, .stepFromTheFuture: nil
    case .mirrorIsBehind(let remote): "`promptrepo fetch \(remote)` brings it up to date"
    }
  }

  /// How to say which side counts.
  private static func choice(_ subject: Conflict.Subject, _ remote: String) -> String {
    var pull = "promptrepo pull \(remote)"
    if case .prompt(let name) = subject { pull += " \(name)" }
    let more =
      switch subject {
      case .prompt: "; all versions are kept"
      case .repositoryWide(.releases):
        "; after that, `promptrepo release create NEW` makes the one that lost again under another "
          + "name"
      case .repositoryWide: ""
      }
    return "`\(pull) --ours` lets what is here count, `\(pull) --theirs` what is there\(more)"
  }
}

extension Conflict {
  /// How to decide between the two histories.
  fileprivate var shellHint: String? {
    switch kind {
    case .diverged: divergedHint
    case .sameName:
      "`promptrepo mv \(subject.name) NEW` gives the one here another name; then try again"
    case .deletedThere:
      deletedThereHint
    case .deletedHere: deletedHereHint
    case .renamed:
      switch (here.name, there.name) {
      case (let here?, let there?):
        "`promptrepo mv \(here) \(there)` gives it the name that it has there; then try again. After "
          + "that, `promptrepo mv \(there) \(here)` and a push give it the name here for all"
      case (_?, nil): deletedThereHint
      case (nil, _): deletedHereHint
      }
    // What holds a prompt back says what to do.
    case .missingPartial, .included: nil
    }
  }

  /// How to make one history of the two.
  private var divergedHint: String {
    if case .repositoryWide = subject {
      let pull = "promptrepo pull \(remote)"
      return "Nothing was changed on either side. `\(pull) --merge` makes one history of both; "
        + "where both changed the same, `\(pull) --ours` takes what is here and `\(pull) "
        + "--theirs` what is there. All steps are kept, and prompts are joined alike"
    }
    return choices.joined(separator: ", ") + "; all versions are kept"
  }

  /// The commands between which to choose where a prompt's histories part.
  var choices: [String] {
    guard kind == .diverged, case .prompt = subject else { return [] }
    let pull = "promptrepo pull \(remote) \(here.name?.rawValue ?? subject.name)"
    return [
      "`\(pull) --merge` merges both", "`\(pull) --ours` puts what is here on top",
      "`\(pull) --theirs` puts what is there on top",
    ]
  }

  /// How to delete here as well, or to keep the text nevertheless: as a prompt of its own, since the
  /// one that was deleted stays so for all others.
  private var deletedThereHint: String {
    let delete = "`promptrepo delete \(here.name?.rawValue ?? subject.name)"
    let deletion =
      protection.map { "\(delete) --force` deletes it here too, though \($0.message)" }
      ?? "\(delete)` deletes it here too"
    return "\(deletion). To keep its text, first `promptrepo "
      + "export \(subject.name) --format files --output KEPT`; after the deletion and a pull, "
      + "`promptrepo import KEPT` makes a new prompt of it"
  }

  /// How to get back what was deleted too early, so as to delete it for good.
  private var deletedHereHint: String {
    "Whoever wants it gone has to delete it in a clone that has those changes; here `promptrepo "
      + "pull \(remote) \(there.name?.rawValue ?? subject.name) --theirs` brings the prompt back"
  }
}
