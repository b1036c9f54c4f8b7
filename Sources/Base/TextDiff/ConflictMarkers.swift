/// Writes a merged text, with git's conflict markers.
struct MergeWriter {
  let ours: LineDiff
  let theirs: LineDiff
  let labels: ThreeWayMerge.Labels

  /// The text that `regions` stand for; between them it is our text.
  func text(of regions: [MergeRegion]) -> String {
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
    return String(decoding: output, as: UTF8.self)
  }

  private func appendConflict(_ region: MergeRegion, to output: inout [UInt8]) {
    let lineEnd: [UInt8] = endsMarkersInCRLF(region) ? [.carriageReturn, .lineFeed] : [.lineFeed]
    func appendMarker(_ sign: Character, _ label: String) {
      output += String(repeating: sign, count: 7).utf8
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
    appendMarker("|", labels.base)
    appendLines(ours.old[region.base])
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

/// Does a text still hold markers of a merge conflict?
///
/// True if a line is `<<<<<<<` or starts with `<<<<<<< `, or if a line `=======` is followed, at
/// any distance, by one that is `>>>>>>>` or starts with `>>>>>>> `. A `=======` alone (an
/// underlined heading) or a quotation seven levels deep is not a sign of a conflict.
public func containsConflictMarkers(_ text: String) -> Bool {
  var sawSeparator = false
  for var line in text.utf8.split(separator: UInt8.lineFeed) {
    if line.last == .carriageReturn { line = line.dropLast() }
    if line.isMarker("<") { return true }
    if line.elementsEqual("=======".utf8) { sawSeparator = true }
    if sawSeparator, line.isMarker(">") { return true }
  }
  return false
}

extension Substring.UTF8View {
  fileprivate func isMarker(_ sign: Unicode.Scalar) -> Bool {
    let rest = drop { $0 == UInt8(ascii: sign) }
    return count - rest.count == 7 && (rest.first ?? 0x20) == 0x20
  }
}
