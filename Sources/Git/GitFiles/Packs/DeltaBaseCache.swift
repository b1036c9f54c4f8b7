package import GitModel
internal import Synchronization

/// A few objects of a pack that deltas were made of, by the offset of their entry.
///
/// Neighbours in a history are deltas of each other, so that the next read mostly needs what the
/// last one made.
package final class DeltaBaseCache: Sendable {
  package struct Base: Sendable {
    package let kind: ObjectKind
    package let bytes: [UInt8]
  }

  private static let slotCount = 64
  /// Larger objects are not kept, so that a cache holds 16 MiB at most.
  private static let maximumBytes = 256 << 10

  private let slots = Mutex<[(offset: Int, base: Base)?]>(Array(repeating: nil, count: slotCount))

  package subscript(offset: Int) -> Base? {
    slots.withLock { slots in
      guard let entry = slots[DeltaBaseCache.slot(offset)], entry.offset == offset else {
        return nil
      }
      return entry.base
    }
  }

  package func insert(_ base: Base, at offset: Int) {
    guard base.bytes.count <= DeltaBaseCache.maximumBytes else { return }
    slots.withLock { $0[DeltaBaseCache.slot(offset)] = (offset, base) }
  }

  private static func slot(_ offset: Int) -> Int {
    // The six highest bits of the product.
    Int((UInt64(truncatingIfNeeded: offset) &* 0x9e37_79b9_7f4a_7c15) >> 58)
  }
}
