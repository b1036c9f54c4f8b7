extension MergeRegion {
  /// The regions with conflicts cut down to the lines that differ between the sides.
  ///
  /// What both sides have alike leaves a conflict, so that one may become several, or none. Those
  /// that stand close together become one again: many small ones are harder to read than one. The
  /// distances are those of `git merge-file`.
  static func shrunk(
    _ regions: [MergeRegion], ours: TextLines, theirs: TextLines
  ) -> [MergeRegion] {
    var shrunk: [MergeRegion] = []
    for part in regions.flatMap({ $0.parts(ours: ours, theirs: theirs) }) {
      if let last = shrunk.last, last.isClose(to: part, in: ours) {
        shrunk[shrunk.count - 1].join(part)
      } else {
        shrunk.append(part)
      }
    }
    return shrunk
  }

  /// The stretches of a conflict in which the sides differ; any other region as it is.
  private func parts(ours: TextLines, theirs: TextLines) -> [MergeRegion] {
    guard source == .conflict, !self.ours.isEmpty, !self.theirs.isEmpty else { return [self] }
    let diff = LineDiff(
      old: TextLines(Array(ours[self.ours])), new: TextLines(Array(theirs[self.theirs])))
    // A region that both sides changed alike, which is no conflict, parts its neighbours.
    guard !diff.changes.isEmpty else {
      var agreed = self
      agreed.source = .ours
      return [agreed]
    }
    return diff.changes.map { change in
      MergeRegion(
        source: .conflict, base: base,
        ours: change.old.shifted(by: self.ours.lowerBound),
        theirs: change.new.shifted(by: self.theirs.lowerBound))
    }
  }

  /// Whether two conflicts are to be one: at most three lines stand between them, or only lines
  /// without a letter or digit.
  private func isClose(to next: MergeRegion, in text: TextLines) -> Bool {
    guard source == .conflict, next.source == .conflict else { return false }
    let between = ours.upperBound..<max(ours.upperBound, next.ours.lowerBound)
    return between.count <= 3 || !text[between].contains(where: Self.isLetterOrDigit)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Makes one conflict of two and what is between them.
  private mutating func join(_ next: MergeRegion) {
    base = base.lowerBound..<max(base.upperBound, next.base.upperBound)
    ours = ours.lowerBound..<next.ours.upperBound
    theirs = theirs.lowerBound..<next.theirs.upperBound
  }
}
