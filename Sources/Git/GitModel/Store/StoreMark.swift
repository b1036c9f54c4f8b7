/// A moment in the life of a store, up to which somebody has seen its changes.
///
/// Good for every instance of a store on the same place, until the machine is started anew; opaque
/// to all but the store.
public struct StoreMark: Sendable, Hashable {
  /// Which of the store's counts the position is about; a new count makes old marks void.
  public let epoch: UInt64
  /// How far the count had come.
  public let position: UInt64

  /// Makes a mark from its parts.
  public init(epoch: UInt64, position: UInt64) {
    self.epoch = epoch
    self.position = position
  }
}
