import CanonicalJSON
import PromptInputs
import TestSupport
import Testing

/// Verdicts on values, beside `jsonschema`.
@Suite struct InputCheckingTests {
  /// A schema for one input, a value, and the faults.
  static func faults(_ schema: JSONValue, _ value: JSONValue) -> [InputFault] {
    let inputs = DeclaredInputs(
      configuration: ["input": ["schema": ["type": "object", "properties": ["v": schema]]]])
    return inputs.check(["v": value])
  }

  static let validate = """
    import jsonschema
    def is_valid(schema, value):
      return jsonschema.Draft202012Validator(schema).is_valid(value)
    answer = [[is_valid(schema, value) for value in values] for schema, values in data]
    """

  @Test func randomSchemas() throws {
    var random = RandomSchemas(seed: 7)
    let pairs = (0..<(isExtra ? 20_000 : 800)).map { _ in
      let schema = random.schema()
      return (schema, (0..<12).map { _ in random.value(for: schema) })
    }
    let answers = try PythonPackages.run(
      Self.validate, on: .array(pairs.map { [$0.0, .array($0.1)] }))
    var valid = 0
    var invalid = 0
    for ((schema, values), verdicts) in zip(pairs, answers.array ?? []) {
      for (value, verdict) in zip(values, verdicts.array ?? []) {
        let faults = Self.faults(schema, value)
        #expect(faults.isEmpty == verdict.bool, "\(schema) \(value): \(verdict) \(faults)")
        if verdict.bool == true { valid += 1 } else { invalid += 1 }
      }
    }
    #expect(min(valid, invalid) > pairs.count * 2)
    #expect(valid + invalid == pairs.count * 12)
  }

