internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

// A prompt by its name, and which of its versions.
extension ServiceRequest {
  /// A version of a prompt: that of a number or a label, or what is in production.
  func langfusePrompt() throws -> HTTPResponse {
    let name = parameters[0]
    let wanted = try LangfuseVersionQuery(target)
    var prompt: FoundPrompt?
    do {
      let found = try find(.text(name))
      prompt = found
      let version = try found.version(wanted.selector)
      return HTTPResponse(
        .ok, json: try langfuseObject(found, version, resolving: wanted.isResolved))
    } catch let error as ServiceError where error.kind == .notFound {
      throw LangfuseError.notFound(
        "Prompt not found: '\(name)' with \(wanted.words)"
          + LangfuseAdvice.missing(prompt?.name, error))
    }
  }

  /// A version as Langfuse's clients read it.
  ///
  /// - Parameters:
  ///   - resolving: Whether partials are texts in their places, and not references.
  ///   - withGraph: Whether what it includes is told.
  func langfuseObject(
    _ found: FoundPrompt, _ version: Version, resolving: Bool = true, withGraph: Bool = true
  ) throws -> JSONObject {
    let content = try LangfuseContent(version, of: found, resolving: resolving)
    let isLatest = try found.latest().commit == version.commit
    let labels = try found.labels(of: version) + (isLatest ? ["latest"] : [])
    var object: JSONObject = [
      "id": .string(version.id.rawValue), "type": content.type, "name": .string(found.asked),
      "version": .integer(version.number), "prompt": content.prompt,
      "config": .object(content.config), "labels": .array(labels.map(JSONValue.string)),
      "tags": .array(try found.record().metadata.tags.map(JSONValue.string)),
      "commitMessage": version.message.isEmpty ? .null : .string(version.message),
      "createdAt": .string(version.createdAt.rfc3339),
      "updatedAt": .string(try found.updatedAt(of: version).rfc3339),
      "createdBy": .string(version.author.name), "projectId": .string(langfuseProject),
      "isActive": .bool(labels.contains(Pointer.activeLabel)),
    ]
    if withGraph {
      object["resolutionGraph"] = resolving ? try resolutionGraph(found, version) : .null
    }
    return object
  }

  /// What a version includes, by what includes it; null for one without partials.
  private func resolutionGraph(_ found: FoundPrompt, _ version: Version) throws -> JSONValue {
    let inclusions = try found.inclusions(of: version)
    guard !inclusions.isEmpty else { return .null }
    func node(_ name: String, _ version: Version) -> JSONValue {
      [
        "id": .string(version.id.rawValue), "name": .string(name),
        "version": .integer(version.number),
      ]
    }
    var dependencies = JSONObject()
    for one in inclusions {
      let parent = one.parent.id.rawValue
      let known = dependencies[parent]?.array ?? []
      dependencies[parent] = .array(known + [node(one.prompt.rawValue, one.version)])
    }
    return ["root": node(found.asked, version), "dependencies": .object(dependencies)]
  }
}

/// Which version of a prompt a query asks for.
private struct LangfuseVersionQuery {
  let selector: VersionSelector
  /// The same in words, for what is not found.
  let words: String
  /// Whether partials are to be texts in their places.
  let isResolved: Bool

  init(_ target: RequestTarget) throws {
    var reader = LangfuseQueryReader(target, once: ["version", "label", "resolve"])
    let version = target["version"]
    let label = target["label"]
    guard version == nil || label == nil else {
      throw LangfuseError.invalid("Cannot specify both version and label")
    }
    let number = reader.number("version")
    isResolved = reader.flag("resolve") ?? true
    try reader.finish()
    if let number {
      selector = .number(number)
      words = "version \(number)"
    } else {
      let label = label ?? Pointer.activeLabel
      selector = label.utf8.elementsEqual("latest".utf8) ? .latest : .label(label)
      words = "label '\(label)'"
    }
  }
}
