internal import TextDiff

/// The merge of two prompt files that were made from a third, as git asks a merge driver for it.
///
/// The header is merged by key, and keeps the lines of whoever changed a key; the body is merged by
/// lines as `git merge-file` does. Files of which any cannot be read as a prompt are merged as plain
/// text: in a merge with several bases, the base itself has markers. Nothing is merged within a line,
/// but for the values of a header.
public struct PromptFileMerge: Sendable {
  /// The merged file, with markers where there are conflicts.
  public let bytes: [UInt8]

  /// How many conflicts are marked.
  public let conflicts: Int

  /// Merges the changes from `base` to `ours` with those from `base` to `theirs`.
  ///
  /// Any bytes can be merged. An empty base is that of two files that were added under one name.
  ///
  /// - Parameter markerSize: How many signs a marker begins with.
  public init(base: [UInt8], ours: [UInt8], theirs: [UInt8], markerSize: Int = 7) {
    let markers = MergeMarkers(size: markerSize)
    if ours == theirs || theirs == base {
      (bytes, conflicts) = (ours, 0)
    } else if ours == base {
      (bytes, conflicts) = (theirs, 0)
    } else if let merge = Self.structured(base, ours, theirs, markers) {
      (bytes, conflicts) = merge
    } else {
      let merge = markers.merge(base, ours, theirs)
      (bytes, conflicts) = (merge.bytes, merge.conflicts)
    }
  }

  /// Merges header and body each by itself; nil where that cannot be done.
  private static func structured(
    _ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8], _ markers: MergeMarkers
  ) -> (bytes: [UInt8], conflicts: Int)? {
    guard !base.isEmpty, let base = MergedFile(base), let ours = MergedFile(ours),
      let theirs = MergedFile(theirs),
      let head = HeaderMerge.merged(base.head, ours.head, theirs.head, markers)
    else { return nil }
    let body = markers.merge(base.body, ours.body, theirs.body)
    let file = head.bytes + body.bytes
    // A body that begins as a header does would be read as one.
    guard head.conflicts > 0 || MergedFile(file)?.head.bytes.count == head.bytes.count else {
      return nil
    }
    return (file, head.conflicts + body.conflicts)
  }
}

/// How conflicts are marked in a file: as `git merge-file` marks them.
struct MergeMarkers {
  /// How many signs a marker begins with.
  let size: Int

  private static let labels = ThreeWayMerge.Labels(ours: "ours", base: "base", theirs: "theirs")

  /// Merges texts by lines.
  func merge(_ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8]) -> BytesMerge {
    BytesMerge(base: base, ours: ours, theirs: theirs, labels: Self.labels, markerSize: size)
  }

  /// A conflict between some lines and others.
  func conflict(_ ours: [UInt8], _ theirs: [UInt8], isCRLF: Bool) -> [UInt8] {
    func marker(_ sign: Character, _ label: String) -> [UInt8] {
      Array(String(repeating: sign, count: size).utf8)
        + Array((label + (isCRLF ? "\r\n" : "\n")).utf8)
    }
    return marker("<", " " + Self.labels.ours) + ours + marker("=", "") + theirs
      + marker(">", " " + Self.labels.theirs)
  }
}

/// A prompt file that is merged: all before its body, and its body.
struct MergedFile {
  let head: MergedHead
  let body: [UInt8]

  /// Takes a file apart; nil if it cannot be read as a prompt.
  init?(_ bytes: [UInt8]) {
    guard bytes.count <= PromptFile.maximumLength else { return nil }
    do throws(PromptFileError) {
      try PromptFile.checkText(bytes, "")
      let parts = try HeaderParts(bytes, path: "")
      let start = parts.body.lowerBound
      head = MergedHead(
        before: Array(bytes[..<(parts.header?.lowerBound ?? start)]),
        lines: parts.header.map { Array(bytes[$0]) },
        after: parts.header.map { Array(bytes[$0.upperBound..<start]) } ?? [],
        yaml: try parts.yaml(bytes, ""))
      body = Array(bytes[start...])
    } catch {
      return nil
    }
  }
}

/// What stands in a file before its body.
struct MergedHead {
  /// What comes before the lines of the header, its opening `---` included.
  let before: [UInt8]
  /// The lines between the `---`; nil without a header.
  let lines: [UInt8]?
  /// The closing `---`.
  let after: [UInt8]
  /// The header as values.
  let yaml: YAMLHeader

  var bytes: [UInt8] { before + (lines ?? []) + after }
}
