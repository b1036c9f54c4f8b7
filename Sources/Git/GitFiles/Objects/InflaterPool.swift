internal import Synchronization

/// A few zlib streams that threads share, since making one costs more than a small object.
package final class InflaterPool: Sendable {
  private final class Slot: Sendable {
    let inflater = Mutex(Inflater())
  }

  private let slots = (0..<4).map { _ in Slot() }

  /// Lends a stream that nobody else uses.
  package func withInflater<Result: Sendable>(
    _ body: (inout Inflater) throws(ObjectFault) -> Result
  ) throws(ObjectFault) -> Result {
    for slot in slots {
      let result = try slot.inflater.withLockIfAvailable {
        (inflater) throws(ObjectFault) in try body(&inflater)
      }
      if let result { return result }
    }
    return try slots[0].inflater.withLock { (inflater) throws(ObjectFault) in try body(&inflater) }
  }
}
