internal import Platform

/// Paths as text.
enum Path {
  static func join(_ base: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    return base.utf8.last == UInt8(ascii: "/") ? "\(base)\(path)" : "\(base)/\(path)"
  }

  /// The folder that holds an absolute path; `nil` for the root.
  static func parent(of path: String) -> String? {
    path == "/" ? nil : path.parentDirectory
  }

  /// An absolute path and the folders above it, the nearest first.
  static func upwards(from path: String) -> some Sequence<String> {
    sequence(first: path, next: parent)
  }

  /// An absolute path without `.` and `..`.
  ///
  /// - Parameter resolve: What each folder on the way stands for, such as a link's target.
  static func normalized(
    _ path: String, resolving resolve: (String) throws -> String
  ) rethrows -> String {
    var folder = "/"
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      switch String(decoding: part, as: UTF8.self) {
      case ".": continue
      case "..": folder = folder.parentDirectory
      case let name: folder = try resolve(join(folder, name))
      }
    }
    return folder
  }
}
