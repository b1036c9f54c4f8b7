/// What the holder of a key may do; each role may do all that those before it may.
public enum Role: String, CaseIterable, Sendable {
  /// Reads.
  case reader
  /// Also creates and updates prompts, creates versions and rolls back.
  case editor
  /// Also moves environments.
  case deployer
  /// Also deletes, and manages keys and rules.
  case admin

  private var power: Int {
    switch self {
    case .reader: 0
    case .editor: 1
    case .deployer: 2
    case .admin: 3
    }
  }
}

extension Role: Comparable {
  /// Orders by power.
  public static func < (left: Role, right: Role) -> Bool { left.power < right.power }
}
