internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

extension ServiceRequest {
  /// The answer that shows a prompt as a change leaves it.
  func answer(_ name: PromptName, in ledger: some LedgerReader) throws -> HTTPResponse {
    let prompt = try ledger.existing(name)
    guard let object = PromptObject(prompt) else { throw APIError.noPrompt }
    return HTTPResponse(.ok, object).with(prompt.tips)
  }

  /// What the body throws, of a text in the request: its errors are about the member `template`.
  func aboutTemplate<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RepositoryError {
      guard let refusal = ServiceError(ofText: error) else { throw error }
      throw APIError(refusal).about("template")
    }
  }

  /// Changes the prompt that the path names.
  func changeExisting(
    _ body: (inout Transaction, Prompt) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    return try retryingChange(ledger) { transaction in
      guard let current = try current(found, in: transaction) else { throw APIError.noPrompt }
      return try body(&transaction, current)
    }
  }
}

extension HTTPResponse {
  /// The answer with the tips of a prompt's chains, for `If-Match`.
  func with(_ tips: PromptTips) -> HTTPResponse {
    var response = self
    if let tip = tips.versions { response.fields.append(.versionsTip, tip.hex) }
    if let tip = tips.active { response.fields.append(.activeTip, tip.hex) }
    if let tip = tips.info { response.fields.append(.infoTip, tip.hex) }
    return response
  }

  /// The answer with the tips of a prompt's chains, and with that of its deployment to an
  /// environment, where one is asked for and the prompt is deployed there.
  func with(_ tips: PromptTips, _ environment: EnvironmentName?) -> HTTPResponse {
    let response = with(tips)
    guard let tip = environment.flatMap({ tips[$0] }) else { return response }
    return response.with(deploymentTip: tip)
  }

  /// The answer with the tip of a deployment's chain, for `If-Match`.
  func with(deploymentTip tip: ObjectID) -> HTTPResponse {
    var response = self
    response.fields.append(.deploymentTip, tip.hex)
    return response
  }
}

extension Prompt {
  /// Where the prompt's chains stand.
  var tips: PromptTips {
    var tips = PromptTips(info: infoTip)
    tips.versions = latest?.commit
    tips.active = active?.commit
    return tips
  }
}

extension ServiceRequest {
  /// Checks `If-Match` against where a chain stands.
  ///
  /// - Throws: 412 when somebody moved it since, 400 for a field that cannot be read.
  func checkIfMatch(_ tip: ObjectID?, _ what: String) throws(APIError) {
    guard let field = fields[.ifMatch] else { return }
    guard let tags = EntityTags(field) else { throw .entityTags }
    guard tags.match(tip?.hex) else { throw .stale(what) }
  }

  /// Checks `X-If-Active-Tip` against where the active pointer stands.
  ///
  /// - Throws: 412 when somebody moved it since.
  func checkActiveTip(_ tip: ObjectID?) throws(APIError) {
    guard let expected = fields[.ifActiveTip] else { return }
    guard expected == tip?.hex else { throw .stale("active version") }
  }
}
