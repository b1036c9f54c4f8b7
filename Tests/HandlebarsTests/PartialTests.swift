import CanonicalJSON
import Handlebars
import PromptTemplate
import Testing

/// Partials of other dialects, defaults, and names that mean different texts in different places.
@Suite struct PartialTests {
  @Test func textOfOtherDialects() throws {
    let standard = HandlebarsPartial(
      Template("{{user.name}} {{tags}} {{none}} {{gone}} \\{{a}}"), identity: "1")
    let strict = HandlebarsPartial(Template("\\{{a}} {{a}}", dialect: .strict), identity: "2")
    let template = try HandlebarsTemplate(parsing: "{{> p}}|{{> q a=\"z\"}}")
    let elements = try template.render(
      RenderInput(["user.name": "N", "tags": ["x"], "none": .null, "a": 1]),
      partials: { $0 == "p" ? standard : strict })
    #expect(elements == [.message(message("user", "N [\"x\"]  {{gone}} \\1|{{a}} z"))])
  }

  @Test func chatTexts() throws {
    let media = MessageMedia(url: .variable("url"), contentType: .literal("image/png"))
    let parts: [MessagePart] = [
      .text(
        MessageText([.literal("See "), .variable("what", source: "{{what}}"), .partial("end")])),
      .media(media),
    ]
    let inner = HandlebarsPartial(Template("!{{tone}}"), identity: "end")
    let withTone = HandlebarsPartial(inner.content, identity: "end", defaults: ["tone": "kind"])
    let chat = HandlebarsPartial(.parts(parts), identity: "chat", partials: { _ in withTone })
    let elements = try HandlebarsTemplate(parsing: "{{role \"system\"}}\n  {{> chat what=x}}\n")
      .render(
        RenderInput(["x": "a\nb", "url": "u"]), partials: { $0 == "chat" ? chat : nil })
    let expected = ChatMessage(
      role: "system",
      parts: [
        .text(MessageText(literal: "\n  See a\n  b!kind")),
        .media(MessageMedia(url: .literal("u"), contentType: .literal("image/png"))),
      ])
    #expect(elements == [.message(expected)])
  }

  @Test func chatTextsWithMessages() throws {
    let chat = HandlebarsPartial(
      .messages([
        .message(
          ChatMessage(role: "user", parts: [.text(MessageText([.variable("q", source: "{{q}}")]))])),
        .list("more"), .message(message("assistant", "A")),
      ]), identity: "chat")
    let elements = try HandlebarsTemplate(parsing: "{{role \"system\"}}S{{> chat}}U").render(
      RenderInput(["q": "Q"]), partials: { _ in chat })
    #expect(
      elements == [
        .message(message("system", "S")), .message(message("user", "Q")), .list("more"),
        .message(message("assistant", "A")), .message(message("user", "U")),
      ])
  }

  @Test func defaultsLieBelow() throws {
    let template = try HandlebarsTemplate(parsing: "{{a}}{{b}}{{c}}{{json this}}")
    let partial = HandlebarsPartial(
      .handlebars(template), identity: "p", defaults: ["a": "pa", "b": "pb", "c": "pc"])
    func render(_ text: String, _ values: JSONObject) throws -> [ChatElement] {
      try HandlebarsTemplate(parsing: text).render(
        RenderInput(values), defaults: ["b": "ib"], partials: { _ in partial })
    }
    #expect(
      try render("{{> p}}", ["c": .null]) == [
        .message(message("user", #"paib{"a":"pa","b":"ib","c":null}"#))
      ])
    #expect(
      try render("{{> p x}}", ["x": ["a": 1]]) == [
        .message(message("user", #"1pbpc{"a":1,"b":"pb","c":"pc"}"#))
      ])
    #expect(
      try render("{{> p missing}}", [:]) == [
        .message(message("user", #"papbpc{"a":"pa","b":"pb","c":"pc"}"#))
      ])
    #expect(
      try render("{{> p x a=2 b=missing}}", ["x": "text"]) == [
        .message(message("user", #"2pc{"a":2,"b":null,"c":"pc"}"#))
      ])
    #expect(try render("{{> p x}}", ["x": "text"]) == [.message(message("user", #""text""#))])
  }

  /// Each text resolves its own names: two versions of one partial are two texts.
  @Test func ownNames() throws {
    func partial(_ text: String, _ inner: HandlebarsPartial?) throws -> HandlebarsPartial {
      HandlebarsPartial(
        .handlebars(try HandlebarsTemplate(parsing: text)), identity: text, partials: { _ in inner }
      )
    }
    let old = try partial("old", nil)
    let new = try partial("new", nil)
    let outer = try partial("({{> tone}})", old)
    let elements = try HandlebarsTemplate(parsing: "{{> outer}}{{> tone}}").render(
      RenderInput(), partials: { $0 == "outer" ? outer : new })
    #expect(elements == [.message(message("user", "(old)new"))])
  }

  @Test func missingPartials() throws {
    let error = #expect(throws: HandlebarsRenderError.self) {
      try text("a\n{{> p}}", partials: ["p": "\n\n {{> q}}"])
    }
    #expect(
      error?.description == "p, line 3, column 2: no text is there for the partial “q”")
  }
}
