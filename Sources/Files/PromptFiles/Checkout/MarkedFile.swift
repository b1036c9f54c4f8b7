internal import PromptRepo

/// A prompt's file with both sides of a merge, and markers where they overlap.
struct MarkedFile {
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
