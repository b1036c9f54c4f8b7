public import PromptRepo

extension Conflict {
  /// The conflict as a refusal: what each side has, and what can be done.
  public var error: RepositoryError {
    RepositoryError(.conflict, message, hint: hint)
  }

  private var message: String {
    let (ours, theirs) = (list(here), list(there))
    return switch kind {
    case .diverged:
      "prompt '\(name)' went on both here and at '\(remote)': \(ours) here, \(theirs) there"
    case .sameName:
      "'\(name)' is one prompt here and another one at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    case .deletedThere:
      "prompt '\(name)' was deleted at '\(remote)' and has changes here: \(theirs) there, "
        + "\(ours) here"
    case .deletedHere:
      "prompt '\(name)' was deleted here and has changes at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    case .renamed:
      "prompt '\(name)' was renamed or deleted both here and at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    }
  }

  private func list(_ side: Side) -> String {
    let tips = side.tips.map(\.description).joined(separator: " and ")
    return tips.isEmpty ? "nothing" : tips
  }

  private var hint: String {
    switch kind {
    case .diverged:
      "Nothing was changed on either side; `promptrepo log \(name)` shows what is here, "
        + "`git log refs/promptrepo/remotes/\(remote)/prompts/\(there.name ?? name)/@versions` "
        + "what is there"
    case .sameName: "`promptrepo mv \(name) NEW` gives the one here another name; then try again"
    case .deletedThere:
      "`promptrepo rm \(name)` deletes it here too; keep what you need of it elsewhere first"
    case .deletedHere:
      "Whoever wants it gone has to delete it in a clone that has those changes"
    case .renamed:
      "`promptrepo mv` here to the name that it has there, or `promptrepo rm` if it was deleted "
        + "there; then try again"
    }
  }
}
