public import PromptRepo

/// What a checkout does with one file.
public struct CheckoutItem: Sendable {
  /// What happens to the file.
  public enum Action: Sendable {
    /// Nothing.
    case nothing
    /// The file becomes the version.
    case write
    /// The file's edits are merged with the version; where both changed the same, the file gets
    /// so many pairs of conflict markers.
    case merge(conflicts: Int)
    /// The file cannot be checked out.
    case refuse(RepositoryError)
  }

  /// How the file stands.
  public let status: PromptStatus
  /// What happens to it.
  public let action: Action
  /// The number of the version that is checked out; nil if there is none.
  public let version: Int?
  /// What is withdrawn of the prompt, if the version belongs to that; nil otherwise.
  public internal(set) var withdrawal: Withdrawal?

  /// What the file was when the plan was made; nil if there was none.
  let original: [UInt8]?
  /// What it becomes.
  let bytes: [UInt8]
  /// What it is made from then; nil to leave that as it is.
  let base: FileBase?

  init(
    _ status: PromptStatus, _ action: Action, version: Int? = nil, original: [UInt8]? = nil,
    bytes: [UInt8] = [], base: FileBase? = nil
  ) {
    self.status = status
    self.action = action
    self.version = version
    self.original = original
    self.bytes = bytes
    self.base = base
  }

  /// Whether the file stays as it is.
  public var isNothing: Bool { if case .nothing = action { true } else { false } }
}
