import CanonicalJSON
import HTTPMessages
import PromptsAPI
import TestSupport
import Testing

@Suite struct DocumentTests {
  private static let document = SchemaJudge.document

  @Test func isOpenAPI() throws {
    let answer = try PythonPackages.run(
      """
      from openapi_spec_validator import OpenAPIV31SpecValidator
      answer = [str(error)[:300] for error in OpenAPIV31SpecValidator(data).iter_errors()]
      """, on: .object(Self.document))
    #expect(answer == [])
    #expect(Self.document["openapi"] == "3.1.1")
    #expect(Self.document["info"]?.object?["version"] == "1.2.3")
    try JSONValue.object(Self.document).check()
  }

  @Test func everyExampleFitsItsSchema() throws {
    let answer = try PythonPackages.run(
      """
      from jsonschema import Draft202012Validator as Validator
      count, errors = 0, []
      def check(schema, value, place):
          global count
          count += 1
          schema = {"components": data["components"], "allOf": [schema]}
          validator = Validator(schema, format_checker=Validator.FORMAT_CHECKER)
          errors.extend(f"{place}: {error.message}" for error in validator.iter_errors(value))
      def walk(node, place):
          if isinstance(node, list):
              for index, value in enumerate(node): walk(value, f"{place}/{index}")
          if not isinstance(node, dict): return
          if "schema" in node:
              if "example" in node: check(node["schema"], node["example"], place)
              for name, example in node.get("examples", {}).items():
                  check(node["schema"], example["value"], f"{place}/{name}")
          elif isinstance(node.get("examples"), list):
              for value in node["examples"]: check(node, value, place)
          for key, value in node.items():
              if key not in ("example", "examples"): walk(value, f"{place}/{key}")
      walk(data, "")
      answer = [errors, count]
      """, on: .object(Self.document))
    #expect(answer.array?.first == [])
    #expect((answer.array?.last?.integer ?? 0) > 100)
  }

  @Test func holdsEveryOperationAndNoOther() throws {
    var found: [String: String] = [:]
    for path in Self.document["paths"]?.object ?? [:] {
      for method in path.value.object ?? [:] {
        let name = try #require(method.value.object?["operationId"]?.string)
        #expect(found[name] == nil)
        found[name] = "\(method.key) \(path.key)"
      }
    }
    var expected = [
      "getHealth": "get /healthz", "getReadiness": "get /readyz", "getMetrics": "get /metrics",
      "getDocument": "get /openapi.json",
    ]
    for operation in Operation.allCases {
      expected[operation.rawValue] =
        "\(operation.method.rawValue.lowercased()) \(operation.path.text)"
    }
    #expect(found == expected)
  }

  @Test(arguments: Operation.allCases)
  func operationsSayWhatTheyTake(_ operation: Operation) throws {
    let json = try #require(Self.json(operation))
    let parameters = try #require(json["parameters"]?.array).compactMap(Self.resolve)
    func names(_ place: String) -> [String] {
      parameters.filter { $0["in"]?.string == place }.compactMap { $0["name"]?.string }
    }
    #expect(names("path") == operation.path.parameters)
    #expect(
      names("query")
        == [
          .listPrompts: ["limit", "after", "order", "name"],
          .getPrompt: ["version", "environment", "variables", "messages", "strict"],
          .deletePrompt: ["force"], .listPromptVersions: ["limit", "order", "environment"],
          .listDeployments: ["prompt_id", "name", "environment", "limit", "after"],
          .getDeploymentHistory: ["limit", "after"],
        ][operation, default: []])
    #expect(names("query") == operation.queryParameters)
    // Generators of clients know parameters by their schemas alone.
    #expect(parameters.allSatisfy { $0["schema"]?.object?["type"] != nil && $0["content"] == nil })
    let headers = Set(names("header"))
    #expect(headers.contains("X-On-Behalf-Of"))
    #expect(headers.contains("If-None-Match") == operation.method.isRead)
    #expect(
      headers.contains("If-Match")
        == [
          .updatePrompt, .createPromptVersion, .rollbackPrompt, .deployPrompt, .rollbackDeployment,
        ].contains(operation))
    #expect(
      headers.contains("Idempotency-Key")
        == [.createPrompt, .createPromptVersion, .deployPrompt].contains(operation))
    #expect((json["requestBody"] != nil) == [.post, .put].contains(operation.method))
    let roles: [PromptsAPI.Operation: JSONValue] = [
      .deletePrompt: "admin", .deployPrompt: "deployer", .rollbackDeployment: "deployer",
    ]
    let role = roles[operation, default: operation.method.isRead ? "reader" : "editor"]
    #expect(json["x-required-role"] == role)
  }

  @Test(arguments: Operation.allCases)
  func operationsSayWhatTheyGive(_ operation: Operation) throws {
    let responses = try #require(Self.json(operation)?["responses"]?.object)
    let isCreation = [.createPrompt, .createPromptVersion, .deployPrompt].contains(operation)
    let success = try #require(responses[isCreation ? "201" : "200"]?.object)
    let other = responses[isCreation ? "200" : "201"]?.object
    #expect((other != nil) == (operation == .deployPrompt))
    if let other { #expect(other["content"] == success["content"]) }
    let headers = success["headers"]?.object?.map(\.key) ?? []
    #expect(headers.contains("ETag") == operation.method.isRead)
    #expect((responses["304"] != nil) == operation.method.isRead)
    for tip in ["X-Versions-Tip", "X-Active-Tip", "X-Info-Tip"] {
      #expect(
        headers.contains(tip)
          == (operation.path.text.contains("/llm/")
            && ![.listPrompts, .deletePrompt].contains(operation)))
    }
    #expect(
      headers.contains("X-Deployment-Tip")
        == [
          .deployPrompt, .rollbackDeployment, .getDeploymentHistory, .getPrompt,
          .listPromptVersions,
        ].contains(operation))
    for (status, response) in responses.map({ ($0.key, $0.value) }) where status >= "4" {
      let response = try #require(Self.resolve(response))
      let waits = response["headers"]?.object?["Retry-After"] != nil
      #expect(waits == ["429", "503"].contains(status), "\(status)")
      let content = response["content"]?.object?["application/json"]?.object
      #expect(content?["schema"] == ["$ref": "#/components/schemas/Error"])
      #expect(content?["examples"]?.object?.isEmpty == false)
    }
    let expected = ["401", "414", "429", "431", "500", "503"]
    #expect(expected.allSatisfy { responses[$0] != nil })
    #expect(
      (responses["404"] != nil)
        == ![.createPrompt, .listPrompts].contains(operation))
    #expect(responses["403"] != nil && responses["421"] != nil && responses["400"] != nil)
    #expect((responses["409"] != nil) == !operation.method.isRead)
  }

  @Test func keysAreAskedForExceptForTheServerItself() {
    #expect(Self.document["security"] == [["bearerAuth": []]])
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
      let endpoint = Self.document["paths"]?.object?[path]?.object?["get"]?.object
      #expect(endpoint?["security"] == [])
    }
    for operation in Operation.allCases { #expect(Self.json(operation)?["security"] == nil) }
  }

  private static func json(_ operation: Operation) -> JSONObject? {
    document["paths"]?.object?[operation.path.text]?
      .object?[operation.method.rawValue.lowercased()]?.object
  }

  /// What a reference points at, or the value itself.
  private static func resolve(_ value: JSONValue) -> JSONObject? {
    guard let path = value.object?["$ref"]?.string else { return value.object }
    return path.split(separator: "/").dropFirst()
      .reduce(document) { $0?[String($1)]?.object }
  }
}
