extension RequestTarget {
  /// The path and the query of a target that may be a whole URL, as servers have to accept it
  /// (RFC 9112, section 3.2.2).
  public static func origin(of target: String) -> String {
    guard target.utf8.first != UInt8(ascii: "/") else { return target }
    for scheme in ["http://", "https://"] {
      guard target.prefix(scheme.utf8.count).lowercased() == scheme else { continue }
      let rest = target.dropFirst(scheme.utf8.count)
      guard let place = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
      return rest[place] == "/" ? String(rest[place...]) : "/\(rest[place...])"
    }
    return target
  }
}
