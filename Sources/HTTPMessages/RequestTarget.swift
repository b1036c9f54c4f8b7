/// A request's path and query, taken apart and decoded.
public struct RequestTarget: Sendable, Hashable {
  /// The components of the path, decoded: `["a", "b"]` for `/a/b`.
  ///
  /// A slash that was sent as `%2F` is a part of its component.
  public let path: [String]
  /// The query's parameters in their order, decoded; `+` is a space.
  public let query: [QueryParameter]

  /// Takes a target apart.
  ///
  /// - Throws: ``TargetError`` for what is no path, no percent-encoding or no UTF-8.
  public init(_ target: String) throws(TargetError) {
    let bytes = target.utf8
    guard bytes.first == UInt8(ascii: "/") else { throw .path }
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    var path: [String] = []
    for component in bytes[..<mark].dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let text = PercentEncoding.decode(component, plusIsSpace: false) else { throw .path }
      path.append(text)
    }
    self.path = path
    query =
      mark == bytes.endIndex ? [] : try RequestTarget.query(bytes[bytes.index(after: mark)...])
  }

  /// The value of a parameter, the first if it is there more than once.
  public subscript(name: String) -> String? {
    query.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  private static func query(
    _ text: Substring.UTF8View
  ) throws(TargetError) -> [QueryParameter] {
    var parameters: [QueryParameter] = []
    for part in text.split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let rest = equals == part.endIndex ? part[equals...] : part[part.index(after: equals)...]
      guard let name = PercentEncoding.decode(part[..<equals], plusIsSpace: true),
        let value = PercentEncoding.decode(rest, plusIsSpace: true)
      else { throw .query }
      parameters.append(QueryParameter(name: name, value: value))
    }
    return parameters
  }
}
