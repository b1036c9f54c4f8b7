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
      throw APIError(.render(error))
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

extension ServiceRequest {
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
