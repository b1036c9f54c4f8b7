internal import CanonicalJSON
internal import PromptRepo

extension DeploymentEnvironment {
  /// The environment as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "environment", "name": .string(name.rawValue)]
    object["protected"] = .bool(isProtected)
    if let requires { object["requires"] = .string(requires.rawValue) }
    return object
  }
}
