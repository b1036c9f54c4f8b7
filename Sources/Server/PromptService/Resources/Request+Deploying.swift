internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operation that makes a version live in an environment.
extension Request {
  /// Makes a version live in an environment.
  ///
  /// It is not tried again: whoever deploys has decided on what was live then.
  ///
  /// - Throws: 409 when a rule is against it, something else is live than was expected, or somebody
  ///   moved the same pointer at the same moment.
  func deploy(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: DeployRequest = try read(body)
    let (prompt, ledger) = try prompt(wanted.promptID)
    let environment = try environment(wanted.environment, in: ledger)
    let receipt = try Receipt(for: self, body)
    do {
      return try change(ledger) { (transaction) throws(RepositoryError) in
        if let answer = try receipt?.answer(in: transaction) { return answer }
        let result = try deploy(wanted, prompt, to: environment, in: &transaction)
        if case .success(let response) = result { try receipt?.keep(response, in: &transaction) }
        return result
      }
    } catch let error as RepositoryError where error.code == .conflict {
      // The same request may have come twice at once.
      if let answer = try receipt?.answer(in: ledger.repository) { return try answer.get() }
      throw APIError.lostDeployment
    }
  }

  private func deploy(
    _ wanted: DeployRequest, _ prompt: IndexedPrompt, to environment: EnvironmentName,
    in transaction: inout Transaction
  ) throws(RepositoryError) -> Result<HTTPResponse, APIError> {
    guard let current = try current(prompt, in: transaction), current.active != nil else {
      return .failure(.noPrompt)
    }
    let names = try transaction.environments().map(\.name)
    guard names.contains(environment) else {
      return .failure(.noEnvironment(environment.rawValue, among: names.map(\.rawValue)))
    }
    let live = try transaction.lastMove(of: .environment(environment), current.name)
    if let refusal = refusal({ () throws(APIError) in
      try checkIfMatch(live?.commit, "live version in '\(environment)'")
    }) {
      return .failure(refusal)
    }
    let spec: VersionSpec
    switch try self.spec(wanted, of: current, live: live, in: transaction) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let found): spec = found
    }
    var order = DeploymentOrder(current.name, spec)
    if let expected = wanted.expectedHash { order.expected = try ExpectedVersion(expected) }
    switch try carryOut(
      order, of: current, to: environment, reason: wanted.reason,
      acknowledging: wanted.acknowledgedVariables, in: &transaction)
    {
    case .failure(let refusal): return .failure(refusal)
    case .success(let deployed):
      let response = HTTPResponse(deployed.isChange ? .created : .ok, deployed.object)
      return .success(response.with(deploymentTip: deployed.tip))
    }
  }

  /// The version that is to be deployed.
  private func spec(
    _ wanted: DeployRequest, of prompt: Prompt, live: PointerMove?, in transaction: Transaction
  ) throws(RepositoryError) -> Result<VersionSpec, APIError> {
    if let number = wanted.version {
      guard let latest = prompt.latest, number <= latest.number else {
        return .failure(.noVersion)
      }
      return .success(.number(number))
    }
    guard let digits = wanted.versionHash else { return .success(.active) }
    switch try version(digits, "version_hash", of: prompt, in: transaction) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let version):
      // What is live may have the same content under another number.
      if let live, live.hash == version.hash { return .success(.number(live.version)) }
      return .success(.number(version.number))
    }
  }

  /// The version of a prompt whose hash begins with some digits.
  ///
  /// - Parameter parameter: The member that holds them, for errors.
  func version(
    _ digits: String, _ parameter: String, of prompt: Prompt, in transaction: Transaction
  ) throws(RepositoryError) -> Result<Version, APIError> {
    do throws(RepositoryError) {
      return .success(try transaction.version(prompt.name, .digits(digits, hashOnly: true)))
    } catch {
      switch error.code {
      case .notFound: return .failure(.noVersionHash(digits))
      case .ambiguous: return .failure(.ambiguousHash(error.message, parameter: parameter))
      default: throw error
      }
    }
  }

  /// Puts one deployment to the rules and carries it out.
  func carryOut(
    _ order: DeploymentOrder, of prompt: Prompt, to environment: EnvironmentName, reason: String?,
    acknowledging variables: [String] = [], in transaction: inout Transaction
  ) throws(RepositoryError) -> Result<Deployed, APIError> {
    do throws(RepositoryError) {
      let deployments = try transaction.deploy(
        [order], to: environment, reason: reason, acknowledging: Set(variables))
      guard let deployment = deployments.first else { return .failure(.internalFailure) }
      return .success(
        Deployed(prompt, environment, deployment.move, isChange: deployment.isChange))
    } catch {
      guard let refusal = APIError(deploying: error) else { throw error }
      return .failure(refusal)
    }
  }
}

/// What a change made of a deployment.
struct Deployed: Sendable {
  /// The deployment as it is answered.
  let object: DeploymentObject
  /// Where its pointer stands.
  let tip: ObjectID
  /// Whether something was moved.
  let isChange: Bool

  init(
    _ prompt: Prompt, _ environment: EnvironmentName, _ move: PointerMove, isChange: Bool
  ) {
    object = DeploymentObject(prompt, in: environment, move)
    tip = move.commit
    self.isChange = isChange
  }
}
