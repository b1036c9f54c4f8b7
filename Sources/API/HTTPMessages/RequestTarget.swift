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
    var target = target
    let parts = target.withUTF8 { bytes in
      Result { () throws(TargetError) in
        guard bytes.first == UInt8(ascii: "/") else { throw .path }
        let (path, query) = RequestTarget.split(bytes[1...], at: UInt8(ascii: "?"))
        return (try RequestTarget.path(path), try RequestTarget.query(query))
      }
    }
    (path, query) = try parts.get()
  }

  /// The value of a parameter, the first if it is there more than once.
  public subscript(name: String) -> String? {
    query.first {
      $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8)
    }?.value
  }

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  private static func path(_ text: Bytes) throws(TargetError) -> [String] {
    var path: [String] = []
    var rest: Bytes? = text
    while let next = rest {
      let (component, others) = split(next, at: UInt8(ascii: "/"))
      guard let component = decode(component, plusIsSpace: false) else { throw .path }
      path.append(component)
      rest = others
    }
    return path
  }

  private static func query(_ text: Bytes?) throws(TargetError) -> [QueryParameter] {
    var parameters: [QueryParameter] = []
    var rest = text
    while let next = rest {
      let (part, others) = split(next, at: UInt8(ascii: "&"))
      rest = others
      guard !part.isEmpty else { continue }
      let (name, value) = split(part, at: UInt8(ascii: "="))
      guard let name = decode(name, plusIsSpace: true),
        let value = value.map({ decode($0, plusIsSpace: true) }) ?? ""
      else { throw .query }
      parameters.append(QueryParameter(name: name, value: value))
    }
    return parameters
  }

  /// What is before the first separator, and what is after it; `nil` where there is none.
  private static func split(_ text: Bytes, at separator: UInt8) -> (Bytes, Bytes?) {
    guard let end = text.firstIndex(of: separator) else { return (text, nil) }
    return (text[..<end], text[(end + 1)...])
  }

  private static func decode(_ text: Bytes, plusIsSpace: Bool) -> String? {
    PercentEncoding.decode(UnsafeBufferPointer(rebasing: text), plusIsSpace: plusIsSpace)
  }
}
