internal import HTTPMessages
internal import PromptRepo

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
