/// Writes a merged text, with git's conflict markers.
struct MergeWriter {
  let ours: LineDiff
  let theirs: LineDiff
  let style: ThreeWayMerge.Style
  let labels: ThreeWayMerge.Labels
  let markerSize: Int

  /// The text that `regions` stand for; between them it is our text.
  func bytes(of regions: [MergeRegion]) -> [UInt8] {
    var output: [UInt8] = []
    var reached = 0
    for region in regions {
      output += ours.new[reached..<region.ours.lowerBound]
      reached = region.ours.upperBound
      switch region.source {
      case .ours: output += ours.new[region.ours]
      case .theirs: output += theirs.new[region.theirs]
      case .conflict: appendConflict(region, to: &output)
      }
    }
    output += ours.new[reached..<ours.new.count]
    return output
  }

  private func appendConflict(_ region: MergeRegion, to output: inout [UInt8]) {
    let lineEnd: [UInt8] = endsMarkersInCRLF(region) ? [.carriageReturn, .lineFeed] : [.lineFeed]
    func appendMarker(_ sign: Character, _ label: String) {
      output += String(repeating: sign, count: markerSize).utf8
      if !label.utf8.isEmpty {
        output.append(0x20)
        output += label.utf8
      }
      output += lineEnd
    }
    func appendLines(_ lines: ArraySlice<UInt8>) {
      output += lines
      if let last = lines.last, last != .lineFeed { output += lineEnd }
    }
    appendMarker("<", labels.ours)
    appendLines(ours.new[region.ours])
    if style == .diff3 {
      appendMarker("|", labels.base)
      appendLines(ours.old[region.base])
    }
    appendMarker("=", "")
    appendLines(theirs.new[region.theirs])
    appendMarker(">", labels.theirs)
  }

  /// True if the base's first line ends in CRLF and so do the lines before the conflict on both
  /// sides; a side without a line feed has no say, a base without one means LF.
  private func endsMarkersInCRLF(_ region: MergeRegion) -> Bool {
    ours.old.endsInCRLF(line: 0) == true
      && ours.new.endsInCRLF(line: max(region.ours.lowerBound - 1, 0)) != false
      && theirs.new.endsInCRLF(line: max(region.theirs.lowerBound - 1, 0)) != false
  }
}

extension TextLines {
  /// Whether a line ends in CRLF; one without a line feed is judged by the line before it, and
  /// nil says that there is none.
  fileprivate func endsInCRLF(line: Int) -> Bool? {
    guard line < count else { return nil }
    var ending = self[line]
    if ending.last != .lineFeed {
      if line == 0 { return nil }
      ending = self[line - 1]
    }
    return ending.dropLast().last == .carriageReturn
  }
}

/// A line that git writes around the sides of a conflict.
public struct ConflictMarker: Sendable {
  /// The kinds of markers that end or divide a conflict.
  public enum Kind: Sendable {
    /// `<<<<<<<`, before our side.
    case ours
    /// `=======`, between the sides.
    case separator
    /// `>>>>>>>`, behind their side.
    case theirs
  }

  /// What stands at the line's beginning.
  public let kind: Kind
  /// The number of the line, from 1.
  public let line: Int
  /// What stands behind the signs, without spaces before it.
  public let label: Substring

  /// The markers of a text, in its order.
  ///
  /// A `=======` alone may be an underlined heading.
  ///
  /// - Parameter skippingCode: Whether blocks of code, between lines of ```` ``` ```` or `~~~`, are
  ///   left out: texts about merges show markers there.
  public static func all(in text: String, skippingCode: Bool = false) -> [ConflictMarker] {
    var markers: [ConflictMarker] = []
    var isCode = false
    for (place, line) in text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = line.last == .carriageReturn ? line.dropLast() : line
      if skippingCode {
        let words = line.drop { $0 == 0x20 }
        if words.starts(with: "```".utf8) || words.starts(with: "~~~".utf8) { isCode.toggle() }
        if isCode { continue }
      }
      let kind: Kind
      if line.elementsEqual("=======".utf8) {
        kind = .separator
      } else if line.isMarker("<") {
        kind = .ours
      } else if line.isMarker(">") {
        kind = .theirs
      } else {
        continue
      }
      markers.append(
        ConflictMarker(
          kind: kind, line: place + 1, label: Substring(line.dropFirst(7).drop { $0 == 0x20 })))
    }
    return markers
  }
}

/// Does a text still hold markers of a merge conflict?
///
/// True if a line is `<<<<<<<` or starts with `<<<<<<< `, or if a line `=======` is followed, at
/// any distance, by one that is `>>>>>>>` or starts with `>>>>>>> `. A `=======` alone (an
/// underlined heading) or a quotation seven levels deep is not a sign of a conflict.
///
/// - Parameter skippingCode: Whether blocks of code are left out.
public func containsConflictMarkers(_ text: String, skippingCode: Bool = false) -> Bool {
  var sawSeparator = false
  for marker in ConflictMarker.all(in: text, skippingCode: skippingCode) {
    switch marker.kind {
    case .ours: return true
    case .separator: sawSeparator = true
    case .theirs: if sawSeparator { return true }
    }
  }
  return false
}

extension Substring.UTF8View {
  fileprivate func isMarker(_ sign: Unicode.Scalar) -> Bool {
    let rest = drop { $0 == UInt8(ascii: sign) }
    return count - rest.count == 7 && (rest.first ?? 0x20) == 0x20
  }
}
