public import PromptRepo

extension Workspace {
  /// Writes both sides of a merge into a prompt's file, with markers where they overlap.
  ///
  /// The file goes on from the latest version. Until the markers are gone, `commit` refuses it.
  /// Writing the same again changes nothing.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the file has edits that no version has;
  ///   nothing is written then.
  public func writeConflictMarkers(
    _ sides: MergeSides, of name: PromptName, in repository: Repository
  ) throws(RepositoryError) {
    guard let status = try status(of: [name], in: repository).prompts.first,
      let info = status.tips.info, let latest = try repository.latest(of: name)
    else { throw RepositoryError.nothing(named: name, file: relativePath(of: name)) }
    let record = try repository.record(at: info)
    let merge = ConflictMarkedFile(sides: sides, record: record, name: name, path: status.path)
    let present = try bytes(of: name)
    let isClean =
      status.state == .unchanged && !status.followsLive && !status.hasUncommittedEdits
    let merged = try merge.bytes(from: isClean ? present : nil)
    if present != merged, try !merge.isDone(present) {
      guard !status.hasUncommittedEdits else { throw .edited(status) }
      try write(merged, to: name)
    }
    try updateIndex([
      name: recordingHead(IndexEntry(latest, record: record.isArchived ? nil : info), of: name)
    ])
  }
}

extension RepositoryError {
  fileprivate static func edited(_ status: PromptStatus) -> RepositoryError {
    if case .conflict(.markers) = status.state {
      return RepositoryError(
        .conflict, "\(status.path), where the texts are to be merged, has the markers of a merge",
        cause: FileRefusal.openMergeBelowAnother(status.name))
    }
    return RepositoryError(
      .conflict,
      "\(status.path), where the texts are to be merged, has edits that are committed nowhere",
      cause: FileRefusal.editsBelowMerge(status.name))
  }
}

/// Two contents that go on from a third, to be merged in a file, and what markers call them.
public struct MergeSides: Sendable {
  /// A content and its name.
  public struct Side: Sendable {
    /// The content.
    public var content: VersionContent
    /// What stands behind the markers.
    public var label: String

    /// Names a content.
    public init(_ content: VersionContent, label: String) {
      self.content = content
      self.label = label
    }
  }

  /// What both go on from; nil when they have nothing in common.
  public var base: Side?
  /// The content that the file has.
  public var ours: Side
  /// The content that it is merged with.
  public var theirs: Side

  /// Makes sides from their parts.
  public init(base: Side?, ours: Side, theirs: Side) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}

/// A prompt's file with both sides of a merge, and markers where they overlap.
struct ConflictMarkedFile {
  let sides: MergeSides
  let record: PromptRecord
  let name: PromptName
  let path: String

  /// The file, made from one that has our side, or else anew.
  func bytes(from original: [UInt8]?) throws(RepositoryError) -> [UInt8] {
    let result = try reportingFile { () throws(PromptFileError) in
      var ours = try target(sides.ours.content).bytes()
      if let original { ours = original }
      return try FileMerge(
        file: PromptFile(parsing: ours, path: path, name: name), original: ours, fields: [:],
        base: sides.base?.content, baseRecord: nil, target: target(sides.theirs.content),
        ourLabel: sides.ours.label, baseLabel: sides.base?.label ?? "nothing",
        targetLabel: sides.theirs.label
      ).result()
    }
    guard result.conflicts > 0 else {
      throw RepositoryError(
        .conflict, "the two texts of '\(name)' together are none that a version can have",
        hint: "Choose one of them")
    }
    return result.bytes
  }

  /// Whether a file is what an earlier run made of one with the same header.
  func isDone(_ present: [UInt8]?) throws(RepositoryError) -> Bool {
    guard let present else { return false }
    let original: [UInt8]
    do throws(PromptFileError) {
      original = try FileFrame(of: present, path: path).bytes(around: sides.ours.content.template)
      _ = try PromptFile(parsing: original, path: path, name: name)
    } catch {
      // A header with markers in it was made anew, and is compared as a whole.
      return false
    }
    return try bytes(from: original) == present
  }

  private func target(_ content: VersionContent) -> CheckoutTarget {
    CheckoutTarget(content: content, record: record, name: name, path: path)
  }
}
