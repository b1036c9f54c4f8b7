/// A refusal of a ledger, or what it lacks, with the facts: the cause of a ``RepositoryError`` whose
/// way out depends on who asked.
///
/// A program tells its users what to type, an app its own what to click; neither has to read
/// messages for it. New cases may be added. What the rules of an environment refuse is a
/// ``DeploymentRule``.
public enum LedgerRefusal: Error, Sendable {
  // What is not there.

  /// There is no prompt of this name.
  case promptNotFound(PromptName)
  /// No version of the prompt is the one that was described.
  case versionNotFound(PromptName)
  /// There is no environment of this name.
  case environmentNotFound(EnvironmentName)
  /// There is no environment of this name that another one could require.
  case requiredEnvironmentNotFound(EnvironmentName)
  /// The text given for a version of the prompt names no environment either.
  case neitherVersionNorEnvironment(EnvironmentName, of: PromptName)
  /// There is no release of this name.
  case releaseNotFound(ReleaseName)
  /// No prompt has an active version, so that a release would be empty.
  case nothingToRelease
  /// No operation has an id that begins like this.
  case operationNotFound(String)

  // Where pointers stand.

  /// The prompt has no active version.
  case nothingActive(PromptName)
  /// The prompt was never deployed to the environment.
  case neverDeployed(PromptName, to: EnvironmentName)
  /// The environment has held these versions of the prompt, and never this one.
  case neverLive(PromptName, version: Int, in: EnvironmentName, held: [Int])
  /// Something else is live in the environment than was expected.
  case unexpectedVersion(of: PromptName, in: EnvironmentName)
  /// The pointer has been at one version only, so that nothing can be rolled back to.
  case nothingBefore(PromptName, Pointer)
  /// The pointer's history is shorter than the number of steps that was asked for.
  case nothingFurtherBack(PromptName, Pointer)
  /// No release is live in the environment.
  case noReleaseLive(EnvironmentName)
  /// No member of the release can go back in the environment.
  case releaseStays(ReleaseName, in: EnvironmentName, [ReleaseRollback.Left])

  // What is in use, or there already.

  /// The latest version, which has this number, has exactly this content.
  case sameContent(PromptName, version: Int)
  /// The prompt is live in these environments.
  case promptIsLive(PromptName, in: [EnvironmentName])
  /// These prompts include the prompt: their latest, active or live versions do.
  case promptIsIncluded(PromptName, by: [PromptName])
  /// There is an environment of this name.
  case environmentExists(EnvironmentName)
  /// The environment is required by another one.
  case environmentIsRequired(EnvironmentName, by: EnvironmentName)
  /// So many prompts are live in the environment.
  case environmentHasPrompts(EnvironmentName, count: Int)
  /// Another ledger is where one was to be copied to; they differ in this reference.
  case ledgerExists(ReferenceName)

  // What cannot be undone.

  /// There is nothing to undo.
  case nothingToUndo
  /// The operation created a prompt, which is live in these environments.
  case cannotUndoCreation(PromptName, liveIn: [EnvironmentName])
  /// The operation moved the prompt's pointer for the first time.
  case cannotUndoFirstMove(PromptName, Pointer)
  /// The operation deleted a prompt.
  case cannotUndoDeletion(PromptName?)
  /// The operation renamed a prompt, whose earlier name is another prompt's now.
  case cannotUndoRename(PromptName, to: PromptName)
  /// The operation added an environment, in which prompts are live now.
  case cannotUndoEnvironment(EnvironmentName)
  /// Another operation, with this id if it has one, built on what is to be undone.
  case movedOn(operation: String?)

  // Several refusals.

  /// The reasons why these prompts cannot be deployed, so that none was, and all of them in one sentence.
  case deployments([RepositoryError], summary: String)
}
