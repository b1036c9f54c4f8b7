/// A moment with milliseconds, and the offset of the clock on the wall from UTC.
public struct Timestamp: Sendable, Hashable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// Minutes east of UTC, from −1439 to 1439.
  public private(set) var offset: Int

  /// Makes a moment from milliseconds since 1970 and minutes east of UTC.
  ///
  /// An offset of a day or more, which no commit can hold, becomes the nearest that one can.
  public init(milliseconds: Int64, offset: Int = 0) {
    self.milliseconds = milliseconds
    self.offset = max(-1_439, min(1_439, offset))
  }

  /// Whole seconds since 1970, as commits hold them.
  public var seconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }
}

extension Timestamp: Comparable {
  /// Orders by the moment alone.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }
}
