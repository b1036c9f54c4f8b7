/// What an operation's taking back did.
public struct Undone: Sendable {
  /// One thing that was taken back.
  public enum Step: Sendable {
    /// A pointer went back to what it was at before.
    case moved(PromptName, Pointer, PointerMove)
    /// A version stays, but is not live any more.
    case kept(PromptName, version: Int)
    /// A prompt's record says again what it said before.
    case record(PromptName)
    /// The environments have the rules again that they had before.
    case environments
    /// The releases are again what they were before.
    case releases
  }

  /// The operation that was taken back.
  public let operation: String
  /// Who had done it, and when.
  public let author: Signature
  /// What it was, in a few words.
  public let subject: String
  /// What was taken back.
  public let steps: [Step]
}
