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
    var cursor = try cursor()
    guard let ledger else {
      guard cursor == nil else { throw APIError.cursor }
      return HTTPResponse(.ok, PromptPage(data: [], hasMore: false)).tagged(for: fields)
    }
    var page = PromptPage(data: [], hasMore: false)
    repeat {
      // Those that cannot be shown leave room for the ones behind them.
      guard
        let found = try ledger.index.page(
          after: cursor, limit: limit - page.data.count, ascending: isAscending)
      else { throw APIError.cursor }
      page.data += try found.prompts.compactMap { try Request.object($0, in: ledger) }
      page.hasMore = found.hasMore
      cursor = found.prompts.last?.id
    } while page.hasMore && page.data.count < limit
    return HTTPResponse(.ok, page).tagged(for: fields)
  }

  /// A prompt for the list; one that is damaged hides no other.
  private static func object(
    _ prompt: IndexedPrompt, in ledger: Ledger
  ) throws(RepositoryError) -> PromptObject? {
    do throws(RepositoryError) {
      return PromptObject(try PinnedReader(prompt, in: ledger.repository).existing(prompt.name))
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
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
    object.details?.shown = ShownVersion(version, text.content)
    object.renderedTemplate = variables.map { text.template.render($0) }
    return HTTPResponse(.ok, object).tagged(for: fields).with(found.tips)
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
    return HTTPResponse(.ok, list).tagged(for: fields).with(found.tips)
  }

  /// One version.
  func getVersion() throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    guard let number = Int(parameters[1]), parameters[1].utf8.first != UInt8(ascii: "+") else {
      throw APIError.noVersion
    }
    let version = try Request.version(number, of: found, reader)
    return HTTPResponse(.ok, try Request.object(version, reader))
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
    VersionObject(version, try reader.content(of: version))
  }
}
