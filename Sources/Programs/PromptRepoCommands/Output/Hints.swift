package import APIKeys
package import DirectoryStore
package import PromptFiles
package import PromptRepo
internal import PromptTemplate

/// A cause of an error about which a user of the command line has something to type.
///
/// Libraries say what happened, as data. What to type is said by the program that knows its own
/// commands: here, and in the companion programs for what only they use.
package protocol ShellAdvised: Error {
  /// What to type, without a final full stop; nil where nothing helps.
  var shellHint: String? { get }
}

extension RepositoryError {
  /// What a user of the command line can do about it; nil if nothing is known to help.
  package var shellHint: String? { hint ?? (cause as? any ShellAdvised)?.shellHint }

  /// What happened, with what to type about each of several refusals.
  var shellMessage: String {
    guard case .deployments(let refusals, let summary)? = cause as? LedgerRefusal else {
      return message
    }
    let list = refusals.map { refusal in
      "\n  \(refusal.message)" + (refusal.shellHint.map { "\n    \($0)" } ?? "")
    }
    return "\(summary):\(list.joined())"
  }

  /// The message, with what to type after it.
  package var shellText: String {
    shellHint.map { "\(shellMessage). \($0)" } ?? shellMessage
  }
}

extension LedgerRefusal: ShellAdvised {
  /// What to type about what the ledger refused.
  package var shellHint: String? {
    switch self {
    case .promptNotFound: "`promptrepo list` shows the prompts of this repository"
    case .versionNotFound(let name): "`promptrepo log \(name)` shows them"
    case .environmentNotFound(let name):
      "`promptrepo env list` shows the environments, `promptrepo env add \(name)` adds this one"
    case .requiredEnvironmentNotFound(let name):
      "Add it first, with `promptrepo env add \(name)`"
    case .neitherVersionNorEnvironment(_, let name):
      "`promptrepo log \(name)` shows the versions, `promptrepo env list` the environments"
    case .releaseNotFound(let name):
      "`promptrepo release list` shows the releases, `promptrepo release create \(name)` makes one"
    case .nothingToRelease: "`promptrepo list` shows the prompts"
    case .operationNotFound: "`promptrepo audit` shows the ids"
    case .nothingActive(let name):
      "`promptrepo activate \(name)@latest` makes the newest one live"
    case .neverDeployed(let name, let environment):
      "`promptrepo deploy \(name) --env \(environment)` does so"
    case .neverLive(let name, let version, let environment, let held):
      "It has held \(held.map { "v\($0)" }.joined(separator: ", ")); `promptrepo deploy "
        + "\(name)@v\(version) --env \(environment)` brings another"
    case .unexpectedVersion(let name, let environment):
      "Somebody else deployed; look at `promptrepo audit \(name) --env \(environment)`, then "
        + "decide again"
    case .nothingBefore(let name, let pointer):
      if let environment = pointer.environment {
        "`promptrepo log \(name) --env \(environment)` shows what was"
      } else {
        "`promptrepo rollback \(name) --to SPEC` goes to a version of your choice"
      }
    case .nothingFurtherBack(let name, let pointer):
      if let environment = pointer.environment {
        "`promptrepo log \(name) --env \(environment)` shows what was live"
      } else {
        "`promptrepo log \(name) --pointers` shows what was active"
      }
    case .noReleaseLive(let environment):
      "`promptrepo release list` shows where releases are live; `promptrepo rollback NAME --env "
        + "\(environment)` takes back one prompt"
    case .releaseStays(_, let environment, let left):
      left.contains { if case .movedOn = $0.cause { true } else { false } }
        ? "`promptrepo rollback NAME --env \(environment)` takes back one prompt"
        : "`promptrepo deploy NAME@SPEC --env \(environment)` brings another version"
    case .sameContent(let name, let version):
      "`promptrepo activate \(name)@v\(version)` makes it live"
    case .promptIsLive(let name, _):
      "`promptrepo archive \(name)` puts it away without a loss; with --force it is deleted all "
        + "the same"
    case .promptIsIncluded(let name, _):
      "`promptrepo reach \(name)` shows where; with --force it is deleted all the same, and they "
        + "cannot be rendered"
    case .environmentExists(let name): "`promptrepo env set \(name)` changes its rules"
    case .environmentIsRequired(_, let other): "`promptrepo env set \(other)` gives it other rules"
    case .environmentHasPrompts:
      "`promptrepo matrix` shows them; with --force it is removed from the list, and its history "
        + "stays"
    case .ledgerExists:
      "Nothing was changed in either. Export one of them with `promptrepo export` and import it "
        + "into the other"
    case .nothingToUndo: "`promptrepo audit` shows what was done"
    case .cannotUndoCreation(let name, _):
      "`promptrepo archive \(name)` puts it away, and what is live stays; `promptrepo delete "
        + "\(name) --force` deletes it everywhere"
    case .cannotUndoFirstMove(let name, .active):
      "`promptrepo activate \(name)@SPEC` makes another version active, `promptrepo archive "
        + "\(name)` puts the prompt away"
    case .cannotUndoFirstMove(let name, .environment(let environment)):
      "`promptrepo deploy \(name)@SPEC --env \(environment)` puts another version in its place; an "
        + "environment goes on with a prompt until `promptrepo delete \(name) --force`"
    case .cannotUndoDeletion:
      "Bring it back from another clone or a backup, from a git remote that still has it with "
        + "`promptrepo pull REMOTE NAME --theirs`, or from a hosted API with `promptrepo pull`"
    case .cannotUndoRename(let name, let newName):
      "`promptrepo mv \(name) OTHER` frees the name, then `promptrepo mv \(newName) \(name)` gives "
        + "it back"
    case .cannotUndoEnvironment(let name):
      "`promptrepo env remove \(name) --force` removes it all the same"
    case .movedOn(let operation):
      operation.map { "Undo that first, with `promptrepo undo --operation \($0)`" }
    case .deployments: nil
    }
  }
}

