import CanonicalJSON
import Handlebars
import PromptTemplate
import TestSupport
import Testing

/// Templates of which `dotpromptz` makes the same messages.
@Suite struct DotpromptOracleTests {
  static let values: JSONObject = [
    "name": "Ada", "blank": "  \n", "empty": "", "zero": 0, "yes": true, "no": false, "none": .null,
    "tags": ["a", "b"], "nobody": [], "user": ["name": "Bob", "tags": ["x"]],
    "people": [["name": "Ann", "age": 3], ["name": "Bea", "age": 4]],
    "url": "https://example.com/a.png", "type": "image/png",
    "tag": "{{role \"system\"}}", "lines": "one\ntwo\n",
  ]
  static let defaults: JSONObject = ["tone": "friendly", "name": "nobody"]
  static let context: JSONObject = ["state": ["count": 3, "on": true], "auth": ["email": "a@b.c"]]
  static let partials: JSONObject = [
    "greet": "Hello {{name}}!\n", "rows": "{{#each tags}}\n- {{this}}\n{{/each}}",
    "ask": "{{role \"user\"}}Ask {{topic}}.{{role \"model\"}}",
    "nested": "[{{> greet}}]\n{{@state.count}}",
    "blanks": "\n\n", "media": "{{media url=url}}after",
  ]

  /// Templates for what dotprompt adds.
  static let own = [
    "{{role \"system\"}}S\n{{role \"user\"}}U {{name}}",
    "before{{role \"system\"}}S",
    "{{role \"system\"}} \n {{role \"user\"}}x",
    "{{role \"system\"}}S{{history}}after",
    "{{role \"system\"}}S{{history}} {{role \"user\"}}U",
    "{{history}}", "{{history}}{{history}}", "a{{history}}", "",
    "{{role \"model\"}}M", "{{role \"user\"}}U{{role \"model\"}}M",
    "{{#if yes}}{{role \"system\"}}S{{/if}}{{#if no}}{{history}}{{/if}}{{role \"user\"}}U",
    "{{#each people}}{{role \"user\"}}{{name}}?{{role \"model\"}}{{age}}{{/each}}{{role \"user\"}}end",
    "a {{media url=url}} b {{media url=url contentType=type}}",
    "{{media url=empty}}x", "{{section \"one\"}}\n1\n{{section \"two\"}}", " {{section \"s\"}} ",
    "{{role \"system\"}}{{section \"s\"}}{{role \"user\"}}{{media url=url}}",
    "{{tone}} {{name}}", "{{@state.count}} {{@auth.email}} {{@auth.none}}",
    "{{#if @state.on}}on{{/if}}", "{{> greet}}", "  {{> greet}}\nx", "x {{> greet}} y",
    "{{> greet user}}{{> greet name=\"Cy\"}}{{> greet user name=tone}}",
    "{{> rows}}", "  {{> rows user}}\n", "{{role \"system\"}}S\n{{> ask topic=\"it\"}}tail",
    "  {{> ask topic=\"it\"}}\n  tail", "{{> nested}}", " {{> nested}}\n{{> blanks}}\nx",
    "  {{> media}}\nb", "{{json tags}}{{json user}}{{json name}}", "{{json user indent=2}}",
    "{{#ifEquals name \"Ada\"}}A{{else}}B{{/ifEquals}}{{#unlessEquals zero 0}}C{{else}}D{{/unlessEquals}}",
    "{{tag}}", "{{blank}}", "{{blank}}{{role \"user\"}}{{blank}}x",
  ]

  /// Pieces that templates are put together from. None begins or ends with white space, since
  /// `dotpromptz` and Handlebars.js do not agree on what stands alone on a line beside a block.
  static let pieces = [
    "{{role \"system\"}}", "{{role \"user\"}}", "{{role \"model\"}}", "{{~role \"user\"~}}",
    "{{history}}", "{{media url=url}}", "{{section \"s\"}}", "{{name}}", "{{tone}}", "{{tag}}",
    "{{blank}}", "{{> greet}}", "{{> ask topic=name}}", "x{{> blanks}}", "x\n  {{> nested}}\ny",
    "{{#if yes}}", "{{#each tags}}", "{{#unless yes}}", "{{#with user}}", "text", "a b", "a\n\nb",
    "x{{lines}}", "{{this}}", "{{@state.count}}", "{{! comment }}", "{{json tags}}",
  ]

  /// Random templates with their blocks closed.
  static func random(_ count: Int) -> [String] {
    var mutator = Mutator(seed: 41)
    return (0..<count).map { _ in
      var text = ""
      var open: [String] = []
      for _ in 0...mutator.random(12) {
        let piece = pieces[mutator.random(pieces.count)]
        text += piece
        if piece.hasPrefix("{{#") {
          open.append(String(piece.dropFirst(3).prefix { $0.isLetter }))
        } else if !open.isEmpty, mutator.random(2) == 0 {
          text += "{{/\(open.removeLast())}}"
        }
      }
      while !open.isEmpty { text += "{{/\(open.removeLast())}}" }
      return text
    }
  }

  @Test(arguments: [true, false]) func sameMessages(hasHistory: Bool) throws {
    let past = [("user", "Hi"), ("model", "Hello")]
    let templates = Self.own + Self.random(isExtra ? 20_000 : 600)
    let answer = try PythonPackages.run(
      Self.program,
      on: [
        "templates": .array(templates.map { .string($0) }), "values": .object(Self.values),
        "defaults": .object(Self.defaults), "context": .object(Self.context),
        "partials": .object(Self.partials),
        "history": .array(
          hasHistory
            ? past.map { ["role": .string($0.0), "content": [["text": .string($0.1)]]] } : []),
      ])
    let expected = try #require(answer.array)
    #expect(expected.count == templates.count)
    let input = RenderInput(
      Self.values, lists: ["history": hasHistory ? past.map(message) : []],
      context: Self.context)
    for (template, expected) in zip(templates, expected) {
      let elements = try HandlebarsTemplate(parsing: template).render(
        input, defaults: Self.defaults, partials: handlebars(Self.partials))
      #expect(
        dotprompt(elements).isEqualIgnoringOrder(to: expected),
        "\(JSONValue.string(template).text())")
    }
  }

  static let program = """
    import asyncio
    from dotpromptz import Dotprompt
    from dotpromptz.typing import DataArgument, Message, PromptMetadata
    async def render():
      prompts = Dotprompt(partials=data['partials'])
      options = PromptMetadata.model_validate({'input': {'default': data['defaults']}})
      for template in data['templates']:
        given = DataArgument(
          input=data['values'], context=data['context'],
          messages=[Message.model_validate(message) for message in data['history']])
        rendered = await prompts.render(template, given, options)
        messages = [
          message.model_dump(exclude_none=True, by_alias=True, mode='json')
          for message in rendered.messages]
        for message in messages:
          message.pop('metadata', None)
        yield messages
    async def collect():
      return [messages async for messages in render()]
    answer = asyncio.run(collect())
    """
}
