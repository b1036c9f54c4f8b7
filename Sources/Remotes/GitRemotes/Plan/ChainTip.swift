public import PromptRepo

/// The last step of a chain, to be named to people.
public struct ChainTip: Sendable, Hashable {
  /// What was done with it.
  public enum Step: Sendable, Hashable {
    /// A version was cut.
    case version(number: Int, hash: VersionHash)
    /// A pointer was moved to a version.
    case moved(Pointer, number: Int, hash: VersionHash)
    /// The record was edited.
    case record
    /// The prompt was renamed, or deleted without a new name.
    case left(PromptName, newName: PromptName?)
  }

  /// What was done.
  public let step: Step
  /// The commit of the step.
  public let commit: ObjectID
  /// Who did it, and when.
  public let author: Signature
}

extension ChainTip: CustomStringConvertible {
  /// The step as messages name it: `v4 (sha256:0123456789ab, Ada, 2026-03-15 12:30:00 +0100)`.
  public var description: String {
    let who = "\(author.name), \(author.time.local)"
    return switch step {
    case .version(let number, let hash): "v\(number) (sha256:\(hash.short()), \(who))"
    case .moved(let pointer, let number, let hash):
      "\(pointer.label) at v\(number) (sha256:\(hash.short()), \(who))"
    case .record: "a record edited by \(who)"
    case .left(let name, nil): "'\(name)' deleted by \(who)"
    case .left(let name, let newName?): "'\(name)' renamed to '\(newName)' by \(who)"
    }
  }
}
