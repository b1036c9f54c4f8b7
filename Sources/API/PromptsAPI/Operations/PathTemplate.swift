/// A path with parameters: `/api/v1/llm/prompts/{id}`.
public struct PathTemplate: Sendable, Hashable {
  /// The path with its parameters in braces.
  public let text: String
  private let components: [Component]

  private enum Component: Sendable, Hashable {
    case fixed(String)
    case parameter(String)
  }

  /// Takes a path apart.
  init(_ text: String) {
    self.text = text
    components = text.split(separator: "/").map { part in
      part.first == "{" && part.last == "}"
        ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
    }
  }

  /// The names of its parameters in their order.
  public var parameters: [String] {
    components.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
  }

  /// The values of the parameters in their order, where a path fits; otherwise `nil`.
  public func match(_ path: [String]) -> [String]? {
    guard path.count == components.count else { return nil }
    // From the end, where paths differ.
    for place in components.indices.reversed() {
      if case .fixed(let fixed) = components[place], fixed != path[place] { return nil }
    }
    return components.indices.compactMap { place in
      if case .parameter = components[place] { path[place] } else { nil }
    }
  }
}
