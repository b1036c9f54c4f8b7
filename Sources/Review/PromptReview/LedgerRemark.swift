package import PromptLint
package import PromptRepo

/// What a review says of a prompt and the ledger, with the facts; ``finding(at:)`` has the words.
package enum LedgerRemark: Sendable, Hashable {
  /// The file was made from an older version and edited, so that a commit stops.
  case behind(Newer, Remedy)
  /// A field of the record was edited in the file and, differently, in the ledger.
  case recordBehind(PromptName)
  /// Nothing in the whole history says which version the file was made from, so that a commit stops.
  case unknownBase(PromptName, Newer, Remedy)
  /// Nothing says which version the file was made from, and the part of the history that may is not
  /// here.
  case historyCutShort
  /// A commit stops for another reason, which is given in one line.
  case stopped(String)
  /// The file has the text of a new one still.
  case unwritten(PromptName)
  /// The file was edited, and its prompt is archived, so that a commit leaves it out.
  case editedWhileArchived(PromptName, reason: String)
  /// Git itself stops before the file.
  case gitStops
  /// The file has another name, and the prompt has not; after a merge or at once.
  case renamedInGit(from: PromptName, to: PromptName, isMerge: Bool)
  /// The file goes, and versions stay live; where one is live in an environment, a commit fails.
  case removedWhileLive(PromptName, [ReviewedPrompt.LivePointer], stops: Bool)
  /// The file with the levels of rules changes or goes.
  case rulesChanged(isGone: Bool)
  /// A suppression is new.
  case allowAdded(rule: String, reason: String?)
  /// A suppression that was there covers findings that are new.
  case allowCovers(rule: String, count: Int)
  /// The file cannot be read.
  case unreadable(String)
  /// What the file includes is not found, so that variables of it are not compared.
  case partialUnknown(String)

  /// A version that is newer than what a file was made from.
  package struct Newer: Sendable, Hashable {
    /// The prompt.
    package let prompt: PromptName
    /// The version's number; nil where it is not known.
    package let version: Int?

    /// Names a version of a prompt.
    package init(_ prompt: PromptName, version: Int?) {
      self.prompt = prompt
      self.version = version
    }

    fileprivate var name: String { version.map { "v\($0)" } ?? "the latest version" }
  }

  /// What brings a newer version into what a file was made from.
  package enum Remedy: Sendable, Hashable {
    /// A merge in this work tree, whose index knows then what the file goes on from.
    case here
    /// A merge of the commit that the version was cut from.
    case commit(ObjectID)
    /// The version's text in the branch, and a merge of that: between commits only git's history
    /// counts, since what one clone notes no other one knows.
    case branch(String)
  }

  /// The remark as a finding.
  package func finding(at place: FindingPlace) -> Finding {
    switch self {
    case .behind(let newer, let remedy):
      Finding(
        "ledger-behind", .error, at: place, Self.text(of: remedy, newer), matched: newer.name)
    case .recordBehind(let name):
      Finding(
        "ledger-behind", .error, at: place,
        "bring the record in: `promptrepo checkout --merge \(name)`", matched: "record")
    case .unknownBase(let name, let newer, let remedy):
      Finding(
        "ledger-unknown", .error, at: place,
        "no commit has the text of a version of '\(name)': \(Self.text(of: remedy, newer))")
    case .historyCutShort:
      Finding(
        "ledger-unknown", .note, at: place,
        "nothing here says which version this was made from: `git fetch --unshallow`, or "
          + "`fetch-depth: 0` in a CI job, brings the history")
    case .stopped(let reason):
      Finding("commit-stops", .error, at: place, reason)
    case .unwritten(let name):
      Finding(
        "file-unwritten", .error, at: place,
        "the file has the text that `promptrepo new` writes, so that a commit leaves it out: "
          + "`promptrepo edit \(name)` opens it")
    case .editedWhileArchived(let name, let reason):
      Finding(
        "commit-stops", .error, at: place,
        "\(reason): `promptrepo unarchive \(name)` comes first")
    case .gitStops:
      Finding(
        "text-in-conflict", .error, at: place,
        "git cannot merge this file by itself: merge the other side into this branch, and decide")
    case .renamedInGit(let old, let new, let isMerge):
      Finding(
        "renamed-in-git", .warning, at: place,
        isMerge
          ? "after the merge: `promptrepo mv \(old) \(new)`"
          : "`promptrepo mv \(old) \(new)` keeps the history", matched: old.rawValue)
    case .removedWhileLive(let name, let live, let stops):
      Finding(
        "removed-while-live", stops ? .error : .warning, at: place,
        "the file goes, and the prompt stays live "
          + "(\(live.map { "\($0.name) v\($0.version)" }.joined(separator: "; "))) until "
          + "`promptrepo archive \(name)`"
          + (stops ? "; `promptrepo commit` and `promptrepo ci` fail until then" : ""))
    case .rulesChanged(let isGone):
      Finding(
        "rules-changed", .warning, at: place,
        "the levels of rules \(isGone ? "go" : "change") with this; this report is by the old ones"
      )
    case .allowAdded(let rule, let reason):
      Finding(
        "allow-added", .warning, at: place,
        "findings of '\(rule)' are allowed from now on: "
          + (reason ?? "no reason is given, so this does not count"), matched: rule)
    case .allowCovers(let rule, let count):
      Finding(
        "allow-added", .note, at: place,
        "this allows \(count == 1 ? "a finding" : "\(count) findings") of '\(rule)' that "
          + "\(count == 1 ? "is" : "are") new: see whether the reason still holds", matched: rule)
    case .unreadable(let reason):
      Finding("file-unreadable", .error, at: place, reason)
    case .partialUnknown(let reason):
      Finding(
        "ledger-unknown", .note, at: place,
        "\(reason): its variables are not compared")
    }
  }

  private static func text(of remedy: Remedy, _ newer: Newer) -> String {
    switch remedy {
    case .here: "bring \(newer.name) in: `promptrepo checkout --merge \(newer.prompt)`"
    case .commit(let commit):
      "merge \(commit.short(8)), which \(newer.name) was cut from, into this branch"
    case .branch(let branch):
      "\(newer.name) is in no commit: put it on \(branch) with `promptrepo checkout "
        + "\(newer.prompt)` and `git commit`, then merge that into this branch"
    }
  }
}
