/// A search for the first bad version between a good one and a bad one, each known by its number.
///
/// Halves what is left, at the places at which `git bisect` halves a history without branches. In
/// place of a version that nothing can be told of, its neighbours are tested. After a few of these in
/// a row the search goes on beside all that could not be told, so that a long stretch of such versions
/// is left behind in about as many steps again as halving takes.
///
/// ```swift
/// var search = Bisection(good: 1, bad: 40)
/// while let number = search.next {
///   search.note(number < 27 ? .good : .bad, of: number)
/// }
/// print(search.candidates)  // 27...27
/// ```
public struct Bisection: Sendable, Hashable {
  /// The outcome of a test.
  public enum Verdict: String, Sendable, Hashable {
    /// The version is as it should be.
    case good
    /// The version is not.
    case bad
    /// The test says nothing of this version.
    case unknown
  }

  /// The newest version that is known to be good.
  public private(set) var good: Int

  /// The oldest version that is known to be bad, later than ``good``.
  public private(set) var bad: Int

  /// The versions of which nothing could be told.
  private var unknown: Set<Int> = []

  /// How many of the last tests in a row told nothing.
  private var silence = 0

  /// Begins a search; there is nothing to find unless the good version comes before the bad one.
  public init(good: Int, bad: Int) {
    self.good = min(max(good, 0), VersionSpec.maximum)
    self.bad = min(max(bad, 0), VersionSpec.maximum)
  }

  /// The versions that may be the first bad one: one if the search has found it, and else also all
  /// before it of which nothing could be told.
  public var candidates: ClosedRange<Int> { min(good + 1, bad)...bad }

  /// After so many tests in a row that told nothing, the neighbours are left behind.
  private static let patience = 3

  /// The version to test next; nil when no test can tell more.
  public var next: Int? {
    guard bad - good > 1 else { return nil }
    guard silence < Self.patience else { return besideUnknown() ?? betweenUnknown() }
    // Of two middles git takes the older one, but for the smallest case that has two.
    let middle = bad - good == 3 ? 2 : (bad - good) / 2
    return nearest(to: good + middle)
  }

  /// Notes the outcome of a test; what lies outside of the search is passed over.
  public mutating func note(_ verdict: Verdict, of number: Int) {
    guard number > good, number < bad else { return }
    switch verdict {
    case .good: good = number
    case .bad: bad = number
    case .unknown: unknown.insert(number)
    }
    silence = verdict == .unknown ? silence + 1 : 0
  }

  /// The middle of the larger stretch before or behind all that could not be told.
  private func besideUnknown() -> Int? {
    let inside = unknown.lazy.filter { $0 > good && $0 < bad }
    guard let first = inside.min(), let last = inside.max() else { return nil }
    let (before, behind) = (first - good - 1, bad - last - 1)
    guard max(before, behind) > 0 else { return nil }
    return before >= behind ? good + (before + 1) / 2 : last + (behind + 1) / 2
  }

  /// The middle of the longest stretch between two that could not be told.
  private func betweenUnknown() -> Int? {
    var longest = 0
    var middle: Int?
    var last = good
    for number in unknown.filter({ $0 > good && $0 < bad }).sorted() + [bad] {
      if number - last - 1 > longest {
        longest = number - last - 1
        middle = last + (longest + 1) / 2
      }
      last = number
    }
    return middle
  }

  /// The version closest to a number that may still be tested.
  private func nearest(to wanted: Int) -> Int? {
    var (below, above) = (wanted, wanted + 1)
    while below > good || above < bad {
      if below > good {
        if !unknown.contains(below) { return below }
        below -= 1
      }
      if above < bad {
        if !unknown.contains(above) { return above }
        above += 1
      }
    }
    return nil
  }
}
