public import PromptsAPI
internal import HTTPMessages

extension PromptsClient {
  static let root = Operation.prompts.text

  /// A page of the list of prompts.
  public func prompts(
    after cursor: String?, limit: Int = 100, ascending: Bool = false
  ) throws(ClientError) -> PromptPage {
    var target = "\(PromptsClient.root)?limit=\(limit)&order=\(ascending ? "asc" : "desc")"
    if let cursor { target += "&after=\(PercentEncoding.encode(cursor))" }
    let answer: Answered<PromptPage> = try read(target)
    return answer.value
  }

  /// A prompt with its active template.
  public func prompt(_ id: String) throws(ClientError) -> Answered<PromptObject> {
    try read(PromptsClient.path(id))
  }

  /// A prompt's versions from one end, at most 100.
  public func versions(
    of id: String, limit: Int, ascending: Bool
  ) throws(ClientError) -> [VersionObject] {
    let order = ascending ? "asc" : "desc"
    let answer: Answered<VersionList> = try read(
      "\(PromptsClient.path(id))/versions?limit=\(limit)&order=\(order)")
    return answer.value.data
  }

  /// One version.
  public func version(_ number: Int, of id: String) throws(ClientError) -> VersionObject {
    let answer: Answered<VersionObject> = try read(
      "\(PromptsClient.path(id))/versions/\(number)")
    return answer.value
  }

  static func path(_ id: String) -> String {
    "\(root)/\(PercentEncoding.encode(id))"
  }
}
