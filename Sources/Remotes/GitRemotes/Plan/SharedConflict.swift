public import PromptRepo

/// Two histories of a chain that is about no single prompt, on which both sides went on.
public struct SharedConflict: Sendable {
  /// The last step of one side.
  public struct Side: Sendable, Hashable {
    /// Its commit.
    public let commit: ObjectID
    /// What was done, in a few words.
    public let subject: String
    /// Who did it, and when.
    public let author: Signature
  }

  /// The chain.
  public let chain: SharedChain
  /// The remote.
  public let remote: String
  /// What is here.
  public let here: Side
  /// What is at the remote.
  public let there: Side
  /// What a join stopped at; nil where none was tried.
  public internal(set) var obstacle: RepositoryError?
}

extension SharedConflict {
  /// The conflict as a refusal: what each side has, and what can be done.
  public var error: RepositoryError {
    if let obstacle {
      return RepositoryError(
        .conflict, "\(chain.words) stay as they are on both sides: \(obstacle.message)",
        hint: obstacle.hint)
    }
    let pull = "promptrepo pull \(remote)"
    return RepositoryError(
      .conflict,
      "\(chain.words) went on both here and at '\(remote)': \(here) here, \(there) there",
      hint: "Nothing was changed on either side. `\(pull) --merge` makes one history of both; "
        + "where both changed the same, `\(pull) --ours` takes what is here and `\(pull) "
        + "--theirs` what is there. All steps are kept, and prompts are joined alike")
  }
}

extension SharedConflict.Side: CustomStringConvertible {
  /// The step as messages name it: `environment qa added (Ada, 2026-03-15 12:30:00 +0100)`.
  public var description: String { "\(subject) (\(author.name), \(author.time.local))" }
}

extension SharedChain {
  /// The chain as sentences begin with it.
  var words: String { "the \(rawValue)" }
}
