internal import GitRemotes
internal import PromptRepo

extension MissingPartial {
  /// How to get what is included to the side that lacks it.
  var shellHint: String {
    let pull = "`promptrepo pull \(remote)"
    switch reason {
    case .conflict:
      let show = "\(pull) \(partial)` shows what there is to decide about '\(partial)'"
      return show
        + (isPush ? "; push again after that" : "; the next pull then brings '\(prompt)'")
    case .toPull: return "\(pull)` brings it; then push again"
    case .deleted where isPush:
      return "Take '\(partial)' out of the file of '\(prompt)' and commit that; then \(pull)`, "
        + "which deletes '\(partial)' here too or says how to, and push again"
    case .deleted:
      return "\(pull) \(partial) --theirs` brings '\(partial)' back; then pull again"
    case .refused, .stays:
      let again = isPush ? "`promptrepo push \(remote)` takes" : "\(pull)` brings"
      return "What is said of '\(partial)' comes first; after that, \(again) both"
    case .notNamed:
      let command = isPush ? "push" : "pull"
      return "`promptrepo \(command) \(remote) \(prompt) \(partial)` takes both"
    case .nowhere where isPush:
      return "Take '\(partial)' out of the file of '\(prompt)', commit that, make it live where "
        + "the version is that includes it, and push again"
    case .nowhere:
      return "Somebody who has '\(partial)' can push it, or make a version of '\(prompt)' "
        + "without it; the next pull then brings both"
    }
  }
}

extension IncludedDeletion {
  /// How to delete the prompt all the same, or to keep it.
  var shellHint: String {
    let pull = "`promptrepo pull \(remote)"
    guard isPush else {
      return "`promptrepo reach \(prompt)` shows what includes it: take it out of those files, "
        + "commit that, make it live where it is included, and pull again; or \(pull) \(prompt) --theirs` "
        + "deletes '\(prompt)' here all the same, and then '\(includer.name)' cannot be rendered"
    }
    return "\(pull) \(prompt) --theirs` brings it back. To delete it for all, first share a "
      + "version of '\(includer.name)' that does not include it"
  }
}
