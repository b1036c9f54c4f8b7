internal import CanonicalJSON
internal import PromptInputs
internal import PromptMessages
public import PromptMCP
internal import PromptRepo
internal import PromptTemplate

extension LedgerCatalogue {
  /// A prompt with values filled in.
  ///
  /// - Throws: `CatalogueError` with all reasons at once.
  public func prompt(
    _ name: String, _ values: [CatalogueValue]
  ) throws(CatalogueError) -> CataloguePrompt {
    let found = try find(name)
    let rendered = try found.text.rendered(values, for: name)
    let messages: JSONValue
    do throws(MessageFormatError) {
      messages = try rendered.json(.mcp).object?["messages"] ?? []
    } catch {
      throw .refused("\(name): \(error)")
    }
    try LinkAddresses.check(messages, values, of: name)
    var meta: JSONObject = [
      "promptrepo/version": .integer(found.version.number),
      "promptrepo/hash": .string("\(found.version.hash)"),
    ]
    if let environment = selection.environment {
      meta["promptrepo/environment"] = .string(environment.rawValue)
    }
    return CataloguePrompt(description: found.description, messages: messages, meta: meta)
  }

  /// The values that an argument can have and that begin with a text.
  public func completions(
    of argument: String, in name: String, beginning: String
  ) throws(CatalogueError) -> [String] {
    let proposals = PromptArguments(of: try find(name).text)[argument]?.proposals ?? []
    return proposals.filter { $0.utf8.starts(with: beginning.utf8) }
  }

  /// A prompt that is live, and its text.
  private func find(
    _ shown: String
  ) throws(CatalogueError) -> (version: Version, text: VersionText, description: String?) {
    let repository = try repository()
    if let environment = selection.environment {
      _ = try failing { () throws(RepositoryError) in try repository.environment(environment) }
    }
    guard let name = selection.promptName(shownAs: shown) else { throw .unknown(shown) }
    let prompt = try failing { () throws(RepositoryError) in try repository.prompt(name) }
    guard let prompt else { throw .unknown(shown) }
    guard !prompt.record.isArchived else { throw .refused("\(shown) is archived") }
    let live = try failing { () throws(RepositoryError) -> (Version, VersionText)? in
      guard let move = try repository.lastMove(of: selection.pointer, name) else { return nil }
      let version = try repository.version(of: move)
      return (version, try repository.text(of: version, name))
    }
    guard let (version, text) = live else {
      throw .refused(
        selection.environment.map { "\(shown) is not live in \($0)" }
          ?? "\(shown) has no active version")
    }
    guard text.dialect != .jinja else {
      throw .refused("\(shown) is a template of Jinja, which is rendered by its client only")
    }
    return (version, text, prompt.record.description)
  }
}

extension CatalogueError {
  /// There is no prompt of a name.
  fileprivate static func unknown(_ name: String) -> CatalogueError {
    let most = 200
    let start = String(String.UnicodeScalarView(name.unicodeScalars.prefix(most)))
    let shown = start.utf8.count < name.utf8.count ? start + "…" : start
    return .refused("there is no prompt '\(shown)'")
  }
}

extension VersionText {
  /// The text with the texts of arguments filled in, each read by its type.
  ///
  /// What is optional and has neither a value nor a default gives nothing, and so do lists of
  /// messages, which are no arguments.
  fileprivate func rendered(
    _ values: [CatalogueValue], for name: String
  ) throws(CatalogueError) -> RenderedPrompt {
    let arguments = PromptArguments(of: self)
    var input = RenderInput()
    var reasons: [String] = []
    for value in values {
      guard let argument = arguments[value.name] else { continue }
      guard arguments.isTyped else {
        input.values[argument.name] = .string(value.text)
        continue
      }
      do throws(InputTextError) {
        input.values[argument.name] = try arguments.declared.value(
          of: value.text, for: argument.name)
      } catch {
        reasons.append(error.message)
      }
    }
    if arguments.isTyped {
      reasons += arguments.declared.check(input.values).map(\.message)
    }
    let missing = arguments.list.filter { argument in
      argument.isRequired && !values.contains { $0.name.hasSameBytes(as: argument.name) }
    }
    if !missing.isEmpty {
      let names = missing.map(\.name).joined(separator: ", ")
      reasons.insert("\(name) needs \(names)", at: 0)
    }
    guard reasons.isEmpty else { throw .refused(reasons.joined(separator: "; ")) }
    if dialect == .chat {
      for argument in arguments.list
      where input.values[argument.name] == nil && argument.defaultValue == nil {
        input.values[argument.name] = ""
      }
    }
    var lists = input.lists
    for list in listNames where defaults[list] == nil { lists[list] = [] }
    input.lists = lists
    return try rendered(input, for: name)
  }

  private func rendered(
    _ input: RenderInput, for name: String
  ) throws(CatalogueError) -> RenderedPrompt {
    do throws(RenderRefusal) {
      if dialect == .handlebars {
        do throws(RenderRefusal) {
          return try render(strict: input)
        } catch {
          guard case .values(let refusal) = error else { throw error }
          let reasons = refusal.reasons(for: name)
          guard reasons.isEmpty else { throw error }
        }
      }
      return try render(input)
    } catch {
      switch error {
      case .values(let refusal):
        throw .refused(refusal.reasons(for: name).joined(separator: "; "))
      case .failure, .notRendered: throw .refused("\(name): \(error)")
      case .limit, .unreadable: throw .failed("\(name): \(error)")
      }
    }
  }
}

extension ValuesRefusal {
  /// What a client has to change: what is missing, and what has no place where it stands.
  fileprivate func reasons(for name: String) -> [String] {
    let paths = missing.map(\.path).joined(separator: ", ")
    return (missing.isEmpty ? [] : ["\(name) needs \(paths)"]) + unfit
  }
}
