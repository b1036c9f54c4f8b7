/// What is said of paths where clients of another system find nothing.
public struct PathAdvice: Sendable {
  /// The beginnings of the paths, such as `/api/public`.
  let roots: [[String]]
  /// Whose paths they are and what to do, in a sentence without its full stop.
  let sentence: String

  /// Makes advice for the paths below some roots.
  public init(below roots: [String], _ sentence: String) {
    self.roots = roots.map { $0.split(separator: "/").map(String.init) }
    self.sentence = sentence
  }
}

extension [PathAdvice] {
  /// What is said of a path; `nil` for one that is nobody's.
  ///
  /// - Parameter length: How much of the path is the root of a surface, which says itself what is not
  ///   there, unless the advice is for more of the path.
  func sentence(for path: [String], beyond length: Int) -> String? {
    first { advice in
      advice.roots.contains { $0.count > length && path.starts(with: $0) }
    }?.sentence
  }
}
