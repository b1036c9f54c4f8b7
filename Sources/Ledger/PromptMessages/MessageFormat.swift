public import CanonicalJSON
public import PromptTemplate

/// A form in which applications send the messages of a chat.
///
/// | | `openai` | `anthropic` | `mcp` | `langfuse` |
/// |---|---|---|---|---|
/// | shape | an array | `{"system": …, "messages": […]}` | `{"messages": […]}` | an array |
/// | `system`, `developer` | as they are | `system`, before all others | `user` | as they are |
/// | `model` | `assistant` | `assistant` | `assistant` | `assistant` |
/// | other roles, attributes | as they are | refused | in `_meta` | roles as they are |
/// | images | `image_url` | `image` | `image`, `resource_link` | refused |
/// | other media | refused | PDF: `document` | `audio`, `resource_link` | refused |
/// | a list without a value | nothing | nothing | nothing | a placeholder |
///
/// A placeholder without a value is written as it stands in the text; so is one that gives the
/// address of a medium. A medium whose type is given nowhere is taken for an image by `openai` and
/// `anthropic`.
public enum MessageFormat: String, CaseIterable, Sendable {
  /// The messages of OpenAI's chat completions, which most other services take too.
  case openAI = "openai"

  /// The system prompt and the messages of Anthropic's Messages API.
  case anthropic

  /// What a server of the Model Context Protocol answers to `prompts/get`.
  case mcp

  /// The messages of a chat prompt of Langfuse, with placeholders for lists of messages.
  case langfuse

  /// A chat in this form.
  ///
  /// Takes time linear in the size of the chat.
  ///
  /// - Throws: ``MessageFormatError`` for what the form has no place for. Its path counts the
  ///   elements of `chat` from 0.
  public func json(_ chat: [ChatElement]) throws(MessageFormatError) -> JSONValue {
    switch self {
    case .openAI: try OpenAIForm.json(chat)
    case .anthropic: try AnthropicForm.json(chat)
    case .mcp: try MCPForm.json(chat)
    case .langfuse: try LangfuseForm.json(chat)
    }
  }
}

/// Why messages cannot be written in a form, or read from one, and where.
public struct MessageFormatError: Error, Hashable, Sendable {
  /// The place: `messages[2].content[0].cache_control`.
  public let path: String

  /// What is wrong there, and what to do.
  public let reason: String

  /// An error at this place.
  public init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension MessageFormatError: CustomStringConvertible {
  /// The place and the reason.
  public var description: String { "\(path): \(reason)" }
}
