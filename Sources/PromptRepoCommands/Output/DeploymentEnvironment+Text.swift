internal import CanonicalJSON
internal import PromptRepo

extension DeploymentEnvironment {
  /// Its rules in words; empty when it has none.
  var rules: String {
    guard isProtected else { return "" }
    return requires.map { "protected, requires \($0)" } ?? "protected"
  }

  /// The environment as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "environment", "name": .string(name.rawValue)]
    object["protected"] = .bool(isProtected)
    if let requires { object["requires"] = .string(requires.rawValue) }
    return object
  }
}
