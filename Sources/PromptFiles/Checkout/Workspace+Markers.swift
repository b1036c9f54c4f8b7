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
    let record = try repository.record(at: info)
    func target(_ content: VersionContent) -> CheckoutTarget {
      CheckoutTarget(content: content, record: record, name: name, path: status.path)
    }
    let keepsFile = status.state == .unchanged && !status.hasUncommittedEdits
    let result = try reportingFile { () throws(PromptFileError) in
      var original = try target(sides.ours.content).bytes()
      if keepsFile, let bytes = status.bytes { original = bytes }
      return try FileMerge(
        file: PromptFile(parsing: original, path: status.path, name: name), original: original,
        fields: [:], base: sides.base?.content, baseRecord: nil,
        target: target(sides.theirs.content), ourLabel: sides.ours.label,
        baseLabel: sides.base?.label ?? "nothing", targetLabel: sides.theirs.label
      ).result()
    }
    guard result.conflicts > 0 else {
      throw RepositoryError(
        .conflict, "the two texts of '\(name)' together are none that a version can have",
        hint: "Choose one of them")
    }
    let present: [UInt8]? = status.state == .missing ? nil : try bytes(of: name)
    if present != result.bytes {
      guard !status.hasUncommittedEdits else { throw .edited(status) }
      try write(result.bytes, to: name)
    }
    try updateIndex([name: FileBase(latest, record: info, head: try sourceControl?.head())])
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
