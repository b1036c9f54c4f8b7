/// Whether a change is on the disk when it is acknowledged.
public enum Durability: Sendable, Hashable {
  /// Every change survives a power cut.
  case full
  /// Nothing is flushed: changes survive the end of the process, not that of the machine.
  case none
}
