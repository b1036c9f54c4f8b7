internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// What requests of the Prompts API hold.
extension ServiceRequest {
  /// The prompt that the path names.
  ///
  /// - Throws: 404 when there is none for this caller.
  func prompt() throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    try prompt(parameters[0])
  }

  /// The prompt with this id.
  ///
  /// - Throws: 404 when there is none for this caller.
  func prompt(_ text: String) throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    let id: PromptID
    do throws(RepositoryError) {
      id = try PromptID(text)
    } catch {
      throw APIError.noPrompt
    }
    guard let ledger, let prompt = try ledger.index.prompt(id) else { throw APIError.noPrompt }
    return (prompt, ledger)
  }

  /// The prompt with this name, or else the oldest with exactly this title.
  ///
  /// - Throws: 404 when there is none for this caller, or none with an active version.
  func prompt(meantBy name: String) throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    guard let ledger, let prompt = try ledger.prompt(meantBy: name), prompt.isServed else {
      throw APIError.noPrompt(named: name)
    }
    return (prompt, ledger)
  }

  /// The deployment with this id, a UUID in any form.
  ///
  /// - Throws: 404 when there is none for this caller.
  func deployment(_ text: String) throws -> (deployment: IndexedDeployment, ledger: Ledger) {
    guard let id = UUIDValue(text), let ledger, let found = try ledger.index.deployment(id) else {
      throw APIError.deploymentNotFound
    }
    return (found, ledger)
  }

  /// How many things a page may have.
  func limit() throws(APIError) -> Int {
    guard let text = target["limit"] else { return Limits.defaultPage }
    guard let limit = Int(text), Limits.page.contains(limit) else { throw .limit }
    return limit
  }

  /// Whether the oldest, or the lowest number, comes first.
  func isAscending() throws(APIError) -> Bool {
    switch target["order"] {
    case nil, "desc": return false
    case "asc": return true
    default: throw .order
    }
  }

  /// The name or title of the prompts that the query asks for.
  func name() throws(APIError) -> String? {
    guard let name = target["name"] else { return nil }
    guard Limits.name.contains(name.unicodeScalars.count) else { throw .nameFilter }
    return name
  }

  /// The version that the query asks for.
  func version() throws(APIError) -> Int? {
    guard let text = target["version"] else { return nil }
    guard let number = Int(text), number.magnitude <= UInt(Limits.version) else {
      throw .version
    }
    return number
  }

  /// Whether a parameter of the query is `true`.
  func flag(_ name: String) throws(APIError) -> Bool {
    switch target[name] {
    case nil, "false": return false
    case "true": return true
    default: throw .flag(name)
    }
  }

  /// Reads the body of a request.
  func read<Body: WireObject>(_ body: [UInt8]) throws(APIError) -> Body {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: body)
    } catch {
      throw .body("\(error)")
    }
    guard let object = json.object else { throw .body("it is of kind \(json.kind)") }
    do throws(FormatError) {
      return try Body(object)
    } catch {
      throw .invalid(error)
    }
  }

  /// The environment that the query names, which has to be one that there is.
  func environmentOfQuery() throws -> EnvironmentName? {
    try target["environment"].map { try environment($0) }
  }
}
