internal import CanonicalJSON
package import PromptLint
package import PromptRepo
package import PromptReview
internal import PromptTemplate

/// What a review finds of a version.
package struct VersionReport: Sendable {
  /// The prompt.
  package let prompt: FoundPrompt
  /// The version.
  package let version: Version
  /// What is to be said of its text, whatever is live.
  package let findings: [Finding]
  /// The version beside what each place has that has another content, in the order of places.
  package let comparisons: [Comparison]
  /// The places that have this content already.
  package let same: [Pointer]

  /// The version beside what a place has.
  package struct Comparison: Sendable {
    /// The place.
    package let pointer: Pointer
    /// The move that made live what it has.
    package let live: PointerMove
    /// How the two differ.
    package let change: ContentChange
    /// What the change breaks, and what promotions will ask for.
    package let findings: [Finding]
  }

  /// All findings, those that are the same against several places once; what matters most comes first.
  package var all: [Finding] {
    var known: Set<Finding> = []
    let found = (findings + comparisons.flatMap(\.findings)).filter { known.insert($0).inserted }
    return FindingLevel.allCases.reversed().flatMap { level in
      found.filter { $0.level == level }
    }
  }
}

extension FoundPrompt {
  /// How the contents of two versions differ, with what they include; beyond 256 KiB by line.
  package func change(from old: Version?, to new: Version?) throws -> ContentChange {
    func side(_ version: Version?) throws -> (VersionContent, IncludedTexts)? {
      guard let version else { return nil }
      let content = try content(of: version)
      return (content, try included(by: content, version))
    }
    let (before, after) = (try side(old), try side(new))
    return ContentChange(
      from: before?.0, to: after?.0, included: (before?.1, after?.1), wordsUpTo: 262_144)
  }

  private func included(
    by content: VersionContent, _ version: Version
  ) throws(RepositoryError) -> IncludedTexts {
    try IncludedTexts(of: content, label: "\(name) v\(version.number)", in: reader)
  }
}

extension ServiceRequest {
  /// What a review finds of a version: of its text, and against what is live in each place.
  ///
  /// - Throws: ``ServiceError/promptNotFound``, ``ServiceError/versionNotFound``.
  package func review(_ prompt: PromptSelector, _ number: Int) throws -> VersionReport {
    let found = try find(prompt)
    let version = try found.version(.number(number))
    let content = try found.content(of: version)
    let protected = Set(try environments().filter(\.isProtected).map(\.name))
    let earlier = try found.versions().filter { $0.number < number }.map { ($0.number, $0.hash) }
    func place(_: ContractBreak.Place) -> FindingPlace { FindingPlace(found.name) }
    var comparisons: [VersionReport.Comparison] = []
    var same: [Pointer] = []
    for pointer in found.pointers {
      // A place that is damaged hides no other.
      let live = try FoundPrompt.unlessDamaged { try found.live(pointer) } ?? nil
      guard let live else { continue }
      guard live.hash != version.hash else {
        same.append(pointer)
        continue
      }
      let comparison = try FoundPrompt.unlessDamaged {
        let change = try found.change(from: found.version(.pointer(pointer)), to: version)
        var findings = change.findings(earlier: earlier, place: place)
        if let environment = pointer.environment, protected.contains(environment),
          let asked = change.acknowledgement(in: environment, version: live.version, place: place)
        {
          findings.append(asked)
        }
        return VersionReport.Comparison(
          pointer: pointer, live: live, change: change, findings: findings)
      }
      if let comparison { comparisons.append(comparison) }
    }
    return VersionReport(
      prompt: found, version: version,
      findings: Linter().findings(in: LintSource(content, of: found.name)),
      comparisons: comparisons, same: same)
  }
}

extension FindingPlace {
  /// The whole of a prompt, which is in no file here.
  fileprivate init(_ name: PromptName) { self.init(name.rawValue, prompt: name.rawValue) }
}

extension LintSource {
  /// A version's text as the rules see it; lines are those of the text.
  fileprivate init(_ content: VersionContent, of name: PromptName) {
    let bytes = Array(content.template.utf8)
    self.init(
      path: name.rawValue, prompt: name.rawValue, bytes: bytes,
      config: content.config ?? JSONObject(), body: bytes.indices, template: content.template,
      dialect: content.dialect)
  }
}
