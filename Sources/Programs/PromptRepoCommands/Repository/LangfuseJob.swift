internal import APIKeys
package import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
public import PromptRepo

/// An import of prompts from Langfuse.
public struct LangfuseJob: Sendable {
  /// The server's address.
  public let url: String
  /// The name of the key.
  public let publicKey: String
  /// The key.
  public let secretKey: String
  /// The ledger here.
  public let store: any Store
  /// Who makes the change.
  public let author: Signature
  /// The labels that become environments, in their order.
  public var environments: [EnvironmentName] = []
  /// Only prompts whose names begin with one of these; all when empty.
  public var prefixes: [String] = []
  /// Whether prompts that were deleted here are imported anew.
  public var recreates = false
  /// Whether to stop at the plan.
  public var isDryRun = false
  /// Why a configuration has no place in a working file, in words; `nil` where it has one.
  package var fileFault: @Sendable (JSONObject) -> String? {
    { config in
      do throws(PromptFileError) {
        _ = try PromptFile.bytes(
          template: "", config: config, title: nil, description: nil, metadata: JSONObject(),
          path: "")
        return nil
      } catch {
        return error.message
      }
    }
  }
  /// Called with each change that was made here.
  package var noteChange: @Sendable (ReferenceMoves) -> Void = { _ in }
  /// Called with how many of all versions were read.
  public var progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }

  /// The server that is asked where nobody names another.
  static let defaultURL = "https://cloud.langfuse.com"
  /// The variables that Langfuse's own clients read, the first that is set counts.
  static let urlVariables = ["LANGFUSE_BASE_URL", "LANGFUSE_HOST"]
  static let publicKeyVariable = "LANGFUSE_PUBLIC_KEY"
  static let secretKeyVariable = "LANGFUSE_SECRET_KEY"
}

/// Names of environments with commas between them.
struct EnvironmentNames: ArgumentValue {
  let names: [EnvironmentName]

  init(argument: String) throws {
    names = try argument.split(separator: ",", omittingEmptySubsequences: false).map {
      try EnvironmentName(argument: String($0))
    }
  }

  var argument: String { names.map(\.rawValue).joined(separator: ",") }
  static var completion: Completion { .custom("environment") }
}

extension CommandContext {
  /// Imports prompts from Langfuse, shows what came of it, and ends with its exit code.
  func importFromLangfuse(
    _ url: String?, isFirst: Bool, _ configure: (inout LangfuseJob) -> Void
  ) throws {
    guard let syncSupport else { throw HandOver(to: .sync) }
    let store = try store()
    try refuseUnrelatedHistory(store, isFirst: isFirst)
    let given =
      url
      ?? LangfuseJob.urlVariables.lazy.compactMap { variable in
        self.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
      }.first
    var job = LangfuseJob(
      url: try HostedRemote.address(given ?? LangfuseJob.defaultURL),
      publicKey: try langfuseKey(LangfuseJob.publicKeyVariable),
      secretKey: try langfuseKey(LangfuseJob.secretKeyVariable), store: store,
      author: try author())
    configure(&job)
    job.noteChange = done.note
    let outcome = try working("Reading from Langfuse") { progress in
      job.progress = { progress(.adding, $0, of: $1) }
      return try syncSupport.run(job)
    }
    var lines = outcome.lines
    if !job.isDryRun, outcome.changesPrompts, try workspaceIfAny() != nil {
      lines.append("No files were written: `promptrepo checkout` writes them.")
    }
    try show(outcome, lines.map { $0.inFolder(typedDirectory) }, isPlan: job.isDryRun)
  }

  /// A key of Langfuse from the environment; it is in no message.
  private func langfuseKey(_ variable: String) throws -> String {
    let isSecret = variable == LangfuseJob.secretKeyVariable
    let both = "Both keys are in the settings of the project there"
    let hint =
      isSecret
      ? "\(both); set the secret one without leaving it in the shell's history: "
        + "read -rs \(variable) && export \(variable)"
      : "\(both); the public one begins with pk-lf-"
    guard let key = environment[variable], !key.isEmpty else {
      throw RepositoryError(
        .invalid, "there is no key of Langfuse in the variable \(variable)", hint: hint)
    }
    guard key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw RepositoryError(
        .invalid,
        "the key in the variable \(variable) cannot be used: it has a blank, an end of a line or "
          + "another character that no key has", hint: hint)
    }
    guard !APIKey.mayBeSecret(key) else {
      throw RepositoryError(
        .invalid,
        "the key in the variable \(variable) is one of `promptrepo serve`, and not Langfuse's",
        hint: "Run this in a shell where \(LangfuseJob.publicKeyVariable), "
          + "\(LangfuseJob.secretKeyVariable) and \(LangfuseJob.urlVariables[0]) are Langfuse's own, "
          + "as they were before they pointed here")
    }
    // What comes before the first colon is the public key.
    guard isSecret || !key.utf8.contains(UInt8(ascii: ":")) else {
      throw RepositoryError(
        .invalid,
        "the key in the variable \(variable) cannot be used: a public key has no colon", hint: hint)
    }
    return key
  }
}
