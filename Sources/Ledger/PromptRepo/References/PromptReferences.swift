/// The references of one prompt: one for each concern.
public struct PromptReferences: Sendable, Hashable {
  /// The folder of all prompts' references.
  public static let root = "refs/prompts/"

  /// The prompt's name.
  public let name: PromptName

  /// The references of the prompt with this name.
  public init(_ name: PromptName) {
    self.name = name
  }

  /// The chain of versions.
  public var versions: ReferenceName { concern("versions") }
  /// The chain of the record's edits.
  public var info: ReferenceName { concern("info") }
  /// The chain of a pointer's moves.
  public func pointer(_ pointer: Pointer) -> ReferenceName { concern(pointer.label) }

  /// What all of the prompt's references begin with.
  var prefix: String { "\(PromptReferences.root)\(name)/@" }

  private func concern(_ concern: String) -> ReferenceName {
    ReferenceName(unchecked: prefix + concern)
  }
}

extension ReferenceName {
  /// The moment of the newest prompt, so that creation times only grow.
  static let clock = ReferenceName(unchecked: "refs/promptrepo/clock")

  /// Where a deleted or renamed prompt leaves its tombstones.
  public static func tombstone(_ id: PromptID) -> ReferenceName {
    ReferenceName(unchecked: "\(Tombstone.root)\(id)")
  }
}
