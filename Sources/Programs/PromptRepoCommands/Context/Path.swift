/// Joins paths as text.
enum Path {
  static func join(_ base: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    return base.utf8.last == UInt8(ascii: "/") ? "\(base)\(path)" : "\(base)/\(path)"
  }

  /// The folder that holds a path; `nil` for the root.
  static func parent(of path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), path.utf8.count > 1 else {
      return nil
    }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
