internal import GitRemotes
internal import PromptRepo

extension Doctor {
  /// What was fetched of git remotes and cannot be pulled.
  ///
  /// Nothing of the ledger here need be damaged where each pull of a prompt is refused.
  func fetchedChecks() throws -> [DoctorCheck] {
    guard try isProgram("git") else { return [] }
    let repository: Repository
    do {
      repository = try context.repository()
    } catch {
      // The check of the ledger says so.
      return []
    }
    do throws(RepositoryError) {
      return try context.reportsOfFetched(repository).compactMap { report in
        let fetch = " \(report.remote)"
        let refused = NotPulled(report, argument: fetch).refused
        guard !refused.isEmpty else { return nil }
        return DoctorCheck(
          "remote \(report.remote)", .problem,
          "what was fetched cannot be pulled: \(NotPulled.list(refused))",
          hint: "`promptrepo fetch\(fetch)` tells why")
      }
    } catch {
      return [try check("remotes", error, state: .problem)]
    }
  }
}
