/// What somebody expects to be live before it is replaced.
public enum ExpectedVersion: Sendable, Hashable {
  /// Nothing was ever live.
  case none
  /// A version whose hash begins with these digits.
  case hash(String)

  /// Reads `none`, or 8 to 64 digits of a version hash with or without `sha256:`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    if text == "none" {
      self = .none
      return
    }
    let digits = text.utf8.starts(with: "sha256:".utf8) ? String(text.dropFirst(7)) : text
    let isHex = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, (8...64).contains(digits.utf8.count) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a version hash",
        hint: "Give 8 to 64 lower-case hexadecimal digits, or none if nothing may be live")
    }
    self = .hash(digits)
  }

  /// Refuses what is live if it is something else.
  ///
  /// - Throws: ``RepositoryError/Code/conflict``.
  func check(
    _ live: PointerMove?, _ name: PromptName, in environment: EnvironmentName
  ) throws(RepositoryError) {
    let (fits, expected) =
      switch self {
      case .none: (live == nil, "nothing")
      case .hash(let digits):
        (live?.hash.hex.utf8.starts(with: digits.utf8) ?? false, "sha256:\(digits)")
      }
    guard !fits else { return }
    let found = live.map { "v\($0.version) (sha256:\($0.hash.short())), by \($0.author.name)" }
    throw RepositoryError(
      .conflict,
      "\(found ?? "nothing") is live in '\(environment)' for '\(name)', where \(expected) was "
        + "expected",
      hint: "Somebody else deployed; look at `promptrepo audit \(name) --env \(environment)`, then "
        + "decide again")
  }
}
