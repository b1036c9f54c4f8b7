internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptService
internal import PromptTemplate
internal import PromptsAPI

/// A version of a prompt that EvalGuard's client sends.
struct EvalGuardPrompt: Sendable {
  /// The name or the title.
  let name: String
  /// The text.
  let content: String
  /// The model; `nil` for that of the version before.
  let model: String?
  /// The tags; `nil` for those that the prompt has. The client sends an empty list where its caller
  /// gives none.
  let tags: [String]?

  /// Reads the body of a request; members of other names are passed over.
  init(_ members: Members) throws(FormatError) {
    name = try members.text("name")
    guard Limits.name.contains(name.unicodeScalars.count) else {
      throw FormatError(
        "name",
        "'name' has to have \(Limits.name.lowerBound) to \(Limits.name.upperBound) characters")
    }
    content = try members.text("content")
    guard Limits.template.contains(content.unicodeScalars.count) else {
      throw FormatError(
        "content",
        "'content' has to have \(Limits.template.lowerBound) to \(Limits.template.upperBound) "
          + "characters")
    }
    model = try members.optionalText("model")
    let tags = try members.texts("tags")
    self.tags = tags.isEmpty ? nil : tags
  }

  /// The content of the version: all but the text and the model stays.
  ///
  /// - Throws: `APIError` where the prompt has messages and this is one text.
  func content(after latest: VersionContent?) throws -> VersionContent {
    var config = latest?.config ?? JSONObject()
    if let model { config["model"] = .string(model) }
    let content = try VersionContent(template: content, config: config)
    if latest?.givesMessages == true, !content.givesMessages {
      throw APIError.invalid(
        "The prompt '\(name)' has messages, and 'content' is one text: edit it as a file, or give "
          + "the text another name", parameter: "content", code: "other_type")
    }
    return content
  }
}

extension VersionContent {
  /// Whether it gives messages, and not one text.
  fileprivate var givesMessages: Bool {
    PromptText(template, dialect: dialect).analysis.kind == .messages
  }
}

extension ServiceRequest {
  /// The prompts with an active version, which are those that can be deployed, in the order of their
  /// names.
  ///
  /// One that is damaged hides no other.
  func evalGuardPrompts() throws -> HTTPResponse {
    let list = try prompts(liveIn: .active).compactMap { prompt in
      try FoundPrompt.unlessDamaged {
        try prompt.evalGuardObject(of: prompt.version(.pointer(.active)))
      }
    }
    return HTTPResponse(.ok, json: JSONValue.array(list.map(JSONValue.object)).utf8(.canonical))
  }

  /// Creates a prompt, or a version of it, and makes it the active one.
  func createEvalGuardPrompt(_ body: [UInt8]) throws -> HTTPResponse {
    let members = Members(try evalGuardMembers(of: body))
    let wanted: EvalGuardPrompt
    do throws(FormatError) {
      wanted = try EvalGuardPrompt(members)
    } catch {
      throw APIError.invalid(error)
    }
    var version = NewVersion(
      wanted.name,
      after: { prior in
        // It would become the active version.
        if let prior, try prior.prompt.record().isArchived {
          let name = prior.prompt.name
          throw ServiceError.rule(
            .archived(name), "prompt '\(name)' is archived, and is made live nowhere")
        }
        return try wanted.content(after: prior?.latest)
      })
    version.activates = true
    version.tags = wanted.tags
    return try create(version, of: body) { prompt, version in
      HTTPResponse(.created, json: try prompt.evalGuardObject(of: version))
    }
  }

  /// The members of the object that a body is.
  func evalGuardMembers(of body: [UInt8]) throws(ServiceError) -> JSONObject {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: body)
    } catch {
      throw .malformedBody("\(error)")
    }
    guard let object = json.object else { throw .malformedBody("it is of kind \(json.kind)") }
    return object
  }
}

extension FoundPrompt {
  /// A version of the prompt as EvalGuard's client is shown it.
  fileprivate func evalGuardObject(of version: Version) throws -> JSONObject {
    let prompt = try prompt()
    let content = try content(of: version)
    return [
      "id": .string(prompt.record.id.rawValue), "name": .string(asked),
      "content": .string(content.template), "model": content.config?["model"] ?? .null,
      "tags": .array(prompt.record.metadata.tags.map(JSONValue.string)),
      "version": .integer(version.number), "version_hash": .string("\(version.hash)"),
      "created_at": .string(version.createdAt.rfc3339),
    ]
  }
}
