/// How a user names a version of a prompt: the part after `@`.
public enum VersionSpec: Sendable, Hashable {
  /// The version that is live.
  case active
  /// The version that was cut last.
  case latest
  /// So many steps back from the active one, as `rollback` would go.
  case back(Int)
  /// A number: `3` or `v3`.
  case number(Int)
  /// Digits of a version hash or of a commit id.
  case digits(String, hashOnly: Bool)
  /// The version that is live in an environment.
  case environment(EnvironmentName)

  /// Reads a spec: `3`, `v3`, `active`, `latest`, `~1`, `sha256:…`, digits of a version hash
  /// (8 or more) or a commit id (7 or more), or the name of an environment.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    if let spec = VersionSpec.parse(text) {
      self = spec
      return
    }
    do throws(RepositoryError) {
      self = .environment(try EnvironmentName(text))
    } catch {
      throw RepositoryError(
        .invalid, "'\(text)' does not name a version",
        hint: "Use a number (3 or v3), active, latest, ~1, a version hash (8 digits or more), "
          + "a commit id (7 digits or more) or an environment")
    }
  }

  /// Whether a text names a version by itself, so that no environment can have that name.
  static func isReserved(_ text: String) -> Bool { parse(text) != nil }

  private static func parse(_ text: String) -> VersionSpec? {
    switch text {
    case "active": return .active
    case "latest": return .latest
    default: break
    }
    let bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "~") {
      return decimal(bytes.dropFirst()).map { .back($0) }
    }
    if bytes.first == UInt8(ascii: "v") { return decimal(bytes.dropFirst()).map { .number($0) } }
    if bytes.starts(with: "sha256:".utf8) {
      let digits = bytes.dropFirst(7)
      guard (8...64).contains(digits.count), isHex(digits) else { return nil }
      return .digits(String(decoding: digits, as: UTF8.self), hashOnly: true)
    }
    if bytes.count < 7, let number = decimal(bytes[...]) { return .number(number) }
    guard (7...64).contains(bytes.count), isHex(bytes[...]) else {
      return decimal(bytes[...]).map { .number($0) }
    }
    return .digits(text, hashOnly: false)
  }

  private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...16).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(String(decoding: digits, as: UTF8.self)), (1...maximum).contains(value)
    else { return nil }
    return value
  }

  private static func isHex(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The largest version number that the API can hold.
  static let maximum = 9_007_199_254_740_991
}

extension VersionSpec: CustomStringConvertible {
  /// The spec as a user writes it.
  public var description: String {
    switch self {
    case .active: "active"
    case .latest: "latest"
    case .back(let steps): "~\(steps)"
    case .number(let number): "v\(number)"
    case .digits(let digits, let hashOnly): hashOnly ? "sha256:\(digits)" : digits
    case .environment(let name): name.rawValue
    }
  }
}
