internal import CanonicalJSON
internal import PromptLint
public import PromptRepo
internal import PromptTemplate

/// What a content includes, found for a comparison: its partials with their contents and numbers.
public struct IncludedTexts: Sendable {
  /// The text with its partials; nil where it includes none or one is not there.
  let text: VersionText?

  /// Why what it includes is not known; nil where it is.
  public let failure: String?

  /// The pinned versions by the names of their prompts.
  let pins: [PromptName: Pin]

  /// A version that a header pins.
  struct Pin: Sendable {
    let hash: VersionHash
    /// Its number; nil where the ledger has no such version.
    let number: Int?
    /// Its content; nil where it is not found.
    let content: VersionContent?
  }

  /// Finds what a content includes.
  ///
  /// - Parameters:
  ///   - label: The content's name, for ``failure``.
  ///   - others: Contents that are no versions yet, by the names of their prompts.
  package init(
    of content: VersionContent, label: String, in reader: some LedgerReader,
    others: [PromptName: VersionContent] = [:]
  ) throws(RepositoryError) {
    var pins: [PromptName: Pin] = [:]
    for pin in content.partialPins.pins {
      let version = try reader.pinnedAnywhere(pin.name, pin.hash)?.version
      let known: VersionContent? =
        if let version {
          try reader.content(of: version)
        } else {
          others[pin.name].flatMap { $0.hash == pin.hash ? $0 : nil }
        }
      pins[pin.name] = Pin(hash: pin.hash, number: version?.number, content: known)
    }
    self.pins = pins
    var text: VersionText?
    var failure: String?
    if !TemplateReading(content.template, dialect: content.dialect).analysis.partials.isEmpty {
      do {
        text = try reader.text(of: content, label: label, others: others)
      } catch {
        guard error.code == .invalid else { throw error }
        failure = error.message
      }
    }
    self.text = text
    self.failure = failure
  }

  /// The variables of the partials.
  var variables: [AnalyzedVariable] {
    guard let text, !text.analysis.partials.isEmpty else { return [] }
    return text.analysis.variables
  }
}

/// A partial of which two contents pin different versions.
public struct PartialChange: Sendable {
  /// The partial's prompt.
  public let name: PromptName

  /// The hash that was pinned; nil where none was.
  public let from: VersionHash?

  /// The hash that is pinned; nil where none is.
  public let to: VersionHash?

  /// The numbers of the two versions, where the ledger has them.
  public let versions: (from: Int?, to: Int?)

  /// The comparison of the two texts; nil where one of them is not found, or there is but one.
  public var change: ContentChange? {
    guard let old, let new else { return nil }
    return ContentChange(from: old, to: new)
  }

  /// The name and the two versions: `support/tone 1b33768c2652 (v3) → 77c1e0aa91f2 (v4)`.
  package var title: String {
    func side(_ hash: VersionHash?, _ number: Int?) -> String {
      (hash?.short() ?? "none") + (number.map { " (v\($0))" } ?? "")
    }
    return "\(name) \(side(from, versions.from)) → \(side(to, versions.to))"
  }

  private let old: VersionContent?
  private let new: VersionContent?

  /// The differences, in the order of the newer header.
  static func between(
    _ from: VersionContent?, _ to: VersionContent?, _ included: IncludedSides
  ) -> [PartialChange] {
    let (before, after) = (PartialPins(from?.config), PartialPins(to?.config))
    let names = after.pins.map(\.name) + before.pins.map(\.name).filter { after[$0] == nil }
    return names.compactMap { name in
      guard before[name] != after[name] else { return nil }
      let (old, new) = (included.from?.pins[name], included.to?.pins[name])
      return PartialChange(
        name: name, from: before[name], to: after[name], versions: (old?.number, new?.number),
        old: old?.content, new: new?.content)
    }
  }

  private init(
    name: PromptName, from: VersionHash?, to: VersionHash?, versions: (from: Int?, to: Int?),
    old: VersionContent?, new: VersionContent?
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.versions = versions
    self.old = old
    self.new = new
  }
}

/// What the two sides of a comparison include.
public typealias IncludedSides = (from: IncludedTexts?, to: IncludedTexts?)
