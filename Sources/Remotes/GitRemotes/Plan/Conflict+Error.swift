public import PromptRepo

extension Conflict {
  /// The conflict as a refusal: what each side has, and what can be done.
  public var error: RepositoryError {
    guard let obstacle else { return RepositoryError(.conflict, message, hint: hint) }
    return RepositoryError(
      .conflict, "prompt '\(name)' stays as it is on both sides: \(obstacle.message)",
      hint: obstacle.hint)
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
    case .diverged: divergedHint
    case .sameName: "`promptrepo mv \(name) NEW` gives the one here another name; then try again"
    case .deletedThere:
      "`promptrepo delete \(name)` deletes it here too; keep what you need of it elsewhere first"
    case .deletedHere: deletedHereHint
    case .renamed:
      switch (here.name, there.name) {
      case (let here?, let there?):
        "`promptrepo mv \(here) \(there)` gives it the name that it has there; then try again"
      case (let here?, nil): "`promptrepo delete \(here)` deletes it here too; then try again"
      case (nil, _): deletedHereHint
      }
    }
  }

  /// How to make one history of the two.
  private var divergedHint: String {
    let pull = "promptrepo pull \(remote) \(here.name ?? name)"
    return "Nothing was changed on either side. `\(pull) --merge` merges both, `\(pull) --ours` "
      + "puts what is here on top, `\(pull) --theirs` what is there; all versions are kept"
  }

  /// How to get back what was deleted too early, so as to delete it for good.
  private var deletedHereHint: String {
    let wish = "Whoever wants it gone has to delete it in a clone that has those changes"
    guard let id = here.id ?? there.id else { return wish }
    return wish + "; here `\(git) update-ref -d \(ReferenceName.tombstone(id))` takes the deletion "
      + "back, and a pull then brings the prompt"
  }
}
