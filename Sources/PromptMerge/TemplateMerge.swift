public import TextDiff

/// The merge of two templates that were made from a third, line by line as git merges files.
///
/// Each template is merged as it lies in a file, with a line end behind it. Without that, the last
/// line would be another one as soon as a side adds a line below it.
public struct TemplateMerge: Sendable {
  /// The merged template as lines of a file, with git's markers where there are conflicts.
  public let lines: String
  /// How many conflicts are marked.
  public let conflicts: Int

  /// Merges templates.
  ///
  /// - Parameters:
  ///   - base: What both were made from; nil when they have no beginning in common, so that all of
  ///     both is a conflict unless they are the same.
  ///   - labels: What stands behind the markers.
  public init(
    base: String?, ours: String, theirs: String, labels: Merge3.Labels = Merge3.Labels()
  ) {
    let merge = Merge3(
      base: base.map(TemplateMerge.lines) ?? "", ours: TemplateMerge.lines(ours),
      theirs: TemplateMerge.lines(theirs), labels: labels)
    (lines, conflicts) =
      switch merge.outcome {
      case .clean(let text): (text, 0)
      case .conflict(let text, let count): (text, count)
      }
  }

  /// The merged template, without the line end of a file.
  public var template: String {
    var bytes = lines.utf8[...]
    if bytes.last == 0x0a { bytes.removeLast() }
    if bytes.last == 0x0d, bytes.endIndex < lines.utf8.endIndex { bytes.removeLast() }
    return String(Substring(bytes))
  }

  /// A template with a file's line end behind it: LF, and CR LF behind a CR.
  private static func lines(_ template: String) -> String {
    template + (template.utf8.last == 0x0d ? "\r\n" : "\n")
  }
}
