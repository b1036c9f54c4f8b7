internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptService
internal import PromptsAPI

// The environments as EvalGuard's client is shown them.
extension ServiceRequest {
  /// What the client calls an environment that is not the one to fall back to. There is none such
  /// here.
  private static var tag: String { "other" }

  /// The environments in their order.
  func evalGuardEnvironments() throws -> HTTPResponse {
    let list = try environments().map { JSONValue.object(Self.object(of: $0)) }
    return HTTPResponse(.ok, json: JSONValue.array(list).utf8(.canonical))
  }

  /// Adds an environment without rules.
  func addEvalGuardEnvironment(_ body: [UInt8]) throws -> HTTPResponse {
    let members = Members(try evalGuardMembers(of: body))
    let name: String
    let tag: String?
    do throws(FormatError) {
      name = try members.text("name")
      tag = try members.optionalText("tag")
    } catch {
      throw APIError.invalid(error)
    }
    guard tag == nil || tag == Self.tag else {
      throw APIError.invalid(
        "Environments have no tags here, and none is what others fall back to: leave 'tag' out",
        parameter: "tag")
    }
    return try addEnvironment(name, isProtected: false, requires: nil, of: body) { environment in
      HTTPResponse(.created, json: Self.object(of: environment))
    }
  }

  /// Removes an environment that nothing is live in and no other one requires.
  func removeEvalGuardEnvironment() throws -> HTTPResponse {
    try refuseRepeats(of: "name")
    guard let name = target["name"], !name.isEmpty else {
      throw APIError.invalid("'name' has to be the name of an environment", parameter: "name")
    }
    return try removeEnvironment(name) { name in
      HTTPResponse(.ok, json: ["name": .string(name.rawValue), "removed": true])
    }
  }

  private static func object(of environment: DeploymentEnvironment) -> JSONObject {
    [
      "name": .string(environment.name.rawValue), "tag": .string(tag),
      "is_protected": .bool(environment.isProtected),
      "requires": environment.requires.map { .string($0.rawValue) } ?? .null,
    ]
  }
}
