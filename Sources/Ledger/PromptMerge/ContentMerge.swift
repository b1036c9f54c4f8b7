internal import CanonicalJSON
public import PromptRepo
public import TextDiff

/// The merge of two versions' contents that were made from a third: the template by line, the
/// configuration by key.
public struct ContentMerge: Sendable {
  /// What came of it.
  public let outcome: MergeOutcome<VersionContent>
  /// The merged template, with git's conflict markers in it where both changed the same lines.
  public let template: String
  /// How many conflicts are marked in the template.
  public let templateConflicts: Int
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
    labels: ThreeWayMerge.Labels = ThreeWayMerge.Labels()
  ) {
    self.ours = ours
    self.theirs = theirs
    guard ours != theirs, base != theirs, base != ours else {
      let takesTheirs = ours != theirs && base == ours
      outcome = takesTheirs ? .theirs : .ours
      template = takesTheirs ? theirs.template : ours.template
      templateConflicts = 0
      configConflicts = []
      return
    }
    let config = JSONObjectMerge(
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
    templateConflicts = text.conflicts
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
    base: String?, ours: String, theirs: String,
    labels: ThreeWayMerge.Labels = ThreeWayMerge.Labels()
  ) {
    let isCRLF = Self.isCRLF([base, ours, theirs].compactMap(\.self))
    func ended(_ template: String) -> String { Self.lines(template, isCRLF: isCRLF) }
    let merge = ThreeWayMerge(
      base: base.map(ended) ?? "", ours: ended(ours), theirs: ended(theirs), labels: labels)
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

  /// A template with a file's line end behind it: LF, or CR LF where all lines end so, and behind a
  /// CR.
  private static func lines(_ template: String, isCRLF: Bool) -> String {
    template + (isCRLF || template.utf8.last == 0x0d ? "\r\n" : "\n")
  }

  /// Whether there are line ends, and all are CR LF.
  private static func isCRLF(_ templates: [String]) -> Bool {
    var isFound = false
    for template in templates {
      var before: UInt8 = 0
      for byte in template.utf8 {
        if byte == 0x0a {
          guard before == 0x0d else { return false }
          isFound = true
        }
        before = byte
      }
    }
    return isFound
  }
}
