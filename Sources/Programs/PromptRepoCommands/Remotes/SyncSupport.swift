public import CanonicalJSON
package import PromptFiles
public import PromptMerge
public import PromptRepo

/// What keeps repositories in step with hosted APIs for the commands.
///
/// Only the companion program has it, so that the program itself needs no network library.
public protocol SyncSupport: Sendable {
  /// The libraries that it brings into the program.
  var libraries: [LinkedLibrary] { get }

  /// Does a job.
  ///
  /// - Throws: ``RepositoryError`` when it cannot begin.
  func run(_ job: SyncJob) throws -> SyncOutcome

  /// Imports prompts from Langfuse.
  ///
  /// - Throws: ``RepositoryError`` when it cannot be done; then nothing has changed.
  func run(_ job: LangfuseJob) throws -> SyncOutcome
}

/// What is to be done with a hosted remote.
public struct SyncJob: Sendable {
  /// The kinds of jobs.
  public enum Kind: Sendable, Hashable {
    /// Only look at the remote.
    case fetch
    /// Take what changed there.
    case pull
    /// Give what changed here.
    case push
    /// Both.
    case sync
    /// Say how prompts stood when the remote was last looked at.
    case status
    /// Compare every hosted version with the one here.
    case verify
    /// Delete one prompt at the remote.
    case delete(PromptName)
  }

  /// What is to be done.
  public let kind: Kind
  /// The remote.
  public let remote: HostedRemote
  /// Its API key; empty for a job that asks nobody.
  public let key: String
  /// The ledger here.
  public let store: any Store
  /// The file whose lock keeps a second job away.
  public let lock: String
  /// Who makes changes here.
  public let author: Signature
  /// Only these prompts; all when empty.
  public var names: [PromptName] = []
  /// How prompts that changed on both sides are resolved.
  public var resolution: Resolution?
  /// Whether prompts that are gone at the remote are created there again.
  public var recreates = false
  /// The folder of the working files.
  package var folder = PromptFolder.standard
  /// Whether to stop at the plan.
  public var isDryRun = false
  /// How many prompts are worked on at once.
  public var concurrency = 4
  /// Called with each change that was made here.
  package var noteChange: @Sendable (ReferenceMoves) -> Void = { _ in }
  /// Called with how far the job is.
  public var progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }

  /// The path of a prompt's working file.
  package func path(ofFileOf name: String) -> String { "\(folder)/\(name)\(Workspace.suffix)" }

  /// Whether the job may have changed something at the remote.
  var changesRemote: Bool {
    switch kind {
    case .push, .sync, .delete: !isDryRun
    case .fetch, .pull, .status, .verify: false
    }
  }
}

/// What came of a job.
public struct SyncOutcome: Sendable {
  /// What people have to know although all was done, each in one line.
  public var warnings: [String]
  /// For people, line by line.
  public var lines: [String]
  /// For programs, one object for each prompt and a summary.
  public var json: [JSONObject]
  /// 0 in step, 1 something failed, 2 conflicts left.
  public var exitCode: Int32
  /// Texts that have to be merged by hand.
  public var unresolved: [UnresolvedText]
  /// Whether prompts here have changed, so that working files may be written.
  public var changesPrompts = false

  /// A text that has to be merged by hand.
  public struct UnresolvedText: Sendable {
    /// The prompt.
    public let name: PromptName
    /// What both sides were made from; nil when there is nothing.
    public let base: VersionContent?
    /// Our side.
    public let ours: VersionContent
    /// Their side.
    public let theirs: VersionContent
    /// What stands behind the markers: ours, base, theirs.
    public let labels: [String]

    /// Makes one from its parts.
    public init(
      name: PromptName, base: VersionContent?, ours: VersionContent, theirs: VersionContent,
      labels: [String]
    ) {
      self.name = name
      self.base = base
      self.ours = ours
      self.theirs = theirs
      self.labels = labels
    }
  }

  /// Makes an outcome from its parts.
  public init(
    warnings: [String] = [], lines: [String], json: [JSONObject], exitCode: Int32,
    unresolved: [UnresolvedText] = []
  ) {
    self.warnings = warnings
    self.lines = lines
    self.json = json
    self.exitCode = exitCode
    self.unresolved = unresolved
  }
}
