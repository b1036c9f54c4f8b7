/// A reference and the object it points at.
public struct Reference: Sendable, Hashable {
  /// The reference's full name.
  public let name: ReferenceName
  /// The object it points at.
  public let target: ObjectID

  /// Makes a reference from its parts.
  public init(_ name: ReferenceName, _ target: ObjectID) {
    self.name = name
    self.target = target
  }
}
