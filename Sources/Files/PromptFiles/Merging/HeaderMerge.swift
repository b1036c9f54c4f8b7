internal import CanonicalJSON
internal import PromptMerge
internal import TextDiff

/// The merge of three headers, key by key, in the lines that their authors wrote.
///
/// A merge by lines is taken if it means what the merge of the values means; it keeps most of how
/// the headers are written. Else each key keeps the lines of the side that changed it, with the
/// comments above it, and mappings below a key are merged likewise. What comes out is read again and
/// compared with the merge of the values, so that no way of writing YAML can lead to a wrong header.
struct HeaderMerge {
  let markers: MergeMarkers
  let isCRLF: Bool

  /// The merged head, and how many conflicts are marked in it; nil where it has to be merged as text.
  static func merged(
    _ base: MergedHead, _ ours: MergedHead, _ theirs: MergedHead, _ markers: MergeMarkers
  ) -> (bytes: [UInt8], conflicts: Int)? {
    if let one = oneSided(base.bytes, ours.bytes, theirs.bytes) { return (one, 0) }
    let values = JSONObjectMerge(
      base: base.yaml.object, ours: ours.yaml.object, theirs: theirs.yaml.object)
    let byLine = markers.merge(base.bytes, ours.bytes, theirs.bytes)
    if byLine.conflicts == 0, let head = MergedFile(byLine.bytes), head.body.isEmpty,
      agrees(head.head.yaml.object, with: values, .ours)
    {
      return (byLine.bytes, 0)
    }
    guard let ourLines = ours.lines, let theirLines = theirs.lines,
      let before = clean(base.before, ours.before, theirs.before, markers),
      let after = clean(base.after, ours.after, theirs.after, markers),
      let baseMapping = MappingLines(base.lines ?? []),
      let ourMapping = MappingLines(ourLines), let theirMapping = MappingLines(theirLines)
    else { return nil }
    let merge = HeaderMerge(markers: markers, isCRLF: LineEndings(of: ourLines) == .crlf)
    let pieces = merge.mapping(baseMapping, ourMapping, theirMapping)
    for side in [MergeSide.ours, .theirs] {
      guard let object = YAMLHeader.object(of: merge.bytes(pieces, as: side)),
        agrees(object, with: values, side)
      else { return nil }
    }
    return (before + merge.bytes(pieces, as: nil) + after, pieces.count(where: \.isConflict))
  }

  /// The side that was changed, if it is only one.
  static func oneSided(_ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8]) -> [UInt8]? {
    if ours == theirs || theirs == base { return ours }
    return ours == base ? theirs : nil
  }

  private static func clean(
    _ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8], _ markers: MergeMarkers
  ) -> [UInt8]? {
    if let one = oneSided(base, ours, theirs) { return one }
    let merge = markers.merge(base, ours, theirs)
    return merge.conflicts == 0 ? merge.bytes : nil
  }

  /// Whether a header has the values of a merge, in whatever order, but for keys whose values only
  /// the lines tell how to merge.
  private static func agrees(
    _ object: JSONObject, with values: JSONObjectMerge, _ side: MergeSide
  ) -> Bool {
    var expected = Set<UTF8Key>()
    for member in values.members {
      switch member.outcome {
      case .value(let value):
        guard object[member.key]?.sortedKeys == value.sortedKeys else { return false }
        expected.insert(UTF8Key(member.key))
      case .conflict:
        expected.insert(UTF8Key(member.key))
      }
    }
    return object.allSatisfy { expected.contains(UTF8Key($0.key)) }
  }
}

/// One of the two sides of a merge.
enum MergeSide {
  case ours
  case theirs
}

/// Some lines of a merged header.
enum HeaderPiece {
  case lines([UInt8])
  case conflict(ours: [UInt8], theirs: [UInt8])

  var isConflict: Bool {
    if case .conflict = self { true } else { false }
  }
}

extension HeaderMerge {
  /// The lines with markers around conflicts, or with one side's lines in their place.
  func bytes(_ pieces: [HeaderPiece], as side: MergeSide?) -> [UInt8] {
    var output: [UInt8] = []
    for piece in pieces {
      switch (piece, side) {
      case (.lines(let lines), _): output += lines
      case (.conflict(let ours, let theirs), nil):
        output += markers.conflict(ours, theirs, isCRLF: isCRLF)
      case (.conflict(let ours, _), .ours): output += ours
      case (.conflict(_, let theirs), .theirs): output += theirs
      }
    }
    return output
  }

