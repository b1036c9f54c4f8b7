import CanonicalJSON
import Platform
import PromptInputs
import TestSupport
import Testing

/// Conversion of Picoschema, beside `dotpromptz`.
@Suite struct PicoschemaTests {
  static let program = """
    import asyncio, copy
    from dotpromptz.picoschema import picoschema_to_json_schema
    named = {"Foo": {"type": "number", "description": "a foo"}, "Bar": {"enum": [1, 2]}}
    async def resolve(name):
      return copy.deepcopy(named.get(name))
    def convert(schema):
      try:
        return {"schema": asyncio.run(picoschema_to_json_schema(schema, resolve))}
      except Exception as error:
        return {"error": type(error).__name__}
    answer = [convert(schema) for schema in data]
    """

  static let named: JSONObject = [
    "Foo": ["type": "number", "description": "a foo"], "Bar": ["enum": [1, 2]],
  ]

  /// What is compared: a schema, or that there is none.
  static func converted(_ schema: JSONValue) -> JSONValue? {
    try? Picoschema.jsonSchema(of: schema, named: named) ?? .null
  }

  @Test func randomSchemas() throws {
    var random = RandomSchemas(seed: 41)
    let schemas = (0..<(isExtra ? 40_000 : 4_000)).map { _ in random.picoschema() }
    let answers = try PythonPackages.run(Self.program, on: .array(schemas)).array ?? []
    try #require(answers.count == schemas.count)
    var read = 0
    var refused = 0
    for (schema, answer) in zip(schemas, answers) {
      let ours = Self.converted(schema)
      if let expected = answer.object?["schema"] {
        read += 1
        #expect(
          ours?.isEqualIgnoringOrder(to: expected) == true,
          "\(schema): \(expected), not \(ours ?? "refused")")
      } else if ["ValueError", "ResolverFailedError"].contains(answer.object?["error"]?.string) {
        refused += 1
        #expect(ours == nil, "\(schema): \(answer)")
      }
    }
    #expect(read > schemas.count / 2)
    #expect(refused > schemas.count / 50)
  }

  @Test func faultsNameTheirPlace() {
    func message(_ schema: JSONValue) -> String? {
      do {
        _ = try Picoschema.jsonSchema(of: schema)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      message(["customer(object)": ["age?": "int, in years"]])
        == "customer.age: 'int' is no type: 'string', 'number', 'integer', 'boolean', 'null', 'any' are"
    )
    #expect(
      message(["tags": "string[]"])?.hasSuffix("'any' are; a list is 'name(array): type'") == true)
    #expect(
      message(["tags(list)": "string"])
        == "tags: 'list' is nothing for parentheses: 'array', 'object' and 'enum' are")
    #expect(
      message(["tags(array)": ["string"]])
        == "tags[]: a field is a type such as 'string' or an object of fields, not an array")
    #expect(message(["tone?(enum)": "x"]) == "tone: an enum is a list of values, not 'x'")
    #expect(
      message(7) == "a field is a type such as 'string' or an object of fields, not 7")
  }

  @Test func depthIsBounded() throws {
    var deep: JSONValue = "string"
    for _ in 0..<10_000 { deep = .object(["a": deep]) }
    let error = #expect(throws: PicoschemaError.self) { try Picoschema.jsonSchema(of: deep) }
    #expect(error?.message == "objects lie more than 64 deep: flatten them")
    #expect(error?.path.steps.count == 64)
  }
}

/// The public conformance suite of dotprompt, as far as it is about schemas.
@Suite(
  .enabled(if: DotpromptSpec.isThere, "the suite is neither in DOTPROMPT_SPEC nor ../shared/data"))
struct DotpromptSpecTests {
  @Test func schemas() throws {
    let cases =
      try PythonPackages.run(
        DotpromptSpec.program, on: .string(DotpromptSpec.folder)
      ).array ?? []
    for test in cases.compactMap(\.object) {
      let ours = try Picoschema.jsonSchema(
        of: test["schema"] ?? .null, named: test["named"]?.object ?? [:])
      let expected = test["expected"] ?? .null
      #expect(
        ours?.isEqualIgnoringOrder(to: expected) == true, "\(test), not \(ours ?? .null)")
    }
    // As many as revision aa4bf021 has.
    #expect(cases.count >= 21)
  }
}

enum DotpromptSpec {
  static let folder: String = {
    let named = EnvironmentVariables.process.variables["DOTPROMPT_SPEC"] ?? ""
    return named.isEmpty ? "\(RealPrompts.projectRoot)/../shared/data/dotprompt-spec" : named
  }()

  static let isThere = (try? run("test", ["-f", "\(folder)/picoschema.yaml"]).status == 0) ?? false

  /// Every schema of a header for which the suite expects one.
  static let program = """
    import pathlib, yaml
    answer = []
    for file in sorted(pathlib.Path(data).glob("**/*.yaml")):
      for test in yaml.safe_load(file.read_bytes()):
        parts = test["template"].replace("\\r\\n", "\\n").split("---\\n")
        header = yaml.safe_load(parts[1]) if len(parts) > 2 and not parts[0] else None
        for case in test["tests"]:
          for side in ["input", "output"]:
            expected = (case.get("expect", {}).get(side) or {}).get("schema")
            schema = ((header or {}).get(side) or {}).get("schema")
            if expected is not None or (schema is not None and side in case.get("expect", {})):
              answer.append({"name": test["name"], "schema": schema, "expected": expected,
                "named": test.get("schemas") or {}})
    """
}
