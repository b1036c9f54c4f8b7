/// What a release's rollback did.
public struct ReleaseRollback: Sendable {
  /// A member that stays as it is.
  public struct Left: Sendable, Hashable {
    /// Why it stays.
    public enum Cause: Sendable, Hashable {
      /// It was moved since, by this move: a hotfix.
      case movedOn(PointerMove)
      /// Nothing was live before the release.
      case wasFirst
      /// The prompt was deleted.
      case deleted
    }

    /// The prompt.
    public let name: PromptName
    /// Why it stays.
    public let cause: Cause
  }

  /// The release that was rolled back.
  public let release: ReleaseName
  /// The release that counts again; `nil` when there was none before.
  public let restored: ReleaseName?
  /// Where.
  public let environment: EnvironmentName
  /// The members that went back, by name.
  public let moves: [(name: PromptName, move: PointerMove)]
  /// The members that stay.
  public let left: [Left]
}
