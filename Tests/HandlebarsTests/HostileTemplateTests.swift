import CanonicalJSON
import Handlebars
import PromptTemplate
import TestSupport
import Testing

/// Templates and values that try to take long, to write much, or to end the program.
@Suite(.serialized) struct HostileTemplateTests {
  static let list = JSONValue.array((0..<80).map { .integer($0) })

  /// A twentieth of the standard, so that a debug build comes to it soon.
  static let small: RenderLimits = {
    var limits = RenderLimits.standard
    limits.steps /= 20
    limits.outputBytes /= 20
    return limits
  }()

  /// The limit at which a rendering ends.
  static func limit(
    _ template: String, _ values: JSONObject = ["l": list], partials: JSONObject = [:],
    limits: RenderLimits = small
  ) -> RenderLimitError? {
    do throws(HandlebarsRenderError) {
      let parsed = try? HandlebarsTemplate(parsing: template)
      _ = try parsed?.render(RenderInput(values), partials: handlebars(partials), limits: limits)
      return nil
    } catch {
      guard case .limit(let limit) = error else { return nil }
      return limit
    }
  }

  private static func loops(_ count: Int, _ body: String) -> String {
    String(repeating: "{{#each @root.l}}", count: count) + body
      + String(repeating: "{{/each}}", count: count)
  }

