/// A movable name for one of a prompt's versions; its moves are kept as a chain of commits.
public enum Pointer: Sendable, Hashable {
  /// The version that is live where no environment is asked for.
  case active
  /// The version that is live in an environment.
  case environment(EnvironmentName)

  /// Reads a pointer as references and trailers spell it: `active`, `env/production`.
  ///
  /// `nil` for what is none.
  public init?(label: String) {
    if label == "active" {
      self = .active
      return
    }
    guard label.utf8.starts(with: Pointer.folder.utf8) else { return nil }
    do throws(RepositoryError) {
      self = .environment(
        try EnvironmentName(
          String(decoding: label.utf8.dropFirst(Pointer.folder.utf8.count), as: UTF8.self)))
    } catch {
      return nil
    }
  }

  /// The pointer as references and trailers spell it.
  public var label: String {
    switch self {
    case .active: "active"
    case .environment(let name): "\(Pointer.folder)\(name)"
    }
  }

  /// The folder of the environments' pointers among a prompt's references.
  static let folder = "env/"

  /// The environment whose pointer it is.
  public var environment: EnvironmentName? {
    if case .environment(let name) = self { name } else { nil }
  }
}

extension Pointer: CustomStringConvertible {
  /// The pointer as people name it: `active`, `production`.
  public var description: String { environment?.rawValue ?? label }
}
