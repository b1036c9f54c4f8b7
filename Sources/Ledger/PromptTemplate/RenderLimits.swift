/// How much one rendering may do. No clock plays a part, so the same input ends at the same place on
/// every machine.
public struct RenderLimits: Sendable {
  /// How many nodes of a template may be visited.
  public var steps = 1_000_000

  /// How many bytes of text may be written.
  public var outputBytes = 4 * 1_048_576

  /// How deep partials may lie in each other.
  public var partialDepth = 16

  /// How deep blocks and partials may lie in each other, all in all.
  public var nesting = 256

  /// How many other versions may be read for one.
  public var partialCount = 64

  /// How many bytes the partials of one version may have together, each as often as it stands there.
  public var partialBytes = 4 * 1_048_576

  /// The limits of every rendering.
  public static let standard = RenderLimits()
}

/// Why a rendering was ended before it was done.
public struct RenderLimitError: Error, Hashable, Sendable {
  /// What there was too much of.
  public enum Limit: String, Sendable {
    /// Nodes of a template that were visited.
    case steps
    /// Bytes of text that were written.
    case output
    /// Partials that lie in each other.
    case depth
    /// Blocks and partials that lie in each other.
    case nesting
  }

  /// What there was too much of.
  public let limit: Limit

  /// How much of it is possible.
  public let most: Int

  /// An error that names this limit.
  public init(_ limit: Limit, most: Int) {
    self.limit = limit
    self.most = most
  }
}

extension RenderLimitError: CustomStringConvertible {
  /// The limit in words.
  public var description: String {
    switch limit {
    case .steps: "the template takes more than \(most) steps with these values"
    case .output: "the template gives more than \(most) bytes of text with these values"
    case .depth: "partials lie more than \(most) deep in each other"
    case .nesting: "blocks and partials lie more than \(most) deep in each other"
    }
  }
}
