/// The merge of two texts that were made from a third.
///
/// Works by line as `git merge-file --diff3` does: a change of one side only is taken; the same
/// change on both sides is taken once; changes of both sides that overlap or touch, with no equal
/// line between them, are a conflict. (Plain `git merge-file`, without `--diff3`, also shrinks a
/// conflict to the lines that differ between the sides and so now and then finds that nothing is
/// left of it; with the base shown, that would be wrong, and it is not done here.)
///
/// Bytes are kept: CRLF stays CRLF, and markers end in CRLF where the lines before them do.
public struct Merge3: Sendable {
  /// What came of a merge.
  public enum Outcome: Sendable {
    /// The merged text.
    case clean(String)
    /// The merged text with `count` conflicts marked in it.
    case conflict(String, count: Int)
  }

  /// Names for the three texts, written behind the conflict markers; an empty one is left out.
  public struct Labels: Sendable {
    /// Stands behind `<<<<<<<`.
    public var ours: String
    /// Stands behind `|||||||`.
    public var base: String
    /// Stands behind `>>>>>>>`.
    public var theirs: String

    /// Makes labels; each is one line.
    public init(ours: String = "ours", base: String = "base", theirs: String = "theirs") {
      self.ours = ours
      self.base = base
      self.theirs = theirs
    }
  }

  /// The merged text, and whether it has conflicts.
  public let outcome: Outcome

  /// Merges the changes from `base` to `ours` with those from `base` to `theirs`.
  public init(base: String, ours: String, theirs: String, labels: Labels = Labels()) {
    let base = TextLines(base)
    let ours = LineDiff(old: base, new: TextLines(ours))
    let theirs = LineDiff(old: base, new: TextLines(theirs))
    let regions = MergeRegion.regions(ours: ours, theirs: theirs)
    let text = MergeWriter(ours: ours, theirs: theirs, labels: labels).text(of: regions)
    let count = regions.count { $0.source == .conflict }
    outcome = count == 0 ? .clean(text) : .conflict(text, count: count)
  }
}
