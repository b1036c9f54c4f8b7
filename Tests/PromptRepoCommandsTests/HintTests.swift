import APIKeys
import DirectoryStore
import GitRemotes
import PromptFiles
import PromptRepo
import Testing

@testable import PromptRepoCommands

/// What the command line tells people to type about the causes of errors.
@Suite struct HintTests {
  private let name: PromptName
  private let other: PromptName
  private let environment: EnvironmentName

  init() throws {
    name = try PromptName("a")
    other = try PromptName("b")
    environment = try EnvironmentName("qa")
  }

  private func expect(
    _ hints: [(cause: any Error, text: String?)], at location: SourceLocation = #_sourceLocation
  ) {
    for (cause, text) in hints {
      let error = RepositoryError(.invalid, "no", cause: cause)
      #expect(error.shellHint == text, "\(cause)", sourceLocation: location)
      #expect(error.description == "no", sourceLocation: location)
      #expect(
        error.shellText == (text.map { "no. \($0)" } ?? "no"), "\(cause)",
        sourceLocation: location)
      #expect(
        RepositoryError(.invalid, "no", hint: "Wait", cause: cause).shellHint == "Wait",
        sourceLocation: location)
    }
  }

  private func hint(_ refusal: LedgerRefusal, _ text: String?) -> (cause: any Error, text: String?)
  {
    (refusal, text)
  }

  private func hint(_ refusal: FileRefusal, _ text: String?) -> (cause: any Error, text: String?) {
    (refusal, text)
  }

  private func hint(_ refusal: RemoteRefusal, _ text: String?) -> (
    cause: any Error, text: String?
  ) {
    (refusal, text)
  }

  @Test func whatTheLedgerDoesNotHave() throws {
    let release = try ReleaseName("r1")
    expect([
      hint(.promptNotFound(name), "`promptrepo list` shows the prompts of this repository"),
      hint(.versionNotFound(name), "`promptrepo log a` shows them"),
      hint(
        .environmentNotFound(environment),
        "`promptrepo env list` shows the environments, `promptrepo env add qa` adds this one"),
      hint(
        .requiredEnvironmentNotFound(environment), "Add it first, with `promptrepo env add qa`"),
      hint(
        .neitherVersionNorEnvironment(environment, of: name),
        "`promptrepo log a` shows the versions, `promptrepo env list` the environments"),
      hint(
        .releaseNotFound(release),
        "`promptrepo release list` shows the releases, `promptrepo release create r1` makes one"),
      hint(.nothingToRelease, "`promptrepo list` shows the prompts"),
      hint(.operationNotFound("ab"), "`promptrepo audit` shows the ids"),
      hint(.nothingToUndo, "`promptrepo audit` shows what was done"),
    ])
  }

  @Test func whereThePointersOfTheLedgerStand() throws {
    let release = try ReleaseName("r1")
    let pointer = Pointer.environment(environment)
    expect([
      hint(.nothingActive(name), "`promptrepo activate a@latest` makes the newest one live"),
      hint(.neverDeployed(name, to: environment), "`promptrepo deploy a --env qa` does so"),
      hint(
        .neverLive(name, version: 4, in: environment, held: [1, 3]),
        "It has held v1, v3; `promptrepo deploy a@v4 --env qa` brings another"),
      hint(
        .unexpectedVersion(of: name, in: environment),
        "Somebody else deployed; look at `promptrepo audit a --env qa`, then decide again"),
      hint(
        .nothingBefore(name, .active),
        "`promptrepo rollback a --to SPEC` goes to a version of your choice"),
      hint(.nothingBefore(name, pointer), "`promptrepo log a --env qa` shows what was"),
      hint(
        .nothingFurtherBack(name, .active), "`promptrepo log a --pointers` shows what was active"),
      hint(.nothingFurtherBack(name, pointer), "`promptrepo log a --env qa` shows what was live"),
      hint(
        .noReleaseLive(environment),
        "`promptrepo release list` shows where releases are live; `promptrepo rollback NAME --env "
          + "qa` takes back one prompt"),
      hint(
        .releaseStays(release, in: environment, []),
        "`promptrepo deploy NAME@SPEC --env qa` brings another version"),
    ])
  }

  @Test func whatTheLedgerRefuses() throws {
    expect([
      hint(.sameContent(name, version: 2), "`promptrepo activate a@v2` makes it live"),
      hint(
        .promptIsLive(name, in: [environment]),
        "`promptrepo archive a` puts it away without a loss; with --force it is deleted all the same"
      ),
      hint(.environmentExists(environment), "`promptrepo env set qa` changes its rules"),
      hint(
        .environmentIsRequired(environment, by: try EnvironmentName("live")),
        "`promptrepo env set live` gives it other rules"),
      hint(
        .environmentHasPrompts(environment, count: 2),
        "`promptrepo matrix` shows them; with --force it is removed from the list, and its history "
          + "stays"),
      hint(
        .ledgerExists(.environments),
        "Nothing was changed in either. Export one of them with `promptrepo export` and import it "
          + "into the other"),
      hint(
        .cannotUndoCreation(name, liveIn: [environment]),
        "`promptrepo archive a` puts it away, and what is live stays; `promptrepo delete a --force` "
          + "deletes it everywhere"),
      hint(
        .cannotUndoFirstMove(name, .active),
        "`promptrepo activate a@SPEC` makes another version active, `promptrepo archive a` puts the "
          + "prompt away"),
      hint(
        .cannotUndoFirstMove(name, .environment(environment)),
        "`promptrepo deploy a@SPEC --env qa` puts another version in its place; an environment goes "
          + "on with a prompt until `promptrepo delete a --force`"),
      hint(
        .cannotUndoDeletion(name),
        "Bring it back from another clone or a backup, from a git remote that still has it with "
          + "`promptrepo pull REMOTE NAME --theirs`, or from a hosted API with `promptrepo pull`"
      ),
      hint(
        .cannotUndoRename(name, to: other),
        "`promptrepo mv a OTHER` frees the name, then `promptrepo mv b a` gives it back"),
      hint(
        .cannotUndoEnvironment(environment),
        "`promptrepo env remove qa --force` removes it all the same"),
      hint(
        .movedOn(operation: "ab"), "Undo that first, with `promptrepo undo --operation ab`"),
      hint(.movedOn(operation: nil), nil),
      (DeploymentRule.archived(name), "`promptrepo unarchive a` brings it back"),
      (
        DeploymentRule.required(environment, name, version: 2),
        "`promptrepo deploy a@v2 --env qa` comes first"
      ),
      (
        DeploymentRule.variables(["x", "y"]),
        "Once all callers are ready for it, say so with --acknowledge x,y"
      ),
    ])
  }

  @Test func severalRefusedDeploymentsHaveAHintEach() {
    let refusals = [
      RepositoryError(.protected, "one", cause: DeploymentRule.archived(name)),
      RepositoryError(.conflict, "two"),
    ]
    let error = RepositoryError(
      .conflict, "all:\n  one\n  two", cause: LedgerRefusal.deployments(refusals, summary: "all"))
    #expect(error.shellMessage == "all:\n  one\n    `promptrepo unarchive a` brings it back\n  two")
    #expect(error.shellHint == nil)
  }

  @Test func whatStandsAgainstAWorkingFile() throws {
    let under = RepositoryError(.inputOutput, "no space")
    expect([
      hint(
        .nothingNamed(name), "`promptrepo status` shows the files, `promptrepo list` the prompts"),
      hint(
        .promptExists(name),
        "`promptrepo checkout a` writes its file, `promptrepo edit a` opens it"),
      hint(
        .fileExists(name), "`promptrepo edit a` opens it, `promptrepo commit a` makes the prompt"),
      hint(
        .twoBases(name, rival: 2, latest: 2),
        "If it goes on from v2, use `promptrepo commit --onto v2 a`; if not, `promptrepo checkout "
          + "--merge a` marks where it differs from v2"),
      hint(
        .twoBases(name, rival: 2, latest: 3),
        "`promptrepo checkout --merge a` marks where it differs from v3"),
      hint(
        .fieldConflict(.title, of: name), "`promptrepo checkout --merge a` puts both into the file"),
      hint(.changedMeanwhile(name), "`promptrepo status` shows how the file stands now"),
      hint(
        .notCommittedYet(name, path: "prompts/a.prompt"),
        "`promptrepo commit a` makes one of prompts/a.prompt"),
      hint(
        .unreadableFile(name, PromptFileError("no", path: "a")),
        "Mend the file, or give it up with --force"),
      hint(.openMerge(name), "Choose between the sides first, or give the file up with --force"),
      hint(
        .uncommittedEdits(name),
        "Commit them, bring both together with `promptrepo checkout --merge a`, or give them up "
          + "with --force"),
      hint(
        .openMergeBelowAnother(name),
        "Choose between the sides and `promptrepo commit a`, or give the file up with `promptrepo "
          + "checkout --force a`; then pull again"),
      hint(
        .editsBelowMerge(name),
        "`promptrepo commit a` makes a version of them, `promptrepo checkout --force a` gives them "
          + "up; then pull again"),
      hint(.editsOfDeleted(name), "Commit them, or delete them too with --yes"),
      hint(
        .unfinishedRename(name, to: other, under),
        "`promptrepo mv a b` goes on when the cause is gone"),
      hint(
        .unfinishedDeletion(name, under),
        "`promptrepo delete a --yes` removes it when the cause is gone"),
    ])
  }

  @Test func howAFileInConflictGoesOn() {
    let again = "Remove the file, or start a new prompt with `promptrepo commit a`"
    expect([
      hint(
        .conflict(.bothChanged, name, latest: 2),
        "`promptrepo checkout --merge a` brings both together; if the file has both, use "
          + "`promptrepo commit --onto latest a`"),
      hint(
        .conflict(.noBase, name, latest: 2),
        "If it is to follow v2, use `promptrepo commit --onto latest a`; `promptrepo diff a` shows "
          + "what would change"),
      hint(.conflict(.promptGone, name, latest: nil), again),
      hint(.conflict(.promptRenamed(to: other, hasFile: true), name, latest: nil), again),
      hint(
        .conflict(.promptRenamed(to: other, hasFile: false), name, latest: nil),
        "`git pull` brings its file, or `promptrepo mv a b` moves this one; for a new prompt, first "
          + "use `promptrepo checkout b`"),
      hint(
        .conflict(.fileOfAnother(other), name, latest: 2),
        "`git pull` brings the file of 'a', or `promptrepo checkout --force a` writes it over this "
          + "one; if this is to be its next version, use `promptrepo commit --onto latest a`"),
      hint(.conflict(.markers, name, latest: nil), nil),
    ])
  }

  @Test func whatStandsAgainstSeveralFiles() throws {
    let taken = RepositoryError(.conflict, "one", cause: FileRefusal.nameOfAnother(name))
    let remedy = RepositoryError(
      .invalid, "two", cause: FileRefusal.placeholder(remedy: "`x` gets"))
    let rename =
      "Give that prompt another name with `promptrepo mv`; or, if it is to have what the file "
      + "holds, commit that as its next version"
    let fetch = "`x` gets in the work tree, from where `promptrepo import` reads it"
    expect([
      hint(
        .historyOfAnother(name, name: other),
        "If the file was renamed, use `promptrepo mv a b` and adopt it again; if both files are "
          + "there, adopt them together"),
      hint(.nameOfAnother(name), rename),
      hint(.placeholder(remedy: "`x` gets"), fetch),
      hint(
        .notCommitted,
        "`promptrepo status` says what to do; name the files to commit only those"),
      hint(
        .leftOut, "Mend them, then commit again; `promptrepo status` says what is wrong"),
      hint(.notCheckedOut, "Commit them, use --merge, or overwrite them with --force"),
      hint(.notAdopted([taken, taken, remedy]), "\(rename). \(fetch)"),
      hint(.notAdopted([RepositoryError(.invalid, "no")]), nil),
    ])
    let left = AdoptionWarning.leftOut(
      commit: try #require(ObjectID(hex: String(repeating: "0", count: 40))), remedy)
    #expect(left.shellText == "commit 0000000000 is left out: two. \(fetch)")
  }

  @Test func whatStandsInAHeader() {
    func hint(_ problem: PromptFileError.Problem) -> String? {
      RepositoryError(PromptFileError("no", path: "a", problem: problem)).shellHint
    }
    #expect(hint(.otherName(name)) == "Remove the line, or move the file with 'promptrepo mv'")
    #expect(
      hint(.reservedKey("title"))
        == "Use 'promptrepo export --format jsonl', or commit a version without that key")
    #expect(hint(.unwritableHeader) == "Use 'promptrepo export --format jsonl'")
  }

  @Test func whatStandsBetweenTwoLedgers() {
    let sides =
      "`promptrepo pull far --ours` lets what is here count, `promptrepo pull far --theirs`"
    expect([
      hint(
        .undecided(.prompt(name), remote: "far"),
        "`promptrepo pull far a --ours` lets what is here count, `promptrepo pull far a --theirs` "
          + "what is there; all versions are kept"),
      hint(.undecided(.repositoryWide(.environments), remote: "far"), "\(sides) what is there"),
      hint(
        .undecided(.repositoryWide(.releases), remote: "far"),
        "\(sides) what is there; after that, `promptrepo release create NEW` makes the one that "
          + "lost again under another name"),
      hint(
        .nameIsTaken(name),
        "`promptrepo mv a NEW` gives the one here another name; then try again"),
      hint(
        .referencesOfAnother(name),
        "`promptrepo mv a NEW` gives the one here another name; then try again"),
      hint(
        .nameIsHeld(name, remote: "far"),
        "`promptrepo mv` gives the one here another name, or somebody who may remove references of "
          + "the remote does so"),
      hint(
        .deletionIsRefused(name, remote: "far"),
        "Each push tries it again. `promptrepo pull far a --theirs` brings the prompt back, and "
          + "`promptrepo archive a` then puts it away for all"),
      hint(
        .rewritten(.environments, remote: "far"),
        "Restore the reference there; or, if that was meant, pull again with --merge, --ours or "
          + "--theirs to put what is here on top"),
      hint(.mirrorIsBehind(remote: "far"), "`promptrepo fetch far` brings it up to date"),
    ])
  }

  @Test func whatIsNotInPlace() {
    expect([
      (StoreRefusal.noStore(path: "x"), "`promptrepo init` makes one"),
      (StoreRefusal.unfinishedStore(path: "x"), "`promptrepo init` makes it, or completes it"),
      (KeyRefusal.unknownKey, "`promptrepo key list` shows the ids"),
    ])
  }
}
