internal import CanonicalJSON
internal import GitRemotes
internal import PromptMerge
internal import PromptRepo
internal import TextDiff

extension ConflictTexts {
  /// How many lines of a diff are shown.
  private static var shownLines: Int { 60 }

  /// The versions, and what is different between them, for people.
  var lines: [String] {
    let common = base.map { ["  common: \($0.version.line)"] } ?? []
    let versions =
      common + ["  here: \(here.version.line)", "  there: \(there.version.line)"]
    let diff = ContentDifference(
      ContentDifference.Side(label: "here", here.content),
      ContentDifference.Side(label: "there", there.content))
    var changes: [String] = []
    if diff.templateDiffers {
      changes = LineDiff(old: here.content.template, new: there.content.template)
        .unified(
          oldLabel: "here/v\(here.version.number)", newLabel: "there/v\(there.version.number)"
        )
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if changes.last == "" { changes.removeLast() }
    }
    changes += diff.configLines
    if changes.isEmpty { changes = ["  Both have the same content."] }
    let more = changes.count - ConflictTexts.shownLines
    let rest = more > 0 ? ["  and \(more) more lines"] : []
    return (versions + changes.prefix(ConflictTexts.shownLines) + rest).map(\.visible)
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
    if let theirs { parts.append("\(PromptRebase.range(theirs)) from \(remote)") }
    if let first = ours.first, let last = ours.last {
      parts.append(
        "\(PromptRebase.range(first.old...last.old)) from here as \(PromptRebase.range(first.new...last.new))"
      )
    }
    if let version {
      parts.append("v\(version) \(resolution == .merge ? "merges them" : "takes theirs")")
    }
    for (pointer, number) in pointers.sorted(by: { $0.key.label < $1.key.label }) {
      parts.append("v\(number) is \(pointer.label)")
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
    if let unresolved { object["conflicts"] = .integer(unresolved.places + unresolved.keys.count) }
    return .object(object)
  }

  func error(isDone: Bool) -> RepositoryError? { unresolved?.error(isDone: isDone) }

  private static func range(_ numbers: ClosedRange<Int>) -> String {
    numbers.count == 1
      ? "v\(numbers.lowerBound)" : "v\(numbers.lowerBound) to v\(numbers.upperBound)"
  }
}

extension UnresolvedTexts {
  /// What is left to do, and how.
  func error(isDone: Bool) -> RepositoryError {
    let path = "prompts/\(name).prompt"
    let sides = "v\(ours.number) and v\(theirs.number), which is from \(remote), overlap"
    guard isDone else {
      return RepositoryError(
        .conflict, "\(sides): \(path) will have both, with markers",
        hint: "Without --dry-run, choose between the sides there and commit it")
    }
    return RepositoryError(
      .conflict, "\(path) is to be merged: \(sides), and it has both, with markers",
      hint: "Choose between the sides at <<<<<<<, then `promptrepo commit \(name)` cuts the "
        + "outcome on top, and `promptrepo push \(remote) \(name)` shares it; `promptrepo "
        + "checkout --force \(name)` leaves it at v\(ours.number)")
  }
}
