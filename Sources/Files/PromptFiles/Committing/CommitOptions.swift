public import PromptRepo

/// How files are committed.
public struct CommitOptions: Sendable {
  /// What the author says about the versions.
  public var message: String
  /// Whether the versions become the active ones at once.
  public var activates: Bool
  /// Whether they do so also where they go on from a withdrawn version.
  public var overrulesRollbacks: Bool
  /// The version to take for what each file was made from, where that is not known.
  public var onto: VersionSpec?
  /// Whether a file that cannot be read, or can be no prompt's, keeps all others from being
  /// committed; so it is with files that are named.
  public var isAllOrNothing: Bool

  /// Makes options.
  public init(
    message: String = "", activates: Bool = true, overrulesRollbacks: Bool = false,
    onto: VersionSpec? = nil, isAllOrNothing: Bool = false
  ) {
    self.message = message
    self.activates = activates
    self.overrulesRollbacks = overrulesRollbacks
    self.onto = onto
    self.isAllOrNothing = isAllOrNothing
  }
}
