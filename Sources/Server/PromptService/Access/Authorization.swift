internal import APIKeys
internal import PromptRepo
internal import PromptsAPI

/// Who makes a request.
struct Caller: Sendable {
  /// The key that was presented; `nil` for an anonymous reader.
  let key: APIKey?
  /// The end user that the caller acts for.
  let endUser: String?

  /// What the caller may do.
  var role: Role { key?.role ?? .reader }

  /// The caller as the committer of a change: the owner's name, and the key's id in the place of
  /// an address.
  func signature(at time: Timestamp) -> Signature {
    Signature(name: key?.owner.rawValue ?? "anonymous", email: key?.id ?? "", time: time)
  }
}

extension Operation {
  /// The least role that may do it.
  var role: Role {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      .reader
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: .editor
    case .deployPrompt, .rollbackDeployment: .deployer
    case .deletePrompt: .admin
    }
  }

  /// Refuses a role that may not do it.
  func check(_ role: Role) throws(APIError) {
    guard role >= self.role else {
      throw .forbidden(
        "This key has the role '\(role.rawValue)', and this needs '\(self.role.rawValue)': "
          + "use a key with that role")
    }
  }
}
