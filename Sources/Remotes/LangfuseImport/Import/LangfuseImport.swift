public import CanonicalJSON
internal import Digests
public import PromptRepo
public import PromptsClient

/// Brings the prompts of a project of Langfuse into a ledger, with all their versions.
///
/// Running it again adds what is new there. Nothing that somebody here has moved, edited or deleted is
/// touched.
public struct LangfuseImport: Sendable {
  private let client: LangfuseClient
  private let url: String
  private let options: LangfuseOptions

  /// Makes an import.
  ///
  /// - Parameter url: The server's address, by which prompts are known again.
  public init(_ client: LangfuseClient, url: String, _ options: LangfuseOptions) {
    self.client = client
    self.url = url
    self.options = options
  }

  /// How often an import that lost a race is worked out anew.
  private static let attempts = 10

  /// Reads all that is wanted, and brings it into the ledger as one change.
  ///
  /// - Parameter committer: Who makes the change, and when.
  /// - Throws: ``LangfuseImportError``; then nothing has changed.
  public func run(
    in repository: Repository, by committer: () -> Signature
  ) throws(LangfuseImportError) -> LangfuseReport {
    let project: LangfuseProject
    do throws(ClientError) {
      project = try LangfuseProjectReader(
        client: client, prefixes: options.prefixes, progress: options.progress
      ).project()
    } catch {
      throw .source(error)
    }
    var attempt = 1
    while true {
      do throws(RepositoryError) {
        return try apply(project, to: repository, by: committer())
      } catch {
        // Somebody else was first, perhaps with the same import.
        guard error.code == .conflict, attempt < LangfuseImport.attempts else {
          throw .ledger(error)
        }
        attempt += 1
      }
    }
  }

  private func apply(
    _ project: LangfuseProject, to repository: Repository, by committer: Signature
  ) throws(RepositoryError) -> LangfuseReport {
    let source = LangfuseSource(url: url, project: project.id)
    func change(_ transaction: inout Transaction) throws(RepositoryError) -> LangfuseReport {
      transaction.takesHistory = true
      var step = ImportStep(project, source, options)
      return try step.run(&transaction)
    }
    return options.isDryRun
      ? try repository.rehearse(by: committer, change)
      : try repository.change(by: committer, change)
  }
}

/// What of a project is imported, and how.
public struct LangfuseOptions: Sendable {
  /// The labels that become environments, in their order.
  public var environments: [EnvironmentName] = []
  /// Only prompts whose names begin with one of these, and what they include; all if there is none.
  public var prefixes: [String] = []
  /// Whether prompts that were deleted here are imported anew.
  public var recreates = false
  /// Whether to stop at the plan.
  public var isDryRun = false
  /// Why a configuration has no place in a working file, in words; `nil` where it has one.
  public var fileFault: @Sendable (JSONObject) -> String? = { _ in nil }
  /// Told how many of all versions were read.
  public var progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }

  /// All prompts, without environments.
  public init() {}
}

/// Why an import cannot be done.
public enum LangfuseImportError: Error, Sendable {
  /// Langfuse cannot be read.
  case source(ClientError)
  /// The ledger cannot be read or written.
  case ledger(RepositoryError)
}
