internal import CanonicalJSON

// What the document says of each operation.
extension Operation {
  /// What it does, in a few words.
  var summary: String {
    switch self {
    case .createPrompt: "Create a prompt"
    case .listPrompts: "List prompts"
    case .getPrompt: "Read a prompt"
    case .updatePrompt: "Edit a prompt's record"
    case .deletePrompt: "Delete a prompt"
    case .createPromptVersion: "Add a version"
    case .listPromptVersions: "List a prompt's versions"
    case .getPromptVersion: "Read one version"
    case .rollbackPrompt: "Make another version live"
    case .listDeployments: "List deployments"
    case .deployPrompt: "Deploy a version"
    case .rollbackDeployment: "Roll a deployment back"
    case .getDeploymentHistory: "Read a deployment's history"
    }
  }

  /// What it does, and what has to be known about it.
  var explanation: String {
    switch self {
    case .createPrompt:
      "Makes a prompt together with its version 1, which is live at once. Names need not be unique."
    case .listPrompts:
      "Gives the prompts that the key may see, page by page. As long as `has_more` is true, the "
        + "`last_id` of one page is the `after` of the next. With `name` it gives those alone that "
        + "have it for a title or in the ledger."
    case .getPrompt:
      "Gives the prompt with the template of its active version, of the version that is asked for, "
        + "or of the one that is live in an environment; `promptrepo.version` says which. With "
        + "`variables` it also fills them in: each `{{name}}` that has a value is "
        + "replaced once, and values are never looked at for placeholders. A placeholder without "
        + "a value stays as it is. The version's `dialect` says how its template is read; with "
        + "`messages` its messages are given as well."
    case .updatePrompt:
      "Changes what is named in the body and leaves the rest; an empty object changes nothing. "
        + "Templates are changed by adding a version. `If-Match` takes the `X-Info-Tip` that the "
        + "edit is based on."
    case .deletePrompt:
      "Removes the prompt with all its versions for good. It is refused while an environment "
        + "points at one of them or another prompt includes one, unless forced."
    case .createPromptVersion:
      "Adds a version with the next number and makes it live. It keeps the configuration of the one "
        + "before, so the template has to be one of the same `dialect`. Of two clients that do so at the "
        + "same time one gets a conflict. `If-Match` takes the `X-Versions-Tip` that the version "
        + "is based on."
    case .listPromptVersions:
      "Gives the newest versions, or the oldest ones. There is no cursor: what lies between is "
        + "read by number. With `environment` it gives the version alone that is live there, or "
        + "none."
    case .getPromptVersion:
      "Gives the version with this number, whether it is live or not."
    case .rollbackPrompt:
      "Moves the live version back, or forward again. No version is lost. `If-Match` takes the "
        + "`X-Active-Tip` that the decision is based on."
    case .listDeployments:
      "Gives what is live in environments, page by page, of all prompts that the key may see or of "
        + "one: the newest prompt first, and each prompt's environments by name. As long as "
        + "`has_more` is true, the `last_id` of one page is the `after` of the next."
    case .deployPrompt:
      "Makes a version live in an environment: the active one, unless one is named. The answer is "
        + "201 when something was moved, and 200 when that version was live already. What the "
        + "environment's rules are against is refused with 409. `If-Match` takes the "
        + "`X-Deployment-Tip` that the decision is based on."
    case .rollbackDeployment:
      "Makes a version live again that the environment held before, whatever its rules. The hash "
        + "may be given with or without `sha256:`, or as its first 8 digits or more. If that "
        + "version is live already, nothing changes. With `allow_undeployed` it may also be one "
        + "that the environment never held: that is a deployment, to which the rules apply. "
        + "`If-Match` takes the `X-Deployment-Tip` that the decision is based on."
    case .getDeploymentHistory:
      "Gives what was live, who made it so and why, the newest first. As long as `has_more` is "
        + "true, the `last_id` of one page is the `after` of the next."
    }
  }

  /// Its group.
  var group: OperationGroup {
    switch self {
    case .createPrompt, .listPrompts, .getPrompt, .updatePrompt, .deletePrompt: .prompts
    case .createPromptVersion, .listPromptVersions, .getPromptVersion, .rollbackPrompt: .versions
    case .listDeployments, .deployPrompt, .rollbackDeployment, .getDeploymentHistory: .deployments
    }
  }

  /// The least role that a key needs for it.
  var requiredRole: String {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      "reader"
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: "editor"
    case .deployPrompt, .rollbackDeployment: "deployer"
    case .deletePrompt: "admin"
    }
  }
}

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
