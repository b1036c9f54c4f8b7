/// One reference's part of a change: from the value it must have to the value it gets.
///
/// Where both are the same, the store only checks that the reference has that value.
public struct ReferenceMove: Sendable, Hashable {
  /// The reference to move.
  public let name: ReferenceName
  /// The value it must have now; `nil` means that it must not exist.
  public let old: ObjectID?
  /// The value it gets; `nil` removes it.
  public let new: ObjectID?
  /// One line for the reflog.
  public let message: String
  /// What is known of the commit that it moves to, for stores that keep it; they read it otherwise.
  public let note: TipNote?

  /// Makes a move from its parts.
  public init(
    _ name: ReferenceName, from old: ObjectID?, to new: ObjectID?, message: String,
    note: TipNote? = nil
  ) {
    self.name = name
    self.old = old
    self.new = new
    self.message = message
    self.note = note
  }
}
