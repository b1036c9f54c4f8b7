internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that add something.
extension Request {
  /// Creates a prompt with its first version.
  func createPrompt(_ body: [UInt8]) throws -> HTTPResponse {
    guard let ledger else { throw APIError.internalFailure }
    let wanted: CreatePromptRequest = try read(body)
    let content = try VersionContent(template: wanted.template)
    let draft = VersionDraft(content)
    let receipt = try Receipt(for: self, body)
    let id = PromptID(Repository.randomUUID())
    return try retryingChange(ledger) { (transaction) throws(RepositoryError) in
      if let answer = try receipt?.answer(in: transaction) { return answer }
      let name = try transaction.unusedName(
        for: wanted.name, wanted: wanted.metadata?["promptrepo_name"]?.string, id: id)
      let prompt = try transaction.create(
        name, id: id, title: wanted.name, description: wanted.description,
        metadata: wanted.metadata ?? JSONObject(), draft)
      guard let object = PromptObject(prompt), let version = prompt.latest else {
        return .failure(.internalFailure)
      }
      let created = CreatedPrompt(
        prompt: object, version: VersionObject(version, content))
      let response = HTTPResponse(.created, json: created.json).with(prompt.tips)
      try receipt?.keep(response, in: &transaction)
      return .success(response)
    }
  }

  /// Adds a version and makes it live.
  ///
  /// The configuration of the version before it, which the API does not know, stays.
  ///
  /// - Parameter prompt: The prompt as it was when the request's head arrived.
  /// - Throws: 409 when somebody else has added a version since then.
  func createVersion(
    _ body: [UInt8], of prompt: IndexedPrompt, in ledger: Ledger
  ) throws -> HTTPResponse {
    let wanted: CreateVersionRequest = try read(body)
    let receipt = try Receipt(for: self, body)
    do {
      return try change(ledger) { (transaction) throws(RepositoryError) in
        if let answer = try receipt?.answer(in: transaction) { return answer }
        return try add(wanted, to: prompt, receipt, in: &transaction)
      }
    } catch let error as RepositoryError where error.code == .conflict {
      // The same request may have come twice at once.
      if let answer = try receipt?.answer(in: ledger.repository) { return try answer.get() }
      throw APIError.lostVersion
    }
  }

  private func add(
    _ wanted: CreateVersionRequest, to prompt: IndexedPrompt, _ receipt: Receipt?,
    in transaction: inout Transaction
  ) throws(RepositoryError) -> Result<HTTPResponse, APIError> {
    guard let current = try current(prompt, in: transaction), let latest = current.latest else {
      return .failure(.noPrompt)
    }
    if let refusal = refusal({ () throws(APIError) in
      try checkIfMatch(latest.commit, "versions")
      try checkActiveTip(current.active?.commit)
    }) {
      return .failure(refusal)
    }
    guard latest.commit == prompt.tips.versions else { return .failure(.lostVersion) }
    let config = try transaction.content(of: latest).config
    let content = try VersionContent(template: wanted.template, config: config)
    let withdrawal = try transaction.withdrawal(of: current)
    let version = try transaction.addVersion(
      VersionDraft(content, mayRepeat: true), to: current.name)
    var object = VersionObject(version, content)
    // A new version is active, whatever was rolled back; who makes it is told.
    if let withdrawal, withdrawal.live.hash != version.hash {
      object.details?.passedRollback = PassedRollback(withdrawal)
    }
    let response = HTTPResponse(.created, object)
      .with(try transaction.existing(current.name).tips)
    try receipt?.keep(response, in: &transaction)
    return .success(response)
  }
}
