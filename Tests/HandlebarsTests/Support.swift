import CanonicalJSON
import Handlebars
import PromptTemplate
import TestSupport

/// Partials that are Handlebars themselves, by their names.
func handlebars(_ sources: JSONObject) -> HandlebarsPartials {
  { name in
    guard let text = sources[name]?.string, let template = try? HandlebarsTemplate(parsing: text)
    else { return nil }
    return HandlebarsPartial(
      .handlebars(template), identity: text, partials: handlebars(sources))
  }
}

/// Messages as dotprompt writes them, without what it notes about history.
func dotprompt(_ elements: [ChatElement]) -> JSONValue {
  .array(
    elements.map { element in
      guard case .message(let message) = element else { return .string("\(element)") }
      return ["role": .string(message.role), "content": .array(message.parts.map(dotprompt))]
    })
}

private func dotprompt(_ part: MessagePart) -> JSONValue {
  switch part {
  case .text(let text): return ["text": .string(text.written)]
  case .section(let name): return ["metadata": ["pending": true, "purpose": .string(name)]]
  case .media(let media):
    var object: JSONObject = [:]
    if case .literal(let type) = media.contentType { object["contentType"] = .string(type) }
    if case .literal(let url) = media.url { object["url"] = .string(url) }
    return ["media": .object(object)]
  }
}

/// A message of text.
func message(_ role: String, _ text: String) -> ChatMessage {
  ChatMessage(role: role, parts: [.text(MessageText(literal: text))])
}

/// The text of a template that makes one message of the user, or nothing.
func text(
  _ template: String, _ values: JSONObject = [:], partials: JSONObject = [:]
) throws -> String {
  let elements = try HandlebarsTemplate(parsing: template)
    .render(RenderInput(values), partials: handlebars(partials))
  if elements.isEmpty { return "" }
  guard case .message(let message) = elements[0], elements.count == 1, message.role == "user",
    case .text(let text) = message.parts.first, message.parts.count == 1
  else { return "\(elements)" }
  return text.written
}

/// Whether a file is there.
func exists(_ path: String) -> Bool {
  (try? run("test", ["-e", path]).status == 0) ?? false
}
