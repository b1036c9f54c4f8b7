/// What one of a prompt's chains is about: the part of its reference's name after `@`.
public enum Concern: Sendable, Hashable {
  /// The prompt's record, edit by edit.
  case info
  /// The versions.
  case versions
  /// The moves of a pointer.
  case pointer(Pointer)

  /// Reads a concern as references spell it: `info`, `versions`, `active`, `env/staging`.
  ///
  /// `nil` for what no chain of a prompt is about.
  public init?(label: String) {
    switch label {
    case "info": self = .info
    case "versions": self = .versions
    default:
      guard let pointer = Pointer(label: label) else { return nil }
      self = .pointer(pointer)
    }
  }

  /// The concern as references spell it.
  public var label: String {
    switch self {
    case .info: "info"
    case .versions: "versions"
    case .pointer(let pointer): pointer.label
    }
  }
}

extension Concern: Comparable {
  /// Orders concerns so that each comes after what it leans on: record, versions, pointers.
  public static func < (left: Concern, right: Concern) -> Bool {
    switch (left, right) {
    case (.pointer(let left), .pointer(let right)):
      left.label.utf8.lexicographicallyPrecedes(right.label.utf8)
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .info: 0
    case .versions: 1
    case .pointer: 2
    }
  }
}
