extension RequestTarget {
  /// The path and the query of a target that may be a whole URL, as servers have to accept it
  /// (RFC 9112, section 3.2.2).
  public static func origin(of target: String) -> String {
    guard let rest = afterScheme(of: target) else { return target }
    guard let place = end(ofAuthority: rest) else { return "/" }
    return rest[place] == "/" ? String(rest[place...]) : "/\(rest[place...])"
  }

  /// The host and the port of a target that is a whole URL, which count in the place of `Host`;
  /// `nil` for any other target.
  public static func authority(of target: String) -> String? {
    guard let rest = afterScheme(of: target) else { return nil }
    return String(rest[..<(end(ofAuthority: rest) ?? rest.endIndex)])
  }

  private static func afterScheme(of target: String) -> Substring? {
    guard target.utf8.first != UInt8(ascii: "/") else { return nil }
    for scheme in ["http://", "https://"]
    where target.prefix(scheme.utf8.count).lowercased() == scheme {
      return target.dropFirst(scheme.utf8.count)
    }
    return nil
  }

  private static func end(ofAuthority rest: Substring) -> Substring.Index? {
    rest.firstIndex { $0 == "/" || $0 == "?" }
  }
}
