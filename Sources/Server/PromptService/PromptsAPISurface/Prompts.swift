internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that read.
extension ServiceRequest {
  /// A page of the list of prompts.
  func listPrompts() throws -> HTTPResponse {
    let limit = try limit()
    let isAscending = try isAscending()
    let name = try name()
    var cursor = try cursor()
    guard let ledger else {
      guard cursor == nil else { throw APIError.cursor }
      return HTTPResponse(.ok, PromptPage(data: [], hasMore: false)).tagged(for: fields)
    }
    if let name {
      let page = try page(named: name, limit, after: cursor, isAscending, in: ledger)
      return HTTPResponse(.ok, page).tagged(for: fields)
    }
    var page = PromptPage(data: [], hasMore: false)
    repeat {
      // Those that cannot be shown leave room for the ones behind them.
      guard
        let found = try ledger.index.page(
          after: cursor, limit: limit - page.data.count, ascending: isAscending)
      else { throw APIError.cursor }
      page.data += try found.prompts.compactMap { try ServiceRequest.object($0, in: ledger) }
      page.hasMore = found.hasMore
      cursor = found.prompts.last?.id
    } while page.hasMore && page.data.count < limit
    return HTTPResponse(.ok, page).tagged(for: fields)
  }

  /// A page of the prompts that have a name, in the ledger or as their title.
  private func page(
    named name: String, _ limit: Int, after cursor: PromptID?, _ isAscending: Bool,
    in ledger: Ledger
  ) throws -> PromptPage {
    guard
      let found = try ledger.index.prompts(named: name, after: cursor, ascending: isAscending)
    else { throw APIError.cursor }
    var page = PromptPage(data: [], hasMore: false)
    for prompt in found {
      guard let object = try ServiceRequest.object(prompt, in: ledger) else { continue }
      let names = [object.details?.name, object.details?.title].compactMap(\.self)
      guard names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else { continue }
      if page.data.count == limit {
        page.hasMore = true
        break
      }
      page.data.append(object)
    }
    return page
  }

  /// A prompt for the list; one that is damaged hides no other.
  private static func object(
    _ prompt: IndexedPrompt, in ledger: Ledger
  ) throws(RepositoryError) -> PromptObject? {
    do throws(RepositoryError) {
      return PromptObject(try SnapshotReader(prompt, in: ledger.repository).existing(prompt.name))
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }

  /// A prompt, and the template of one of its versions.
  func getPrompt() throws -> HTTPResponse {
    let number = try version()
    let wanted = try wantedRendering()
    guard number == nil || target["environment"] == nil else {
      throw APIError.versionAndEnvironment
    }
    let (found, ledger) = try prompt()
    let reader = SnapshotReader(found, in: ledger.repository)
    guard var object = try PromptObject(reader.existing(found.name)),
      let active = try reader.active(of: found.name)
    else { throw APIError.noPrompt }
    let environment = try environmentOfQuery()
    var version = try number.map { try reader.version(found.name, numbered: $0) } ?? active
    if let environment {
      guard let live = try ServiceRequest.version(in: environment, of: found, reader) else {
        throw APIError.notDeployed(to: environment.rawValue)
      }
      version = live
    }
    // What the text includes is looked for only where it is wanted, so that a template can be read
    // without it.
    let text = try wanted.map { _ in try reader.text(of: version, found.name) }
    let content = try text?.content ?? reader.content(of: version)
    object.activeTemplate = content.template
    object.details?.shown = ShownVersion(version, content)
    object.details?.shown?.environment = environment?.rawValue
    if let wanted, let text {
      (object.renderedTemplate, object.messages) = try wanted.parts(of: text)
    }
    return HTTPResponse(.ok, object).tagged(for: fields).with(found.tips, environment)
  }

  private func cursor() throws(APIError) -> PromptID? {
    guard let text = target["after"] else { return nil }
    do throws(RepositoryError) {
      return try PromptID(text)
    } catch {
      throw APIError.cursor
    }
  }
}

// The operations that add something.
extension ServiceRequest {
  /// Creates a prompt with its first version.
  func createPrompt(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: CreatePromptRequest = try read(body)
    let content = try VersionContent(template: wanted.template)
    let draft = VersionDraft(content)
    let id = PromptID(Repository.randomUUID())
    return try aboutTemplate {
      try changeOnce(writableLedger(), body) { transaction in
        let name = try transaction.unusedName(
          for: wanted.name, wanted: wanted.metadata?["promptrepo_name"]?.string, id: id)
        let prompt = try transaction.create(
          name, id: id, title: wanted.name, description: wanted.description,
          metadata: wanted.metadata ?? JSONObject(), draft)
        guard let object = PromptObject(prompt), let version = prompt.latest else {
          throw APIError.internalFailure
        }
        let created = CreatedPrompt(
          prompt: object, version: VersionObject(version, content))
        return HTTPResponse(.created, json: created.json).with(prompt.tips)
      }
    }
  }
}

// The operations that change what is there.
extension ServiceRequest {
  /// Edits a prompt's record.
  func updatePrompt(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: UpdatePromptRequest = try read(body)
    return try changeExisting { transaction, prompt in
      try checkIfMatch(prompt.infoTip, "record")
      let edit = RecordEdit(
        title: wanted.name.map { .set($0) } ?? .keep,
        description: wanted.description.map { .set($0) } ?? .keep,
        metadata: wanted.metadata.map { .set($0) } ?? .keep)
      if edit.applied(to: prompt.record) != prompt.record {
        try transaction.edit(prompt.name, edit)
      }
      return try answer(prompt.name, in: transaction)
    }
  }

  /// Deletes a prompt with all its versions.
  ///
  /// - Throws: 409 while an environment points at it or another prompt includes it, unless the query
  ///   says `force=true`.
  func deletePrompt() throws -> HTTPResponse {
    let isForced = try flag("force")
    return try changeExisting { transaction, prompt in
      try delete(prompt, forced: isForced, in: &transaction)
      let deleted = DeletedPrompt(id: prompt.record.id.rawValue)
      return HTTPResponse(.ok, json: deleted.json)
    }
  }
}
