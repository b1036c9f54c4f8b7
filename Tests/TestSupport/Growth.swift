import Foundation

/// How the time of some work grows with its size, to tell a step that takes the square of it.
///
/// The clock is the processor's time of this thread. What else runs on the machine can only add to
/// it, so the least of several runs counts, and where they still tell of a square, more are taken.
public struct Growth {
  /// The least time of the small size, and of the one that is ``factor`` times as large, in
  /// nanoseconds.
  public private(set) var (small, large) = (Int.max, Int.max)

  /// How many times as large the large size is.
  public let factor: Int

  /// Measures work at a size, and at one that is so many times as large.
  public init(of size: Int, times factor: Int = 16, _ work: (Int) throws -> Void) rethrows {
    self.factor = factor
    for run in 1...8 where run <= 2 || !isLinear {
      small = min(small, try Self.time { try work(size) }, try Self.time { try work(size) })
      large = min(large, try Self.time { try work(size * factor) })
    }
  }

  /// Whether the large size took less than half way, as factors go, from the time in proportion to
  /// that of a square: 64 times as long for 16 times the size, where a square takes 256.
  public var isLinear: Bool {
    Double(large) < Double(small) * pow(Double(factor), 1.5) + 1_000_000
  }

  private static func time(_ work: () throws -> Void) rethrows -> Int {
    func now() -> Int {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    let start = now()
    try work()
    return now() - start
  }
}

extension Growth: CustomStringConvertible {
  /// Both times.
  public var description: String {
    "\(small) ns, and \(large) ns for \(factor) times the size"
  }
}
