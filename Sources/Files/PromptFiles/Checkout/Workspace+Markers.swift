public import PromptRepo

extension Workspace {
  /// Writes both sides of a merge into a prompt's file, with markers where they overlap.
  ///
  /// The file goes on from the latest version. Until the markers are gone, `commit` refuses it.
  /// Writing the same again changes nothing.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the file has edits that no version has;
  ///   nothing is written then.
  public func writeMarkers(
    _ sides: MergeSides, of name: PromptName, in repository: Repository
  ) throws(RepositoryError) {
    guard let status = try status(of: [name], in: repository).prompts.first,
      let info = status.tips.info, let latest = try repository.latest(of: name)
    else { throw RepositoryError.nothing(named: name) }
    let merge = MarkedFile(
      sides: sides, record: try repository.record(at: info), name: name, path: status.path)
    let present = try bytes(of: name)
    let isClean =
      status.state == .unchanged && !status.followsLive && !status.hasUncommittedEdits
    let merged = try merge.bytes(from: isClean ? present : nil)
    if present != merged, try !merge.isDone(present) {
      guard !status.hasUncommittedEdits else { throw .edited(status) }
      try write(merged, to: name)
    }
    var base = FileBase(latest, record: info)
    if let sourceControl, let bytes = try bytes(of: name) {
      base = try sourceControl.noting(base, of: status.path, bytes: bytes)
    }
    try updateIndex([name: base])
  }
}

extension RepositoryError {
  fileprivate static func edited(_ status: PromptStatus) -> RepositoryError {
    if case .conflict(.markers) = status.state {
      return RepositoryError(
        .conflict, "\(status.path), where the texts are to be merged, has the markers of a merge",
        hint: "Choose between the sides and `promptrepo commit \(status.name)`, or give the file "
          + "up with `promptrepo checkout --force \(status.name)`; then pull again")
    }
    return RepositoryError(
      .conflict,
      "\(status.path), where the texts are to be merged, has edits that are committed nowhere",
      hint: "`promptrepo commit \(status.name)` makes a version of them, `promptrepo checkout "
        + "--force \(status.name)` gives them up; then pull again")
  }
}
