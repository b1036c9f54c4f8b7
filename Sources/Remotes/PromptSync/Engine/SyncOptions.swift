public import PromptMerge
public import PromptRepo

/// What a sync is to do.
public struct SyncOptions: Sendable {
  /// Which way changes go.
  public var direction: Direction
  /// Only these prompts; all when empty.
  public var names: [PromptName] = []
  /// How prompts that changed on both sides are resolved; `nil` leaves them.
  public var resolution: Resolution?
  /// Whether prompts that are gone at the remote are created there again.
  public var recreates = false
  /// Whether to stop at the plan.
  public var isDryRun = false
  /// How many prompts are worked on at once.
  public var concurrency = 4

  /// Whether anything may be changed on either side.
  var changes: Bool { direction != .fetch && !isDryRun }

  /// The directions of a sync.
  public enum Direction: String, Sendable {
    /// Only look at the remote.
    case fetch
    /// Take what changed there.
    case pull
    /// Give what changed here.
    case push
    /// Both.
    case sync

    var pulls: Bool { self == .pull || self == .sync }
    var pushes: Bool { self == .push || self == .sync }
  }

  /// Makes options.
  public init(_ direction: Direction) {
    self.direction = direction
  }
}