extension DeploymentRule: ShellAdvised {
  /// What to type about what the rules of an environment are against.
  package var shellHint: String? {
    switch self {
    case .archived(let name): "`promptrepo unarchive \(name)` brings it back"
    case .required(let environment, let name, let version):
      "`promptrepo deploy \(name)@v\(version) --env \(environment)` comes first"
    case .variables(let names):
      "Once all callers are ready for it, say so with --acknowledge "
        + names.joined(separator: ",")
    }
  }
}

extension PartialRefusal: ShellAdvised {
  /// What to type about partials that cannot be included.
  package var shellHint: String? {
    switch self {
    case .notPinned: "`promptrepo pin` writes missing pins into the files; then commit again"
    case .missing(let partial, _):
      "If its file was edited, commit \(partial) with it; else `promptrepo pin --to \(partial)` pins "
        + "the files to what it has now"
    case .gone(let partial, _):
      "If its file is new, commit \(partial) with it; where another clone has it, `promptrepo pull` "
        + "brings it; else write its text into what includes it"
    case .unnamable: "Write the name of a prompt: `promptrepo list` shows them"
    case .unsuitable(_, let dialect, in: .chat) where dialect != .jinja:
      "Give the including file the dialect handlebars, or write into it what it needs"
    case .unsuitable: "Write into the including file what it needs"
    case .limit: "Write what is included most into the text itself, or include less"
    }
  }
}

extension FileRefusal: ShellAdvised {
  /// What to type about working files.
  package var shellHint: String? {
    switch self {
    case .nothingNamed: "`promptrepo status` shows the files, `promptrepo list` the prompts"
    case .promptExists(let name):
      "`promptrepo checkout \(name)` writes its file, `promptrepo edit \(name)` opens it"
    case .fileExists(let name):
      "`promptrepo edit \(name)` opens it, `promptrepo commit \(name)` makes the prompt"
    case .conflict(let reason, let name, let latest): reason.shellHint(name, latest: latest)
    case .twoBases(let name, let rival, let latest):
      (rival == latest
        ? "If it goes on from v\(rival), use `promptrepo commit --onto v\(rival) \(name)`; if not, "
        : "")
        + "`promptrepo checkout --merge \(name)` marks where it differs from v\(latest)"
    case .fieldConflict(_, let name):
      "`promptrepo checkout --merge \(name)` puts both into the file"
    case .changedMeanwhile: "`promptrepo status` shows how the file stands now"
    case .removedWhileLive(let name, _):
      "`promptrepo archive \(name)` puts it away all the same; `promptrepo checkout \(name)` "
        + "brings the file back"
    case .archived(let name):
      "`promptrepo unarchive \(name)` puts it in use again; then commit"
    case .unwritten(let name): "`promptrepo edit \(name)` opens it: write the prompt first"
    case .notCommittedYet(let name, let path): "`promptrepo commit \(name)` makes one of \(path)"
    case .unreadableFile: "Mend the file, or give it up with --force"
    case .openMerge: "Choose between the sides first, or give the file up with --force"
    case .uncommittedEdits(let name):
      "Commit them, bring both together with `promptrepo checkout --merge \(name)`, or give them up "
        + "with --force"
    case .openMergeBelowAnother(let name):
      "Choose between the sides and `promptrepo commit \(name)`, or give the file up with "
        + "`promptrepo checkout --force \(name)`; then pull again"
    case .editsBelowMerge(let name):
      "`promptrepo commit \(name)` makes a version of them, `promptrepo checkout --force \(name)` "
        + "gives them up; then pull again"
    case .editsOfDeleted: "Commit them, or delete them too with --yes"
    case .unfinishedRename(let name, let newName, _):
      "`promptrepo mv \(name) \(newName)` goes on when the cause is gone"
    case .unfinishedDeletion(let name, _):
      "`promptrepo delete \(name) --yes` removes it when the cause is gone"
    case .historyOfAnother(let owner, let name):
      "If the file was renamed, use `promptrepo mv \(owner) \(name)` and adopt it again; if both "
        + "files are there, adopt them together"
    case .nameOfAnother:
      "Give that prompt another name with `promptrepo mv`; or, if it is to have what the file "
        + "holds, commit that as its next version"
    case .placeholder(let remedy):
      "\(remedy) in the work tree, from where `promptrepo import` reads it"
    case .notCommitted:
      "`promptrepo status` says what to do; name the files to commit only those"
    case .leftOut: "Mend them, then commit again; `promptrepo status` says what is wrong"
    case .notCheckedOut: "Commit them, use --merge, or overwrite them with --force"
    case .notAdopted(let reasons): FileRefusal.all(reasons)
    }
  }

