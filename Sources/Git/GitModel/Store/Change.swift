/// Everything one operation does to a store, as one value.
///
/// A store applies it whole or refuses it as a conflict.
public struct Change: Sendable {
  /// The objects to add, in the order in which later ones name earlier ones.
  public var objects: [GitObject]
  /// The references to move or to check, each at most once.
  public var moves: [ReferenceMove]
  /// Who makes the change, for the reflog.
  public var committer: Signature

  /// Makes a change from its parts.
  public init(objects: [GitObject], moves: [ReferenceMove], committer: Signature) {
    self.objects = objects
    self.moves = moves
    self.committer = committer
  }
}
