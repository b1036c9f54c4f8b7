/// A name for a version of a prompt, such as `v3`, `latest` or `production`: the part after `@`.
public enum VersionSpec: Sendable, Hashable {
  /// The version that is live.
  case active
  /// The version that was cut last.
  case latest
  /// The version so many steps back from the active one, as `rollback` would go.
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
        .invalid, "'\(text.beginning)' does not name a version",
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

extension Repository {
  /// The version that a spec names; of equal content, the one with the highest number.
  ///
  /// ```swift
  /// let first = try repository.version(name, .number(1))
  /// let before = try repository.version(name, VersionSpec("~1"))
  /// print(first.hash == before.hash)
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/notFound``, or ``RepositoryError/Code/ambiguous`` with the
  ///   candidates when digits fit more than one version.
  public func version(
    _ name: PromptName, _ spec: VersionSpec
  ) throws(RepositoryError) -> Version {
    try reader.version(name, spec, from: .active)
  }
}

extension Transaction {
  /// The version that a spec names, with what the transaction has pending.
  ///
  /// - Throws: As ``Repository/version(_:_:)`` does.
  public func version(
    _ name: PromptName, _ spec: VersionSpec
  ) throws(RepositoryError) -> Version {
    try reader.version(name, spec, from: .active)
  }
}

extension LedgerReader {
  /// The version that a spec names.
  ///
  /// Equal content means its highest number.
  ///
  /// - Parameter pointer: From where steps back are counted.
  /// - Throws: ``RepositoryError/Code/notFound``, or ``RepositoryError/Code/ambiguous`` with the
  ///   candidates when digits fit more than one version.
  package func version(
    _ name: PromptName, _ spec: VersionSpec, from pointer: Pointer = .active
  ) throws(RepositoryError) -> Version {
    guard let latest = try latest(of: name) else {
      _ = try existing(name)
      throw RepositoryError(.notFound, "prompt '\(name)' has no version yet")
    }
    switch spec {
    case .latest: return latest
    case .active:
      guard let active = try active(of: name) else { throw .nothingActive(name) }
      return active
    case .environment(let environment):
      guard let move = try lastMove(of: .environment(environment), name) else {
        throw try notDeployed(name, in: environment)
      }
      return try version(of: move)
    case .back(let steps):
      guard let move = try lastMove(of: pointer, name) else {
        if let environment = pointer.environment {
          throw try notDeployed(name, in: environment)
        }
        throw .nothingActive(name)
      }
      return try version(steps, before: move, of: pointer, name)
    case .number(let number): return try version(name, number: number, latest: latest)
    case .digits(let digits, let hashOnly):
      return try version(name, digits: digits, hashOnly: hashOnly, latest: latest)
    }
  }

  private func version(
    _ steps: Int, before current: PointerMove, of pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) -> Version {
    var move = current
    for step in 0..<steps {
      guard let previous = try previous(to: move) else {
        let live = pointer == .active ? "active" : "live"
        let reach = step == 0 ? "nothing was \(live) before it" : "it goes back to ~\(step)"
        throw RepositoryError(
          .notFound, "there is no ~\(steps) before the \(pointer) version of '\(name)': \(reach)",
          cause: LedgerRefusal.nothingFurtherBack(name, pointer))
      }
      move = previous
    }
    guard move.promptID == current.promptID else {
      throw .misplaced(
        "prompt '\(name)' has a move to a version of another prompt, \(move.promptID)")
    }
    return try version(of: move)
  }

  private func version(
    _ name: PromptName, number: Int, latest: Version
  ) throws(RepositoryError) -> Version {
    guard (1...latest.number).contains(number) else {
      throw RepositoryError(
        .notFound, "prompt '\(name)' has no version \(number)",
        hint: latest.number == 1
          ? "It has version 1 only" : "Its versions are 1 to \(latest.number)")
    }
    var chain = versionChain(of: name, from: latest.commit)
    var version = latest
    while version.number > number, let older = try chain.next() { version = older }
    guard version.number == number else { throw .gap(before: version, name) }
    return version
  }

  private func version(
    _ name: PromptName, digits: String, hashOnly: Bool, latest: Version
  ) throws(RepositoryError) -> Version {
    var candidates: [Version] = []
    var chain = versionChain(of: name, from: latest.commit)
    while let version = try chain.next() {
      let fits =
        (version.hash.hex.utf8.starts(with: digits.utf8) && digits.utf8.count >= 8)
        || (!hashOnly && version.commit.hex.utf8.starts(with: digits.utf8))
      if fits, !candidates.contains(where: { $0.hash == version.hash }) {
        candidates.append(version)
      }
    }
    if candidates.count == 1 { return candidates[0] }
    guard candidates.isEmpty else {
      let list = candidates.map {
        "v\($0.number) (sha256:\($0.hash.short()), \($0.commit.short()))"
      }
      throw RepositoryError(
        .ambiguous,
        "'\(digits)' fits \(candidates.count) versions of prompt '\(name)': "
          + list.joined(separator: ", "),
        hint: "Give more digits, or the number")
    }
    if !hashOnly, let number = Int(digits), number <= latest.number {
      return try version(name, number: number, latest: latest)
    }
    throw RepositoryError(
      .notFound, "no version of prompt '\(name)' has a hash or commit that begins with \(digits)",
      cause: LedgerRefusal.versionNotFound(name))
  }
}
