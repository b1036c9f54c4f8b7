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
      page.data += try found.prompts.compactMap { try Request.object($0, in: ledger) }
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
      guard let object = try Request.object(prompt, in: ledger) else { continue }
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
    guard number == nil || target["environment"] == nil else {
      throw APIError.versionAndEnvironment
    }
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    guard var object = try PromptObject(reader.existing(found.name)),
      let active = try reader.active(of: found.name)
    else { throw APIError.noPrompt }
    let environment = try environment(in: ledger)
    var version = try number.map { try Request.version($0, of: found, reader) } ?? active
    if let environment {
      guard let live = try Request.version(in: environment, of: found, reader) else {
        throw APIError.notDeployed(to: environment.rawValue)
      }
      version = live
    }
    let text = try reader.text(of: version)
    object.activeTemplate = text.content.template
    object.details?.shown = ShownVersion(version, text.content)
    object.details?.shown?.environment = environment?.rawValue
    object.renderedTemplate = variables.map { text.template.render($0) }
    return HTTPResponse(.ok, object).tagged(for: fields).with(found.tips, environment)
  }

  /// A prompt's versions, from one end, or the one that is live in an environment.
  func listVersions() throws -> HTTPResponse {
    let limit = try limit()
    let isAscending = try isAscending()
    let (found, ledger) = try prompt()
    let reader = PinnedReader(found, in: ledger.repository)
    let environment = try environment(in: ledger)
    var versions: [Version]
    if let environment {
      versions = [try Request.version(in: environment, of: found, reader)].compactMap(\.self)
    } else {
      versions = try reader.versions(of: found.name, limit: isAscending ? nil : limit)
      if isAscending { versions = Array(versions.suffix(limit).reversed()) }
    }
    let list = VersionList(data: try versions.map { try Request.object($0, reader) })
    return HTTPResponse(.ok, list).tagged(for: fields).with(found.tips, environment)
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

  /// The environment that the query names, which has to be one that there is.
  private func environment(in ledger: Ledger) throws -> EnvironmentName? {
    try target["environment"].map { try environment($0, in: ledger) }
  }

  /// The version that is live in an environment; `nil` where nothing is.
  private static func version(
    in environment: EnvironmentName, of prompt: IndexedPrompt, _ reader: PinnedReader
  ) throws -> Version? {
    guard prompt.tips[environment] != nil else { return nil }
    return try reader.version(prompt.name, .environment(environment))
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