  @Test func stepsAreCounted() {
    #expect(Self.limit(Self.loops(3, "x"), limits: .standard) == nil)
    #expect(RenderLimits.standard.steps == 1_000_000)
    let steps = RenderLimitError(.steps, most: 50_000)
    #expect(Self.limit(Self.loops(4, "{{this}}")) == steps)
    #expect(Self.limit(Self.loops(4, "")) == steps)
    #expect(Self.limit(Self.loops(3, "{{role \"user\"}}x")) == steps)
    let long = String(repeating: "é", count: 1 << 16)
    // Few nodes, each of which takes long.
    let values: JSONObject = ["l": Self.list, "s": .string(long)]
    #expect(Self.limit(Self.loops(1, "{{#if @root.s}}{{/if}}"), values) == nil)
    #expect(
      Self.limit(Self.loops(1, "{{#ifEquals @root.s @root.s}}{{/ifEquals}}"), values) == steps)
    #expect(Self.limit(Self.loops(1, "{{#if (json @root.s)}}{{/if}}"), values) == steps)
    #expect(Self.limit(Self.loops(1, "{{lookup @root @root.s}}"), values) == steps)
    #expect(Self.limit(Self.loops(1, "{{#if @root.s.length}}{{/if}}"), values) == steps)
  }

  @Test func outputIsCounted() {
    let output = RenderLimitError(.output, most: (4 << 20) / 20)
    let text = String(repeating: "x", count: 1_000)
    #expect(Self.limit(Self.loops(2, text)) == output)
    #expect(Self.limit(Self.loops(2, "{{> p}}"), partials: ["p": .string(text)]) == output)
    #expect(Self.limit(Self.loops(2, "{{json @root.l}}{{@root.l}}\(text)")) == output)
    let indent = String(repeating: " ", count: 100_000)
    #expect(
      Self.limit("{{#each l}}\n\(indent){{> p}}\n{{/each}}", partials: ["p": "x"]) == output)
    let media = "{{media url=@root.u}}{{section @root.u}}{{role \"user\" name=@root.u}}x"
    #expect(Self.limit(Self.loops(2, media), ["l": Self.list, "u": .string(text)]) == output)
  }

  @Test func historyIsCounted() throws {
    let past = (0..<100).map { _ in message("user", String(repeating: "x", count: 1_000)) }
    let template = try HandlebarsTemplate(parsing: "{{#each l}}{{history}}{{/each}}")
    let error = #expect(throws: HandlebarsRenderError.self) {
      try template.render(RenderInput(["l": Self.list], lists: ["history": past]))
    }
    #expect(error == .limit(RenderLimitError(.output, most: 4 << 20)))
  }

  /// Seventeen partials in each other, and sixteen that hold all of the one before many times.
  @Test func partialsAreCounted() {
    func chain(_ count: Int, _ link: (String) -> String, _ last: String) -> JSONObject {
      var partials: JSONObject = ["p\(count)": .string(last)]
      for index in 1..<count { partials["p\(index)"] = .string(link("{{> p\(index + 1)")) }
      return partials
    }
    let depth = RenderLimitError(.depth, most: 16)
    #expect(Self.limit("{{> p1}}", partials: chain(16, { "\($0)}}" }, "x")) == nil)
    #expect(Self.limit("{{> p1}}", partials: chain(17, { "\($0)}}" }, "x")) == depth)
    let wide = chain(16, { String(repeating: "\($0)}}", count: 8) }, "{{x}}")
    #expect(Self.limit("{{> p1}}", partials: wide)?.limit == .steps)
    let shared = chain(16, { "\($0) a=this b=this c=this d=this}}" }, "{{json this}}")
    #expect(Self.limit("{{> p1}}", partials: shared)?.limit == .output)
    let compared = chain(
      16, { "\($0) a=this b=this c=this}}" }, "{{#ifEquals a b}}{{/ifEquals}}")
    #expect(Self.limit("{{> p1}}", partials: compared)?.limit == .steps)
  }

  /// Blocks that lie as deep in each other as possible, in partials that do as well.
  @Test func theStackIsBounded() throws {
    let (open, close) = ("{{#with this}}", "{{/with}}")
    func nested(_ count: Int, _ body: String) -> JSONValue {
      .string(
        String(repeating: open, count: count) + body + String(repeating: close, count: count))
    }
    func partials(_ count: Int) -> JSONObject {
      var partials: JSONObject = ["p16": nested(count, "{{x}}")]
      for index in 1..<16 { partials["p\(index)"] = nested(count, "{{> p\(index + 1)}}") }
      return partials
    }
    let template = try HandlebarsTemplate(parsing: "{{> p1}}")
    #expect(try text("{{> p1}}", ["x": "y"], partials: partials(14)) == "y")
    #expect(
      template.analysis(partials: handlebars(partials(14))).variables.map(\.name) == ["x"])
    #expect(
      Self.limit("{{> p1}}", ["x": "y"], partials: partials(100))
        == RenderLimitError(.nesting, most: 256))
    #expect(template.analysis(partials: handlebars(partials(100))).variables.isEmpty)
  }

  /// Texts whose size can be doubled: what they begin with, what is repeated, and what they end with.
  static let growing: [(String, String, String)] = [
    ("", "{", ""), ("", "{{a}}", ""), ("", "{{#if a}}{{/if}}", ""),
    ("", "\n{{#if a}}\n{{/if}}", ""),
    ("", "\\{{", ""), ("", "\\\\{{a}}", ""), ("", "\\", "{{a}}"), ("{{a~}}", " ", "{{~a}}"),
    ("{{!--", "--", "--}}"), ("{{!--", "}}", "--}}"), ("{{!", "-", "}}"), ("{{a", ".b", "}}"),
    ("{{a", "/b", "}}"), ("{{", "../", "a}}"), ("{{json a", " b=c", "}}"), ("{{> p", " b=c", "}}"),
    ("{{> p", " b=c", "}}{{"), ("{{\"", "a", "\"}}"), ("{{\"", "\\\"", "\"}}"),
    ("{{[", "\\]", "]}}"),
    ("", "{{! c }}\n", ""), ("", " {{> p}}\n", ""), ("", "\u{2003}", "{{~a}}"), ("", "}}", "{{"),
    ("{{#if a}}", "\n{{^}}\n{{/if}}{{#if a}}", "{{/if}}"),
    ("{{#each a as |b c|}}", "{{b}}", "{{/each}}"),
    ("{{#each l}}", "{{this}}\n", "{{/each}}"), ("", "{{#each l}}{{this}}{{/each}}", ""),
    ("", "{{role \"user\"}}x", ""), ("", "{{section \"x\"}}\n", ""), ("", "{{history}}", ""),
    ("{{a", " ", "}}"), ("{{a ", "x ", "}}"), ("", "{{", ""), ("", "{{#if a}}", ""),
    ("{{", "#", ""),
  ]

  /// Reading, rendering and analysing takes time in proportion to the size.
  @Test(arguments: growing.indices) func timeIsLinear(_ index: Int) throws {
    let (head, unit, tail) = Self.growing[index]
    let values: JSONObject = ["a": "x", "l": [1]]
    let growth = Growth(of: 1 << 11) { size in
      let text = head + String(repeating: unit, count: size / unit.utf8.count) + tail
      guard let template = try? HandlebarsTemplate(parsing: text) else { return }
      _ = try? template.render(RenderInput(values), partials: handlebars(["p": "{{b}}"]))
      _ = try? template.render(RenderInput(values), strict: true)
      _ = template.analysis
    }
    #expect(growth.isLinear, "\(unit): \(growth)")
  }

  @Test func randomTextsDoNoHarm() {
    var mutator = Mutator(seed: 7)
    let corpus =
      (DotpromptOracleTests.own + DotpromptOracleTests.random(50) + SyntaxErrorTests.cases.map(\.0)
      + AnalysisTests.cases.map(\.0)).map { Array($0.utf8) }
    let partials = handlebars(DotpromptOracleTests.partials)
    var limits = RenderLimits.standard
    limits.steps = 20_000
    limits.outputBytes = 20_000
    var read = 0
    for _ in 0..<(isExtra ? 300_000 : 8_000) {
      let bytes = Array(mutator.input(from: corpus).prefix(4_000))
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(HandlebarsSyntaxError) {
        let template = try HandlebarsTemplate(parsing: text)
        read += 1
        let input = RenderInput(
          DotpromptOracleTests.values, context: DotpromptOracleTests.context)
        for isStrict in [false, true] {
          _ = try? template.render(input, partials: partials, limits: limits, strict: isStrict)
        }
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).count
        for variable in template.analysis(partials: partials).variables {
          #expect(variable.places.allSatisfy { $0.line <= lines })
        }
      } catch {
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).count
        #expect((1...lines).contains(error.position.line) && !error.reason.isEmpty)
      }
    }
    #expect(read > 500)
  }
}
