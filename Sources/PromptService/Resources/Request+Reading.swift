internal import HTTPMessages
internal import PromptRepo
internal import PromptTemplate
internal import PromptsAPI

// The operations that read.
extension Request {
  /// A page of the list of prompts.
  func listPrompts() throws -> HTTPResponse {
    let limit = try limit()
    let isAscending = try isAscending()
    let cursor = try cursor()
    var page = PromptPage(data: [], hasMore: false)
    if let ledger {
      guard
        let found = try ledger.index.page(after: cursor, limit: limit, ascending: isAscending)
      else { throw APIError.cursor }
      page.hasMore = found.hasMore
      for prompt in found.prompts {
        let reader = PinnedReader(prompt, in: ledger.repository)
        let object = try PromptObject(reader.existing(prompt.name))
        if let object { page.data.append(object) }
      }
    } else if cursor != nil {
      throw APIError.cursor
    }
    return HTTPResponse(.ok, json: page.json).tagged(for: fields)
  }

  /// A prompt, and the template of one of its versions.
  func getPrompt() throws -> HTTPResponse {
    let number = try version()
    let variables = try variables()
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    guard var object = try PromptObject(reader.existing(found.name)),
      let active = try reader.active(of: found.name)
    else { throw APIError.noPrompt }
    let version =
      try number.map { try Request.version($0, of: found, reader) } ?? active
    let text = try reader.text(of: version)
    object.activeTemplate = text.content.template
    object.renderedTemplate = variables.map { text.template.render($0) }
    return HTTPResponse(.ok, json: object.json).tagged(for: fields).with(found.tips)
  }

  /// A prompt's versions, from one end.
  func listVersions() throws -> HTTPResponse {
    let limit = try limit()
    let isAscending = try isAscending()
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    var versions = try reader.versions(of: found.name, limit: isAscending ? nil : limit)
    if isAscending { versions = Array(versions.suffix(limit).reversed()) }
    let list = VersionList(data: try versions.map { try Request.object($0, reader) })
    return HTTPResponse(.ok, json: list.json).tagged(for: fields).with(found.tips)
  }

  /// One version.
  func getVersion() throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    guard let number = Int(parameters[1]), parameters[1].utf8.first != UInt8(ascii: "+") else {
      throw APIError.noVersion
    }
    let version = try Request.version(number, of: found, reader)
    return HTTPResponse(.ok, json: try Request.object(version, reader).json)
      .tagged(for: fields).with(found.tips)
  }

  private func cursor() throws(APIError) -> PromptID? {
    guard let text = target["after"] else { return nil }
    do throws(RepositoryError) {
      return try PromptID(text)
    } catch {
      throw APIError.cursor
    }
  }

  private static func version(
    _ number: Int, of prompt: IndexedPrompt, _ reader: PinnedReader
  ) throws -> Version {
    guard let latest = try reader.latest(of: prompt.name), (1...latest.number).contains(number)
    else { throw APIError.noVersion }
    return try reader.version(prompt.name, .number(number))
  }

  private static func object(
    _ version: Version, _ reader: PinnedReader
  ) throws -> VersionObject {
    VersionObject(version, template: try reader.content(of: version).template)
  }
}
