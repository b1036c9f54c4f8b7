internal import CanonicalJSON
public import PromptRepo
public import TextDiff

/// The merge of two versions' contents that were made from a third: the template by line, the
/// configuration by key.
public struct ContentMerge: Sendable {
  /// What came of it.
  public let outcome: Merged<VersionContent>
  /// The merged template, with git's conflict markers in it where both changed the same lines.
  public let template: String
  /// How many conflicts are marked in the template.
  public let textConflicts: Int
  /// The keys of the configuration that both sides changed, to different values.
  public let configConflicts: [FieldConflict]
  /// Our content.
  public let ours: VersionContent
  /// Their content.
  public let theirs: VersionContent

  /// Merges contents.
  ///
  /// A merge of which no version can be made, since nothing is left of the text or it is too long,
  /// is a conflict of the whole texts.
  ///
  /// - Parameters:
  ///   - base: What both were made from; nil when they have no version in common.
  ///   - labels: What stands behind the markers.
  public init(
    base: VersionContent?, ours: VersionContent, theirs: VersionContent,
    labels: Merge3.Labels = Merge3.Labels()
  ) {
    self.ours = ours
    self.theirs = theirs
    guard ours != theirs, base != theirs, base != ours else {
      let takesTheirs = ours != theirs && base == ours
      outcome = takesTheirs ? .theirs : .ours
      template = takesTheirs ? theirs.template : ours.template
      textConflicts = 0
      configConflicts = []
      return
    }
    let config = MemberMerge(
      base: base?.config ?? JSONObject(), ours: ours.config ?? JSONObject(),
      theirs: theirs.config ?? JSONObject())
    configConflicts = config.conflicts
    var text = TemplateMerge(
      base: base?.template, ours: ours.template, theirs: theirs.template, labels: labels)
    var merged: VersionContent?
    if text.conflicts == 0 {
      do throws(RepositoryError) {
        merged = try VersionContent(
          template: text.template, config: config.resolved(.ours))
      } catch {
        text = TemplateMerge(
          base: nil, ours: ours.template, theirs: theirs.template, labels: labels)
      }
    }
    template = text.template
    textConflicts = text.conflicts
    if let merged, config.conflicts.isEmpty {
      outcome = merged == ours ? .ours : merged == theirs ? .theirs : .both(merged)
    } else {
      outcome = .conflict
    }
  }

  /// The content that a resolution gives; nil where it leaves a conflict.
  ///
  /// `ours` and `theirs` are that side's content as a whole: a text that is half of each was
  /// never seen by anybody.
  public func resolved(_ resolution: Resolution) -> VersionContent? {
    switch resolution {
    case .ours: ours
    case .theirs: theirs
    case .merge: outcome.value(ours: ours, theirs: theirs)
    }
  }
}
