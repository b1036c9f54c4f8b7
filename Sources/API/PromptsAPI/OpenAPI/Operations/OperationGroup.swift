import CanonicalJSON

/// What operations are grouped by in the document.
enum OperationGroup: String, CaseIterable {
  /// The prompts themselves.
  case prompts = "Prompts"
  /// Their versions, and which one is live.
  case versions = "Versions"
  /// What is live in environments.
  case deployments = "Deployments"
  /// The server's own state.
  case server = "Server"

  /// The group as the document has it.
  var json: JSONValue { ["name": .string(rawValue), "description": .string(explanation)] }

  private var explanation: String {
    switch self {
    case .prompts: "Prompts, and what people know them by."
    case .versions: "The versions of a prompt, none of which ever changes, and which one is live."
    case .deployments: "Which version of a prompt is live in an environment, and what was before."
    case .server: "How the server is, and what it offers. No key is needed."
    }
  }
}
