internal import CNettle

/// Comparisons that take the same time whatever the bytes are.
public enum ConstantTime {
  /// Whether both have the same bytes; only a difference in length is found sooner.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return nettle_memeql_sec(left, right, left.count) != 0
  }
}
