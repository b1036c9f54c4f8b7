/// A path with parameters: `/api/v1/llm/prompts/{id}`.
///
/// One parameter may take the rest of a path, `/prompts/{name…}`, also with components behind it:
/// `/prompts/{name…}/versions/{version}`. It takes as many as the others leave to it, at least one,
/// and its value is those joined by `/`. Since a target's components are decoded one by one,
/// `support%2Freply` and `support/reply` are the same there.
public struct PathTemplate: Sendable, Hashable {
  /// The path with its parameters in braces, as it was given.
  public let text: String
  private let components: [Component]
  /// The place of the parameter that takes the rest.
  private let rest: Int?

  private enum Component: Sendable, Hashable {
    case fixed(String)
    case parameter(String)
  }

  /// Takes a path apart. Of several parameters with `…`, the first takes the rest.
  public init(_ text: String) {
    self.text = text
    var components: [Component] = []
    var rest: Int?
    for part in text.split(separator: "/") {
      guard part.first == "{", part.last == "}" else {
        components.append(.fixed(String(part)))
        continue
      }
      var name = part.dropFirst().dropLast()
      if name.last == "…" {
        name.removeLast()
        rest = rest ?? components.count
      }
      components.append(.parameter(String(name)))
    }
    self.components = components
    self.rest = rest
  }

  /// The names of its parameters in their order, without `…`.
  public var parameters: [String] {
    components.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
  }

  /// Whether a parameter takes the rest of a path.
  public var takesRest: Bool { rest != nil }

  /// The values of the parameters in their order, where a path fits; otherwise `nil`.
  public func match(_ path: [String]) -> [String]? {
    guard let rest else { return path.count == components.count ? match(path, rest: nil) : nil }
    guard path.count >= components.count else { return nil }
    return match(path, rest: rest..<(rest + path.count - components.count + 1))
  }

  /// The values, where the path has exactly as many components as are asked for.
  ///
  /// - Parameter rest: Which components of the path the rest is.
  private func match(_ path: [String], rest: Range<Int>?) -> [String]? {
    /// Where the component stands in the path.
    func place(_ index: Int) -> Int {
      guard let rest, index > rest.lowerBound else { return index }
      return index + rest.count - 1
    }
    // From the end, where paths differ.
    for index in components.indices.reversed() {
      if case .fixed(let fixed) = components[index], fixed != path[place(index)] { return nil }
    }
    return components.indices.compactMap { index in
      guard case .parameter = components[index] else { return nil }
      if let rest, index == rest.lowerBound { return path[rest].joined(separator: "/") }
      return path[place(index)]
    }
  }
}

extension PathTemplate {
  /// Whether a path that fits both belongs to this one: at the first component where they differ,
  /// what is fixed comes before a parameter, and a parameter before the rest; where both take the
  /// rest, the one with more behind it comes first.
  ///
  /// A table of routes that is sorted by this can be searched from its beginning.
  public func precedes(_ other: PathTemplate) -> Bool {
    for index in 0..<min(components.count, other.components.count) {
      let (own, others) = (rank(index), other.rank(index))
      if own != others { return own < others }
      if own == Rank.rest { break }
    }
    return components.count > other.components.count
  }

  private enum Rank: Int, Comparable {
    case fixed, parameter, rest

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  private func rank(_ index: Int) -> Rank {
    if index == rest { return .rest }
    if case .fixed = components[index] { return .fixed }
    return .parameter
  }
}
