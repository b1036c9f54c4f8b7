internal import CanonicalJSON
internal import HTTPMessages
internal import PromptMessages
internal import PromptRepo
internal import PromptTemplate
internal import PromptsAPI

/// The renderings of a template that a request asks for.
struct WantedRendering: Sendable {
  /// The values to fill in; `nil` where none are given.
  let variables: JSONObject?
  /// True if values and template have to fit.
  let isStrict: Bool
  /// True if the messages are wanted.
  let hasMessages: Bool

  /// The results for a text: the template filled in, where values are given or have to fit, and the
  /// messages, where they are wanted.
  func parts(
    of text: VersionText
  ) throws(APIError) -> (template: String?, messages: [JSONObject]?) {
    let rendered: RenderedPrompt
    let input = RenderInput(variables ?? JSONObject())
    do throws(RenderRefusal) {
      rendered = isStrict ? try text.render(strict: input) : try text.render(input)
    } catch {
      throw APIError(error)
    }
    let isWritten = variables != nil || isStrict
    return (
      isWritten ? try template(of: rendered) : nil, hasMessages ? try messages(of: rendered) : nil
    )
  }

  private func template(of rendered: RenderedPrompt) throws(APIError) -> String {
    do throws(ChatTextError) {
      return try rendered.text()
    } catch {
      throw .unusableValues("\(error)")
    }
  }

  private func messages(of rendered: RenderedPrompt) throws(APIError) -> [JSONObject] {
    do throws(MessageFormatError) {
      return try rendered.json(.openAI).array?.compactMap(\.object) ?? []
    } catch {
      throw .unsupportedMessage("\(error)")
    }
  }
}

extension Request {
  /// The renderings of the template that the query asks for; `nil` for none.
  func wantedRendering() throws(APIError) -> WantedRendering? {
    let variables = try variables()
    let isStrict = try flag("strict")
    let hasMessages = try flag("messages")
    guard variables != nil || isStrict || hasMessages else { return nil }
    return WantedRendering(variables: variables, isStrict: isStrict, hasMessages: hasMessages)
  }

  /// The values to fill in, if the query has any.
  private func variables() throws(APIError) -> JSONObject? {
    guard let text = target["variables"] else { return nil }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: text)
    } catch {
      throw .variables("\(error)")
    }
    guard let object = json.object else { throw .variables("it is of kind \(json.kind)") }
    return object
  }
}

extension APIError {
  /// The error for a template that is not rendered.
  fileprivate init(_ refusal: RenderRefusal) {
    switch refusal {
    case .values(let refusal): self = .values(missing: refusal.names, refusal.reasons)
    case .unreadable(let text):
      self = .unreadableTemplate("\(text)", text.dialect.rawValue)
    case .notRendered(let dialect): self = .notRendered(dialect.rawValue)
    case .limit(let error): self = .renderLimit("\(error)")
    case .failure(let reason, let place): self = .unusableValues("\(place): \(reason)")
    }
  }

  /// The error for a text that cannot be read or lacks what it includes; `nil` for other
  /// failures.
  init?(ofText error: RepositoryError) {
    if let text = error.cause as? UnreadableText {
      self = .unreadableTemplate("\(text)", text.dialect.rawValue)
      return
    }
    switch error.cause as? PartialRefusal {
    case .notPinned?: self = .partialNotPinned(error.message)
    case .missing?, .gone?, .unnamable?: self = .partialMissing(error.message)
    case .unsuitable?: self = .partialUnsuitable(error.message)
    case .limit?: self = .partialLimit(error.message)
    case nil: return nil
    }
  }
}

extension ValuesRefusal {
  /// The number of places of a variable that are named.
  private static let namedPlaces = 3

  /// The names of the variables that got no value, each once.
  fileprivate var names: [String] {
    var names: [String] = []
    var known: Set<UTF8Key> = []
    for name in missing.map({ $0.variable ?? $0.path })
    where known.insert(UTF8Key(name)).inserted {
      names.append(name)
    }
    return names
  }

  /// All that does not fit, in words.
  fileprivate var reasons: [String] {
    missing.map { missing in
      var places = missing.places.prefix(Self.namedPlaces).joined(separator: "; ")
      let more = missing.places.count - Self.namedPlaces
      if more > 0 { places += "; and \(more) more" }
      return "no value for '\(missing.path)' (\(places))"
    } + extra.map { "nothing in the template asks for '\($0)'" } + unfit
      + strays.map { "'\($0.excerpt)' (\($0.position)) is no placeholder" }
  }
}
