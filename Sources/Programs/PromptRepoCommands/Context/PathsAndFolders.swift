internal import Digests
internal import Platform
internal import PromptRepo

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

extension CommandContext {
  /// A place in one of the user's own folders, such as `XDG_STATE_HOME`, for what a repository keeps
  /// there: the same for all work trees of the repository.
  ///
  /// - Parameters:
  ///   - variable: The variable of the XDG Base Directory Specification.
  ///   - standard: Where the folder is in the home if that variable is not set.
  ///   - content: What is kept there, for the error that says that there is no such folder.
  func userPath(
    _ variable: String, _ standard: String, _ place: String, of content: String, hint: String
  ) throws -> String {
    let store = try files.realPath(commonDirectory(of: location().store))
    guard let folder = userFolder(variable, standard) else {
      throw RepositoryError(
        .invalid,
        "where to keep \(content) is not known: neither \(variable) nor HOME is an absolute path",
        hint: hint)
    }
    return "\(folder)/promptrepo/\(place)/\(folderName(of: store))"
  }

  /// One of the user's own folders; `nil` where neither the variable nor `HOME` is an absolute path,
  /// since the specification has relative ones ignored.
  func userFolder(_ variable: String, _ standard: String) -> String? {
    func absolute(_ variable: String) -> String? {
      environment[variable].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
    return absolute(variable) ?? absolute("HOME").map { Path.join($0, standard) }
  }
}

/// The name of a folder for what is known by some text, whatever that holds.
public func folderName(of text: String) -> String {
  Hex.encode(SHA256.hash(text.utf8).prefix(16))
}
