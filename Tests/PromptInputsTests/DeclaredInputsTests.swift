import CanonicalJSON
import PromptInputs
import TestSupport
import Testing

/// What a header says of its inputs.
@Suite struct DeclaredInputsTests {
  /// The example of the design: what `vars` shows.
  static let reply: JSONObject = [
    "dialect": "chat",
    "input": [
      "schema": [
        "customer": "string, who wrote", "issue": "string, what about", "ticket": "integer",
        "tone?": "string",
      ],
      "default": ["tone": "friendly"],
    ],
  ]

  @Test func picoschema() {
    let inputs = DeclaredInputs(configuration: Self.reply)
    #expect(
      inputs.list.map { "\($0.path) \($0.typeName) \($0.isOptional) \($0.description ?? "")" } == [
        "customer string false who wrote", "issue string false what about", "ticket integer false ",
        "tone string true ",
      ])
    #expect(inputs["tone"]?.defaultValue == "friendly")
    #expect(inputs["tone"]?.types == [.string, .null])
    #expect(inputs["unknown"] == nil)
    #expect(inputs.remarks.isEmpty)
    #expect(inputs.missing(in: ["issue": .null]) == ["customer", "ticket"])
  }

  @Test func parts() {
    let inputs = DeclaredInputs(configuration: [
      "input": [
        "schema": [
          "a.b(array, rows)": ["first name": "any", "kind?(enum)": ["x", 1]], "(*)": "number, more",
        ]
      ]
    ])
    #expect(
      inputs.list.map { "\($0.path) \($0.typeName) \($0.isOptional)" } == [
        "a.b array false", "a.b[] object true", #"a.b[]["first name"] any false"#,
        "a.b[].kind enum true", "* number true",
      ])
    #expect(inputs.list[3].values == ["x", 1, .null])
    #expect(inputs.list[4].description == "more")
    #expect(inputs.inputs.map(\.path.description) == ["a.b", "*"])
    #expect(inputs.check(["a.b": [], "z": "x"]).map(\.message) == ["z is a number, 'x' is none"])
  }

  @Test func jsonSchemaOfPydantic() {
    // What `Model.model_json_schema()` writes of `limit: int | None = None` and of a nested model.
    let inputs = DeclaredInputs(configuration: [
      "input": [
        "schema": [
          "$defs": ["Who": ["type": "object"]], "title": "Model", "type": "object",
          "properties": [
            "limit": [
              "anyOf": [["type": "integer"], ["type": "null"]], "default": .null, "title": "Limit",
            ],
            "who": ["$ref": "#/$defs/Who"],
            "size": ["type": "integer", "minimum": 1],
          ],
          "required": ["who", "other"],
        ]
      ]
    ])
    #expect(
      inputs.list.map { "\($0.path) \($0.typeName) \($0.isOptional)" } == [
        "limit integer true", "who any false", "size integer true", "other any false",
      ])
    #expect(
      inputs.remarks.map(\.description) == [
        "input.schema: who: '$ref' is not checked", "input.schema: size: 'minimum' is not checked",
      ])
  }

  @Test(
    arguments: [
      (["input": "x"], ["input: it is an object with 'schema' and 'default', not 'x'"]),
      (["input": ["default": [1]]], ["input.default: it is an object of values, not an array"]),
      (
        ["input": ["schema": "string"]],
        ["input.schema: inputs are an object, and this is a string: name the inputs"]
      ),
      (
        ["input": ["schema": ["a": "strng", "b": "integer"]]],
        [
          "input.schema: a: 'strng' is no type: 'string', 'number', 'integer', 'boolean', 'null', "
            + "'any' are"
        ]
      ),
      (
        ["input": ["schema": ["properties": ["a": ["type": "float"], "b": ["type": "integer"]]]]],
        ["input.schema: a: 'float' is no type of JSON Schema"]
      ),
      (
        ["input": ["schema": ["properties": ["a": "string", "b": ["type": "integer"]]]]],
        ["input.schema: a: 'string' is no schema: write 'type: string' below it"]
      ),
      (
        [
          "input": [
            "schema": ["properties": ["b": ["type": "integer"]], "required": 1, "allOf": []]
          ]
        ],
        [
          "input.schema: 'required' is a list of names in JSON Schema, not 1",
          "input.schema: 'allOf' is not checked",
        ]
      ),
      (["input": .null], []), (["input": ["schema": .null, "default": .null]], []), ([:], []),
    ] as [(JSONObject, [String])])
  func whatCannotBeRead(configuration: JSONObject, remarks: [String]) {
    let inputs = DeclaredInputs(configuration: configuration)
    #expect(inputs.remarks.map(\.description) == remarks)
    // What lies beside it still counts.
    if inputs["b"] != nil { #expect(inputs.check(["a": 1, "b": "x"]).count == 1) }
  }

  /// Headers of every kind of nonsense: each is read, and nothing crashes.
  @Test func nonsense() {
    var random = RandomSchemas(seed: 3)
    let keys = [
      "type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf",
      "additionalProperties", "prefixItems", "description", "a", "(*)", "b?(enum)", "(", "?", "",
    ]
    func nonsense(_ depth: Int) -> JSONValue {
      guard depth > 0, random.random(3) != 0 else {
        return random.random(3) == 0 ? random.schema(depth: 1) : random.value(depth: 1)
      }
      if random.random(4) == 0 {
        return .array((0..<random.random(3)).map { _ in nonsense(depth - 1) })
      }
      return .object(
        JSONObject(
          (0..<random.random(5)).map { _ in
            JSONMember(key: random.pick(keys), value: nonsense(depth - 1))
          }))
    }
    var remarked = 0
    for _ in 0..<(isExtra ? 100_000 : 5_000) {
      let schema = nonsense(4)
      let inputs = DeclaredInputs(configuration: ["input": ["schema": schema]])
      let value = random.value()
      for name in keys {
        _ = inputs.check([name: value])
        _ = try? inputs.value(of: value.text(), for: name)
      }
      if !inputs.remarks.isEmpty { remarked += 1 }
    }
    #expect(remarked > 500)
  }

  @Test func depthIsBounded() {
    var deep: JSONValue = ["type": "string"]
    for _ in 0..<10_000 { deep = ["properties": ["a": deep]] }
    let inputs = DeclaredInputs(configuration: ["input": ["schema": deep]])
    #expect(inputs.list.count == 64)
    #expect(inputs.remarks.map(\.reason) == ["more than 64 schemas lie in each other"])
  }

  /// The default of a name goes as a whole, and null is a value.
  @Test func defaultsAsDotpromptFillsThemIn() throws {
    var random = RandomSchemas(seed: 5)
    let all = (0..<400).map { _ in
      (0..<2).map { _ in
        JSONValue.object(
          JSONObject(
            (0..<random.random(5)).map { _ in
              JSONMember(key: random.pick(["a", "b", "c", "d"]), value: random.value(depth: 2))
            }))
      }
    }
    // A header is YAML, where 1e+300 is a text.
    let pairs = all.filter { pair in !pair.contains { $0.text().contains("e+") } }
    let program = """
      import asyncio, json
      from dotpromptz.dotprompt import Dotprompt
      from dotpromptz.typing import DataArgument
      async def fill(default, values):
        header = json.dumps({"input": {"default": default}})
        source = f"---\\n{header}\\n---\\n{{{{json @root}}}}"
        rendered = await Dotprompt().render(source, DataArgument(input=values))
        return json.loads(rendered.messages[0].content[0].text)
      async def main():
        return [await fill(*pair) for pair in data]
      answer = asyncio.run(main())
      """
    let answers = try PythonPackages.run(program, on: .array(pairs.map { .array($0) })).array ?? []
    #expect(answers.count == pairs.count && pairs.count > 200)
    for (pair, answer) in zip(pairs, answers) {
      let inputs = DeclaredInputs(configuration: ["input": ["default": pair[0]]])
      let ours = JSONValue.object(inputs.filled(pair[1].object ?? [:]))
      #expect(ours.isEqualIgnoringOrder(to: answer), "\(pair): \(answer)")
    }
  }
}
