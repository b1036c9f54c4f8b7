internal import CanonicalJSON
internal import HTTPMessages
internal import PromptMessages
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

// A new version of a prompt, which may be new itself.
extension ServiceRequest {
  /// Cuts a version and moves its labels, all or nothing.
  func createLangfusePrompt(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted = try LangfuseCreateRequest(body)
    var version = NewVersion(wanted.name, after: { try wanted.content(after: $0) })
    version.message = wanted.message
    version.labels = wanted.labels
    version.tags = wanted.tags
    return try LangfuseError.moving {
      try create(version, of: body) { found, version in
        HTTPResponse(.created, json: try langfuseObject(found, version, withGraph: false))
      }
    }
  }
}

extension LangfuseCreateRequest {
  /// The content of the version.
  ///
  /// What is written back as it was read is the content that was read, to the byte. Else a text goes
  /// on in the dialect of the latest version, and a new prompt is `plain` or `chat`.
  func content(after prior: PriorVersions?) throws -> VersionContent {
    guard let prior else { return try checked(isChat ? chat() : text(.plain)) }
    let dialect = prior.latest.dialect
    guard try prior.prompt.isChat(prior.latestVersion) == isChat else {
      throw LangfuseError.invalid(
        "Previous versions have different prompt type. Create a new prompt with a different name.")
    }
    guard dialect != .handlebars, dialect != .jinja || dialectWord == .jinja else {
      throw LangfuseError.invalid(
        "The latest version is written in \(dialect.rawValue), which Langfuse's clients do not write: edit "
          + "it as a file"
          + (dialect == .jinja ? ", or give \"config\" the member \"dialect\": \"jinja\"" : ""))
    }
    let same = try prior.first { version, content in
      try isGiven(by: version, content, of: prior.prompt)
    }
    if let same { return same }
    if isChat { return try checked(chat()) }
    // A text that says how it is read is not read as the one before it.
    let goesOn = config["dialect"] == nil && dialect != .jinja
    return try checked(text(goesOn ? dialect : .plain))
  }

  /// Whether a client that reads a version gets exactly this.
  private func isGiven(
    by version: Version, _ content: VersionContent, of found: FoundPrompt
  ) throws -> Bool {
    // What costs least comes first, since many versions are looked at.
    guard LangfuseContent.config(of: content) == config else { return false }
    if content.dialect == .plain { return prompt == .string(content.template) }
    for isResolved in content.partialPins.pins.isEmpty ? [true] : [true, false] {
      do {
        let content = try LangfuseContent(version, of: found, resolving: isResolved)
        if content == given { return true }
      } catch is LangfuseError {
        // Nobody can have read it.
      } catch ServiceError.notPortable, ServiceError.partial {
      } catch let error as RepositoryError where error.code == .invalid {
      }
    }
    return false
  }

  /// The content, which has no references of Langfuse.
  private func checked(_ content: VersionContent) throws -> VersionContent {
    for text in texts {
      if let one = LangfuseReference.find(in: text).first {
        throw LangfuseError.invalid(
          "The text has the reference \(one.reference.tag), which is not followed here: include the "
            + "prompt as a partial with a pin, in a file. The import from Langfuse does so"
        )
      }
    }
    return content
  }

  /// A text in the dialect of the version before it.
  private func text(_ dialect: Dialect) throws -> VersionContent {
    let text = prompt.string ?? ""
    guard dialect != .plain else { return try VersionContent(template: text, config: config) }
    guard config["partials"] == nil || dialect != .chat else {
      throw LangfuseError.invalid(Self.partialsAreTaken)
    }
    let content = try VersionContent(template: text, config: config(dialect))
    guard content.isVerbatim else {
      throw LangfuseError.invalid(
        "The prompt is written in \(dialect.rawValue), where this text would be read in another way: no "
          + "backslash before '{{', and no marker. Edit it as a file")
    }
    return content
  }

  /// Messages as canonical text.
  private func chat() throws -> VersionContent {
    guard config["dialect"] == nil else {
      throw LangfuseError.invalid(
        "'config.dialect' is taken in a chat, where it says how the text is read: use another name")
    }
    guard config["partials"] == nil else {
      throw LangfuseError.invalid(Self.partialsAreTaken)
    }
    let text: String
    do throws(MessageFormatError) {
      text = try MessageFormat.chatText(ofLangfuse: prompt)
    } catch {
      throw LangfuseError.invalid("\(error)")
    }
    return try VersionContent(template: text, config: config(.chat))
  }

  /// The configuration with the dialect before all else.
  private func config(_ dialect: Dialect) -> JSONObject {
    var config: JSONObject = ["dialect": .string(dialect.rawValue)]
    for member in self.config { config[member.key] = member.value }
    return config
  }

  private static let partialsAreTaken =
    "'config.partials' is taken, for pins of partials: use another name"
}

extension VersionContent {
  /// Whether it gives its text as it stands there.
  fileprivate var isVerbatim: Bool {
    switch PromptText(template, dialect: dialect) {
    case .template(let template):
      return template.pieces.written.utf8.elementsEqual(self.template.utf8)
    case .chat(let text):
      let written = text.pieces(including: { _ in nil }).written
      return text.isText && text.partialNames.isEmpty
        && written.utf8.elementsEqual(template.utf8)
    case .handlebars, .jinja, .unreadable: return false
    }
  }
}