  /// Merges mappings: our keys in our order, each of theirs behind the one that it follows there.
  func mapping(_ base: MappingLines, _ ours: MappingLines, _ theirs: MappingLines) -> [HeaderPiece]
  {
    var followers: [UTF8Key: [MappingLines.Entry]] = [:]
    var first: [MappingLines.Entry] = []
    var anchor: UTF8Key?
    for entry in theirs.entries {
      if ours[entry.key] != nil {
        anchor = entry.key
      } else if let anchor {
        followers[anchor, default: []].append(entry)
      } else {
        first.append(entry)
      }
    }
    var pieces: [HeaderPiece] = []
    var waiting = first
    for entry in ours.entries {
      // What both sides put in one place: ours first.
      if theirs[entry.key] != nil {
        for other in waiting { pieces += merged(base[other.key], nil, other) }
        waiting = followers[entry.key] ?? []
      }
      pieces += merged(base[entry.key], entry, theirs[entry.key])
    }
    for other in waiting { pieces += merged(base[other.key], nil, other) }
    pieces.append(.lines(comments(base.rest, ours.rest, theirs.rest)))
    return pieces
  }

  /// Merges what the three have of one key; at least one of the sides has it.
  private func merged(
    _ base: MappingLines.Entry?, _ ours: MappingLines.Entry?, _ theirs: MappingLines.Entry?
  ) -> [HeaderPiece] {
    let empty: [UInt8] = []
    let values = JSONObjectMerge(
      base: base?.asObject ?? JSONObject(), ours: ours?.asObject ?? JSONObject(),
      theirs: theirs?.asObject ?? JSONObject())
    guard let outcome = values.members.first?.outcome else { return [] }
    let above = HeaderPiece.lines(
      comments(base?.above ?? empty, ours?.above ?? empty, theirs?.above ?? empty))
    let ourLines = ours?.lines ?? empty
    let theirLines = own(theirs?.lines ?? empty)
    if case .value = outcome {
      if ours?.value == theirs?.value || base?.value == theirs?.value {
        // Who wrote the same in another way is heard if the other side did not touch it.
        return [above, .lines(ours?.lines == base?.lines && theirs != nil ? theirLines : ourLines)]
      }
      if base?.value == ours?.value { return [above, .lines(theirLines)] }
    }
    if let base, let ours, let theirs {
      let byLine = markers.merge(base.lines, ours.lines, theirLines)
      if byLine.conflicts == 0, let entries = YAMLHeader.entries(of: byLine.bytes),
        entries.count == 1, UTF8Key(entries[0].key) == ours.key,
        isResult(entries[0].value, outcome)
      {
        return [above, .lines(byLine.bytes)]
      }
      if let pieces = nested(base, ours, theirs) { return [above] + pieces }
    } else if let ours, let theirs, let pieces = nested(nil, ours, theirs) {
      return [above] + pieces
    }
    switch outcome {
    case .value(let value):
      let key = (ours ?? theirs)?.name ?? ""
      return [above, .lines(own(YAMLWriter.bytes(of: [key: value])))]
    case .conflict: return [above, .conflict(ours: ourLines, theirs: theirLines)]
    }
  }

  /// Whether a value is the outcome of a merge; a conflict may have any that the lines give.
  private func isResult(_ value: JSONValue, _ outcome: JSONObjectMerge.Outcome) -> Bool {
    switch outcome {
    case .value(let wanted): value.sortedKeys == wanted.sortedKeys
    case .conflict: true
    }
  }

  /// Merges the mappings that a key has on both sides; nil unless they are blocks of lines.
  private func nested(
    _ base: MappingLines.Entry?, _ ours: MappingLines.Entry, _ theirs: MappingLines.Entry
  ) -> [HeaderPiece]? {
    guard let ourBlock = ours.block(), let theirBlock = theirs.block() else { return nil }
    let baseBlock = base?.block()
    let head =
      HeaderMerge.oneSided(
        baseBlock?.head ?? [], ourBlock.head, own(theirBlock.head)) ?? ourBlock.head
    let empty = MappingLines(entries: [], rest: [])
    let pieces = mapping(baseBlock?.mapping ?? empty, ourBlock.mapping, theirBlock.mapping)
    let depth = ourBlock.indentation
    return [.lines(head)]
      + pieces.map { piece in
        switch piece {
        case .lines(let lines): .lines(MappingLines.indented(lines, by: depth))
        case .conflict(let ours, let theirs):
          .conflict(
            ours: MappingLines.indented(ours, by: depth),
            theirs: MappingLines.indented(theirs, by: depth))
        }
      }
  }

  /// Merges comments and blank lines; where both sides changed them, both are kept.
  private func comments(_ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8]) -> [UInt8] {
    if let one = HeaderMerge.oneSided(base, ours, own(theirs)) { return own(one) }
    let merge = markers.merge(base, ours, own(theirs))
    if merge.conflicts == 0 { return merge.bytes }
    func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
      bytes.split(separator: 0x0a, omittingEmptySubsequences: true)
    }
    let known = Set(lines(base) + lines(ours))
    return ours + lines(own(theirs)).filter { !known.contains($0) }.flatMap { $0 + [0x0a] }
  }

  /// Lines of the other side with the line ends of ours.
  private func own(_ lines: [UInt8]) -> [UInt8] { LineEndings.convert(lines, toCRLF: isCRLF) }
}
