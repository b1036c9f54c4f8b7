internal import HTTPClient
internal import LangfuseImport
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptsClient

extension HostedSync {
  func run(_ job: LangfuseJob) throws -> SyncOutcome {
    guard let transport = CurlTransport(job.url) else {
      throw RepositoryError(.invalid, "'\(job.url)' is not the address of a server")
    }
    var options = LangfuseOptions()
    options.environments = job.environments
    options.prefixes = job.prefixes
    options.recreates = job.recreates
    options.isDryRun = job.isDryRun
    options.fileFault = job.fileFault
    options.progress = job.progress
    let client = LangfuseClient(
      transport, publicKey: job.publicKey, secretKey: job.secretKey, policy: .standard)
    let run = LangfuseImport(client, url: job.url, options)
    let report: LangfuseReport
    do throws(LangfuseImportError) {
      report = try run.run(
        in: Repository(store: job.store, noteChange: job.noteChange), by: { job.author.now })
    } catch {
      switch error {
      case .ledger(let error): throw error
      case .source(let error): throw failure(error, job)
      }
    }
    guard !report.prompts.isEmpty || !report.faults.isEmpty else { throw nothing(job) }
    return LangfuseReportText(report, isDryRun: job.isDryRun).outcome
  }

  private func nothing(_ job: LangfuseJob) -> RepositoryError {
    let names = job.prefixes.map { "'\($0)'" }.joined(separator: " or ")
    return RepositoryError(
      .notFound,
      "nothing was imported: the project of the key has no prompt"
        + (names.isEmpty ? "" : " whose name begins with \(names)"),
      hint: names.isEmpty ? "Check that the keys are those of the project that you mean" : nil)
  }

  private func failure(_ error: ClientError, _ job: LangfuseJob) -> RepositoryError {
    let hint =
      switch error.status {
      case 401:
        "Check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, and that they are of the server at "
          + job.url
      case 403: "Use a key of a project that may read its prompts"
      case 404: "Check the address \(job.url): --url or LANGFUSE_BASE_URL gives another"
      case 429: "Nothing was changed; try again later"
      default:
        switch error {
        case .oversized: "Nothing was changed; import a part with --name PREFIX"
        case .unusable:
          "Nothing was changed; check the address \(job.url): --url or LANGFUSE_BASE_URL gives another"
        case .refused, .unknown, .unreachable:
          "Nothing was changed; see that the server at \(job.url) runs, and try again"
        }
      }
    return RepositoryError(
      .inputOutput, "Langfuse cannot be read: \(error.message)", hint: hint, cause: error)
  }
}