  /// What to type about several errors, each thing once.
  private static func all(_ errors: [RepositoryError]) -> String? {
    var hints: [String] = []
    for hint in errors.compactMap(\.shellHint)
    where !hints.contains(where: { $0.utf8.elementsEqual(hint.utf8) }) {
      hints.append(hint)
    }
    return hints.isEmpty ? nil : hints.joined(separator: ". ")
  }
}

extension FileState.ConflictReason {
  /// What to type about a file in conflict; nil where no command helps.
  fileprivate func shellHint(_ name: PromptName, latest: Int?) -> String? {
    switch self {
    case .bothChanged:
      "`promptrepo checkout --merge \(name)` brings both together; if the file has both, use "
        + "`promptrepo commit --onto latest \(name)`"
    case .noBase:
      "If it is to follow \(latest.map { "v\($0)" } ?? "nothing"), use `promptrepo commit --onto "
        + "latest \(name)`; `promptrepo diff \(name)` shows what would change"
    case .promptRenamed(_, hasFile: true), .promptGone:
      "Remove the file, or start a new prompt with `promptrepo commit \(name)`"
    case .promptRenamed(let newName, hasFile: false):
      "`git pull` brings its file, or `promptrepo mv \(name) \(newName)` moves this one; for a new "
        + "prompt, first use `promptrepo checkout \(newName)`"
    case .fileOfAnother:
      "`git pull` brings the file of '\(name)', or `promptrepo checkout --force \(name)` writes it over "
        + "this one; if this is to be its next version, use `promptrepo commit --onto latest \(name)`"
    case .nameOfArchived:
      "`git mv` gives the file another name; `promptrepo delete \(name)` frees this one, "
        + "`promptrepo unarchive \(name)` makes the file its next version"
    case .nameOfAnother(let old):
      "`git mv` gives the file another name; `promptrepo delete \(name)` frees this one for "
        + "'\(old)', and `git restore` brings the file back then"
    case .historyCutShort:
      "`promptrepo commit --fetch` fetches what is needed, `git fetch --unshallow` all of it"
    case .markers: nil
    }
  }
}

extension PromptFileError: ShellAdvised {
  /// What to type about a file that cannot be read or written, besides its own hint.
  package var shellHint: String? {
    switch problem {
    case .otherName: "Remove the line, or move the file with 'promptrepo mv'"
    case .reservedKey:
      "Use 'promptrepo export --format jsonl', or commit a version without that key"
    case .unwritableHeader: "Use 'promptrepo export --format jsonl'"
    case nil: nil
    }
  }
}

extension AdoptionWarning {
  /// The warning as the command line shows it.
  var shellText: String {
    guard case .leftOut(_, let error) = self, let hint = error.shellHint else { return summary }
    return "\(summary). \(hint)"
  }
}

extension StoreRefusal: ShellAdvised {
  /// What to type about a folder that is no store.
  package var shellHint: String? {
    switch self {
    case .noStore: "`promptrepo init` makes one"
    case .unfinishedStore: "`promptrepo init` makes it, or completes it"
    }
  }
}

extension KeyRefusal: ShellAdvised {
  /// What to type about keys.
  package var shellHint: String? {
    switch self {
    case .unknownKey: "`promptrepo key list` shows the ids"
    case .endedKey: "`promptrepo key create --owner NAME` makes a new one"
    }
  }
}
