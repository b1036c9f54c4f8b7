internal import CanonicalJSON
internal import PromptFiles
internal import PromptRepo

// Where the active pointer was moved, and what that means for the working file.
extension CommandContext {
  /// Says where the active pointer was moved, and offers its text for a file that still has, or goes
  /// on from, what was withdrawn by it.
  ///
  /// The move stands whatever becomes of the file; what fails then says so.
  ///
  /// - Parameter checksOut: Whether the version is written to the file.
  func report(
    _ move: PointerMove, of name: PromptName, _ repository: Repository, checksOut: Bool = false
  ) throws {
    var written: String?
    var left: PromptStatus?
    do {
      if checksOut {
        let workspace = try workspace()
        let plan = try workspace.planCheckout(of: [name: .number(move.version)], from: repository)
        try workspace.checkout(plan)
        written = workspace.relativePath(of: name)
      } else {
        left = try withdrawnFile(of: name, repository)
      }
    } catch {
      try report(move, of: name)
      let reason = (error as? RepositoryError)?.message ?? "\(error)"
      guard checksOut else { return try warn(["its working file was not looked at: \(reason)"]) }
      throw RepositoryError(
        (error as? RepositoryError)?.code ?? .inputOutput,
        "v\(move.version) is active, but its working file was not written: \(reason)",
        hint: "`promptrepo checkout \(name)@v\(move.version)` writes it", cause: error)
    }
    guard !json else {
      var object = move.json(of: name, .active)
      if let path = written ?? left?.path {
        object["file"] = [
          "path": .string(path), "written": .bool(written != nil), "withdrawn": .bool(left != nil),
        ]
      }
      return try output.json(object)
    }
    try report(move, of: name)
    if let written { try output.line("  Wrote \(written) (v\(move.version))") }
    if let left { try output.line("  \(left.offer(of: move))") }
  }

  /// How the working file of a prompt stands, if it goes on from a withdrawn version.
  func withdrawnFile(of name: PromptName, _ repository: Repository) throws -> PromptStatus? {
    guard let workspace = try workspaceIfAny(), try workspace.bytes(of: name) != nil else {
      return nil
    }
    let status = try workspace.status(of: [name], in: repository)
    return status.prompts.first { $0.withdrawal != nil }
  }
}

extension PromptStatus {
  /// How the file becomes what was made live instead of what it goes on from.
  func offer(of move: PointerMove) -> String {
    let version = base.map { "v\($0)" } ?? "the withdrawn text"
    let still = hasUncommittedEdits ? "goes on from \(version)" : "has \(version)"
    return "\(path) still \(still); `promptrepo checkout \(name)@v\(move.version)` writes "
      + "v\(move.version) to it"
  }
}
