extension LedgerReader {
  /// The version that a spec names.
  ///
  /// Equal content means its highest number.
  ///
  /// - Parameter pointer: From where steps back are counted.
  /// - Throws: ``RepositoryError/Code/notFound``, or ``RepositoryError/Code/ambiguous`` with the
  ///   candidates when digits fit more than one version.
  public func version(
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
        let (live, option) =
          pointer.environment.map { ("live", "--env \($0)") } ?? ("active", "--pointers")
        let reach = step == 0 ? "nothing was \(live) before it" : "it goes back to ~\(step)"
        throw RepositoryError(
          .notFound, "there is no ~\(steps) before the \(pointer) version of '\(name)': \(reach)",
          hint: "`promptrepo log \(name) \(option)` shows what was \(live)")
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
    var version = latest
    while version.number > number, let parent = version.parent {
      version = try older(parent, than: version, of: name)
    }
    guard version.number == number else { throw .gap(before: version, name) }
    return version
  }

  private func version(
    _ name: PromptName, digits: String, hashOnly: Bool, latest: Version
  ) throws(RepositoryError) -> Version {
    var candidates: [Version] = []
    var next: Version? = latest
    while let version = next {
      let fits =
        (version.hash.hex.utf8.starts(with: digits.utf8) && digits.utf8.count >= 8)
        || (!hashOnly && version.commit.hex.utf8.starts(with: digits.utf8))
      if fits, !candidates.contains(where: { $0.hash == version.hash }) {
        candidates.append(version)
      }
      next = try version.parent.map { parent throws(RepositoryError) in
        try older(parent, than: version, of: name)
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
      hint: "`promptrepo log \(name)` shows them")
  }
}
