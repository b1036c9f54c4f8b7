internal import PromptRepo

/// The environments that an export lists, beside those of the ledger.
struct ImportedEnvironments {
  /// The names that the export lists; `nil` where it lists none.
  private var listed: Set<EnvironmentName>?

  /// Adds the environments that the ledger never had, with their rules.
  ///
  /// What is here keeps its rules, and what was removed here stays so: an import changes nothing
  /// that somebody here has decided about.
  init(
    _ ledgers: [LedgerDetails], _ transaction: inout Transaction,
    _ report: inout ImportReport
  ) throws(RepositoryError) {
    var later: [DeploymentEnvironment] = []
    for environments in ledgers.map(\.environments) {
      listed = (listed ?? []).union(environments.map(\.name))
      for environment in environments {
        let here = try transaction.environments()
        if let known = here.first(where: { $0.name == environment.name }) {
          guard known != environment else { continue }
          report.leftAlone.append(
            "environment \(environment.name): its rules here are \(known.rules), in the file "
              + environment.rules)
        } else if try transaction.everListedEnvironments().contains(environment.name) {
          report.leftAlone.append("environment \(environment.name): it was removed here")
        } else {
          let isReady = environment.requires.map { name in here.contains { $0.name == name } }
          try transaction.addEnvironment(
            isReady ?? true
              ? environment
              : DeploymentEnvironment(environment.name, isProtected: environment.isProtected))
          report.environments.append(environment.name)
          if isReady == false { later.append(environment) }
        }
      }
    }
    for environment in later {
      do throws(RepositoryError) {
        try transaction.setEnvironment(environment)
      } catch {
        guard [.notFound, .invalid].contains(error.code) else { throw error }
        report.leftAlone.append("environment \(environment.name): \(error.message)")
      }
    }
  }

  /// Whether a pointer of a new prompt may be set as the export has it: nothing may go live that
  /// was not live there, nor the other way round.
  func allows(
    _ pointer: Pointer, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    guard let environment = pointer.environment else { return true }
    let isHere = try transaction.environments().contains { $0.name == environment }
    return isHere == (listed?.contains(environment) ?? isHere)
  }
}