  /// What is refused here is refused by the whole schema; what is not checked is remarked.
  @Test func randomSchemasWithMoreKeywords() throws {
    var random = RandomSchemas(seed: 8)
    let pairs = (0..<(isExtra ? 20_000 : 800)).map { _ in
      let schema = random.schema(isWide: true)
      return (schema, (0..<12).map { _ in random.value(for: schema) })
    }
    let whole = pairs.map { pair -> JSONValue in
      [
        [
          "type": "object", "properties": ["v": pair.0],
          "$defs": ["x": ["type": ["integer", "string"]]],
        ],
        .array(pair.1.map { ["v": $0] }),
      ]
    }
    let answers = try PythonPackages.run(Self.validate, on: .array(whole))
    var unchecked = 0
    for ((schema, values), verdicts) in zip(pairs, answers.array ?? []) {
      for (value, verdict) in zip(values, verdicts.array ?? []) {
        let faults = Self.faults(schema, value)
        if verdict.bool == true { #expect(faults.isEmpty, "\(schema) \(value): \(faults)") }
        if verdict.bool == false, faults.isEmpty {
          unchecked += 1
          let inputs = DeclaredInputs(
            configuration: ["input": ["schema": ["properties": ["v": schema]]]])
          #expect(!inputs.remarks.isEmpty, "\(schema) \(value)")
        }
      }
    }
    #expect(unchecked > 50)
  }

  /// From Picoschema to the verdict, with nothing of ours in the judge's way.
  @Test func randomPicoschemas() throws {
    var random = RandomSchemas(seed: 9)
    var pairs: [(JSONValue, [JSONValue])] = []
    while pairs.count < (isExtra ? 20_000 : 800) {
      let fields: JSONValue = ["v": random.picoschema()]
      guard let schema = try? Picoschema.jsonSchema(of: fields),
        let inner = schema.object?["properties"]?.object?["v"]
      else { continue }
      pairs.append((fields, (0..<8).map { _ in random.value(for: inner) }))
    }
    let program = """
      import asyncio, jsonschema
      from dotpromptz.picoschema import picoschema_to_json_schema
      def verdicts(fields, values):
        try:
          schema = asyncio.run(picoschema_to_json_schema(fields))
          jsonschema.Draft202012Validator.check_schema(schema)
        except (jsonschema.SchemaError, KeyError): # its KeyError of `x?(object): any`
          return None
        return [jsonschema.Draft202012Validator(schema).is_valid({"v": v}) for v in values]
      answer = [verdicts(*pair) for pair in data]
      """
    let answers = try PythonPackages.run(
      program, on: .array(pairs.map { [$0.0, .array($0.1)] }))
    var judged = 0
    for ((fields, values), verdicts) in zip(pairs, answers.array ?? []) {
      let inputs = DeclaredInputs(configuration: ["input": ["schema": fields]])
      for (value, verdict) in zip(values, verdicts.array ?? []) {
        let faults = inputs.check(["v": value])
        #expect(faults.isEmpty == verdict.bool, "\(fields) \(value): \(verdict) \(faults)")
        judged += 1
      }
    }
    #expect(judged > pairs.count * 7)
  }

  @Test func allFaultsAtOnce() {
    let inputs = DeclaredInputs(configuration: [
      "input": [
        "schema": [
          "ticket": "integer", "formal?": "boolean",
          "tone(enum)": ["warm", "cool"],
          "customer(object)": ["name": "string", "age?": "integer", "tags(array)": "string"],
          "scores(object)": ["(*)": "number"],
        ]
      ]
    ])
    let values: JSONObject = [
      "ticket": "7a", "formal": .null, "tone": "hot", "other": 1,
      "customer": [
        "age": .number(JSONNumber(1.5) ?? JSONNumber(clamping: 0)), "tags": ["a", 2, ["b"]],
        "nmae": "x",
      ],
      "scores": ["a": 1, "b c": true],
    ]
    let faults = inputs.check(values)
    let messages = faults.map(\.message)
    #expect(
      messages == [
        "ticket is an integer, '7a' is none",
        "tone is one of 'warm', 'cool'; 'hot' is none of them",
        "customer.age is an integer or null, 1.5 is none",
        "customer.tags[1] is a string, 2 is none",
        "customer.tags[2] is a string, an array is none",
        "customer.nmae is not declared: leave it out, or declare it in input.schema",
        "customer.name is missing: give it a value",
        #"scores["b c"] is a number, true is none"#,
      ])
    let kinds: [InputFault.Kind] = [
      .type, .value, .type, .type, .type, .undeclared, .missing, .type,
    ]
    #expect(faults.map(\.kind) == kinds)
  }

  @Test func hostileTextsStayOnOneLine() {
    for text in HostileTexts.andMixtures(200) {
      let faults = Self.faults(["properties": [text: ["type": "integer"]]], [text: .string(text)])
      #expect(faults.count == 1)
      for fault in faults {
        #expect(!fault.message.utf8.contains(0x0a) && !fault.message.utf8.contains(0x1b))
        #expect(fault.message.utf8.count < 1_000)
      }
    }
  }

  /// Work that grows with the square of the size would take minutes.
  @Test func largeValues() {
    let count = 50_000
    let many = JSONObject((0..<count).map { JSONMember(key: "n\($0)", value: "integer") })
    let inputs = DeclaredInputs(configuration: ["input": ["schema": .object(many)]])
    #expect(inputs.inputs.count == count)
    #expect(inputs["n49999"]?.types == [.integer])
    let values = JSONObject((0..<count).map { JSONMember(key: "n\($0)", value: "x") })
    #expect(inputs.check(values).count == count)
    #expect(inputs.missing(in: [:]).count == count)
    let name = String(repeating: "n", count: count)
    let words = JSONValue.array((0..<count).map { .string("w\($0)") })
    let schema: JSONValue = ["properties": [name: ["items": ["enum": words]]]]
    let wrong = JSONValue.array(.init(repeating: "x", count: count))
    #expect(Self.faults(schema, [name: words]).isEmpty)
    #expect(Self.faults(schema, [name: wrong]).count == count)
  }
}
