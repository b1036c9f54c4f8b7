internal import GitRemotes

extension RemoteReport {
  /// One line that counts what became of the prompts.
  var summary: String {
    if prompts.isEmpty, inStep.isEmpty, shared.isEmpty {
      return "Neither '\(remote)' nor this repository has prompts; "
        + "`promptrepo commit --first` begins here."
    }
    // What is about no single prompt counts as one thing too.
    let verbs = prompts.map(\.result.verb) + shared.map(\.result.verb)
    let counts =
      [
        "pulled", "pushed", "joined", "to join", "to pull", "to push", "to pull and push",
        "in conflict", "refused",
      ].map { verb in (verbs.count { $0 == verb }, verb) } + [(inStep.count, "in step")]
    return "\(remote): "
      + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      .joined(separator: ", ")
  }
}

extension PromptOutcome.Result {
  /// The word under which it is counted.
  fileprivate var verb: String {
    switch self {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .joined: "joined"
    case .joinable: "to join"
    case .behind: "to pull"
    case .ahead: "to push"
    case .behindAndAhead: "to pull and push"
    case .conflict: "in conflict"
    case .refused: "refused"
    }
  }
}

extension SharedOutcome.Result {
  fileprivate var verb: String {
    switch self {
    case .pulled: "pulled"
    case .pushed: "pushed"
    case .joined: "joined"
    case .joinable: "to join"
    case .behind: "to pull"
    case .ahead: "to push"
    case .conflict: "in conflict"
    case .refused: "refused"
    }
  }
}
