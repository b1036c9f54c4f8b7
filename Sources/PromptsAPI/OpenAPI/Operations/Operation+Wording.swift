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
    }
  }

  /// What it does, and what has to be known about it.
  var explanation: String {
    switch self {
    case .createPrompt:
      "Makes a prompt together with its version 1, which is live at once. Names need not be unique."
    case .listPrompts:
      "Gives the prompts that the key may see, page by page. As long as `has_more` is true, the "
        + "`last_id` of one page is the `after` of the next."
    case .getPrompt:
      "Gives the prompt with the template of its live version, or of the version that is asked "
        + "for. With `variables` it also fills them in: each `{{name}}` that has a value is "
        + "replaced once, and values are never looked at for placeholders. A placeholder without "
        + "a value stays as it is."
    case .updatePrompt:
      "Changes what is named in the body and leaves the rest; an empty object changes nothing. "
        + "Templates are changed by adding a version. `If-Match` takes the `X-Info-Tip` that the "
        + "edit is based on."
    case .deletePrompt:
      "Removes the prompt with all its versions for good. It is refused while an environment "
        + "points at one of them, unless forced."
    case .createPromptVersion:
      "Adds a version with the next number and makes it live. Of two clients that do so at the "
        + "same time one gets a conflict. `If-Match` takes the `X-Versions-Tip` that the version "
        + "is based on."
    case .listPromptVersions:
      "Gives the newest versions, or the oldest ones. There is no cursor: what lies between is "
        + "read by number."
    case .getPromptVersion:
      "Gives the version with this number, whether it is live or not."
    case .rollbackPrompt:
      "Moves the live version back, or forward again. No version is lost. `If-Match` takes the "
        + "`X-Active-Tip` that the decision is based on."
    }
  }

  /// Its group.
  var group: OperationGroup {
    switch self {
    case .createPrompt, .listPrompts, .getPrompt, .updatePrompt, .deletePrompt: .prompts
    case .createPromptVersion, .listPromptVersions, .getPromptVersion, .rollbackPrompt: .versions
    }
  }

  /// The least role that a key needs for it.
  var requiredRole: String {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion: "reader"
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: "editor"
    case .deletePrompt: "admin"
    }
  }
}
