public import PromptLint
public import PromptRepo

extension ContentChange {
  /// The findings that the two contents alone give: all that the change breaks, rung by rung, then
  /// texts that are not what they look like.
  ///
  /// - Parameters:
  ///   - rung: Breaks up to it are errors, as `--breaking` asks; without it those of `call` and
  ///     `output` are warnings and the others notes. That the text is another is said only if it is
  ///     ``ContractRung/text``.
  ///   - acknowledged: The names whose breaks are accepted, which makes them notes.
  ///   - earlier: Earlier versions of the prompt with their numbers, to tell that an old content is
  ///     back; the base of the change may be among them.
  ///   - place: The place in a file of a place in the newer content.
  public func findings(
    breaking rung: ContractRung? = nil, acknowledged: Set<String> = [],
    earlier: [(version: Int, hash: VersionHash)] = [],
    place: (ContractBreak.Place) -> FindingPlace
  ) -> [Finding] {
    let breaks = self.breaks(upTo: rung == .text ? .text : .runtime)
    return breaks.map { $0.finding(breaking: rung, acknowledged: acknowledged, place: place) }
      + textFindings(earlier: earlier, place: place)
  }

  /// A finding about variables that differ from what is live in a protected environment, for which a
  /// deployment will be refused; nil if there are none.
  ///
  /// The change has to be one from what is live there.
  ///
  /// - Parameters:
  ///   - version: The number of what is live.
  ///   - acknowledged: Names that are accepted already.
  public func acknowledgement(
    in environment: EnvironmentName, version: Int, acknowledged: Set<String> = [],
    place: (ContractBreak.Place) -> FindingPlace
  ) -> Finding? {
    guard from != nil, let new else { return nil }
    let added = variables.added.filter(new.requires)
    let names = added + variables.removed
    let open = names.filter { !acknowledged.contains($0) }
    guard !names.isEmpty else { return nil }
    // One name that is missing refuses the whole, and a hint of the refusal names all.
    let said = open.isEmpty ? "has acknowledged" : "will ask to acknowledge"
    return Finding(
      added.isEmpty ? "variable-removed" : "variable-added", .note, at: place(.whole),
      "\(environment) (v\(version)): promotion \(said) \(names.joined(separator: ", "))",
      matched: environment.rawValue)
  }
}

extension Review {
  /// The names that somebody may acknowledge: those of all that the changes break.
  public var acknowledgeable: [String] {
    prompts.flatMap { prompt -> [String] in
      let names = prompt.change?.breaks(upTo: .text).flatMap(\.names) ?? []
      guard case .renamed(let oldName) = prompt.kind else { return names }
      return names + ContractBreak.renamed(from: oldName, to: prompt.name).names
    }
  }
}

extension ContractBreak {
  /// The break as a finding.
  ///
  /// - Parameters:
  ///   - asked: Breaks up to this rung are errors; see ``ContentChange/findings(breaking:acknowledged:earlier:place:)``.
  ///   - acknowledged: The names whose breaks are accepted, which makes them notes.
  ///   - place: The place in a file of a place in the newer content.
  public func finding(
    breaking asked: ContractRung? = nil, acknowledged: Set<String> = [],
    place: (ContractBreak.Place) -> FindingPlace
  ) -> Finding {
    let isAccepted = !names.isEmpty && names.allSatisfy(acknowledged.contains)
    return Finding(
      rule, isAccepted ? .note : level(breaking: asked), at: place(self.place),
      isAccepted ? "\(message) (acknowledged)" : message, matched: subject)
  }

  private func level(breaking asked: ContractRung?) -> FindingLevel {
    if let asked, rung <= asked { return .error }
    return rung <= .output ? .warning : .note
  }
}
