internal import CanonicalJSON
internal import PromptRepo

/// Brings what was read of a project into the ledger, within one transaction.
struct ImportStep {
  private let project: LangfuseProject
  private let source: LangfuseSource
  private let options: LangfuseOptions
  private var report = LangfuseReport()

  init(_ project: LangfuseProject, _ source: LangfuseSource, _ options: LangfuseOptions) {
    (self.project, self.source, self.options) = (project, source, options)
    report.faults = project.faults
  }

  /// Does it, and says what was done.
  mutating func run(_ transaction: inout Transaction) throws(RepositoryError) -> LangfuseReport {
    let prompts = project.prompts
    let names = try PromptNames(prompts, source, recreates: options.recreates, transaction)
    var locals: [[VersionMatching.Local]] = []
    var known: [VersionContents.Known] = []
    for (index, place) in names.places.enumerated() {
      let here = try place.local(transaction)
      locals.append(here)
      known.append(VersionContents.Known(place, prompts[index], here))
    }
    let contents = VersionContents(prompts, known: known, fileFault: options.fileFault)
    let labelled = options.environments.filter { environment in
      prompts.indices.contains {
        isThere(environment.rawValue, on: $0, names.places[$0], known[$0], contents)
      }
    }
    let environments = try transaction.requiredFirst(addEnvironments(labelled, &transaction))
    let production = try unimportedProduction(transaction)
    for (index, place) in names.places.enumerated() {
      var step = PromptStep(prompts[index], index, place, locals[index])
      try step.run(contents, environments, &transaction)
      report.prompts.append(step.item)
      note(step.otherLabels(options.environments))
      if let production, try step.isMissing(in: production, transaction) {
        report.undeployedCount += 1
      }
    }
    return report
  }

  /// Whether a label is on a version of a prompt that is here, or will be.
  private func isThere(
    _ label: String, on prompt: Int, _ place: PromptNames.Place, _ known: VersionContents.Known,
    _ contents: VersionContents
  ) -> Bool {
    let read = project.prompts[prompt]
    guard read.failure == nil, let number = read.number(labelled: label) else { return false }
    if case .deleted = place { return false }
    if known.hashes[number] != nil { return true }
    do throws(VersionFault) {
      _ = try contents.content(of: number, of: prompt)
      return true
    } catch {
      return false
    }
  }

  /// Adds the environments that are asked for and to which something can be deployed, and returns
  /// those that are there then.
  ///
  /// - Parameter labelled: Those of them that a label names of a version that is here, or will be.
  private mutating func addEnvironments(
    _ labelled: [EnvironmentName], _ transaction: inout Transaction
  ) throws(RepositoryError) -> [EnvironmentName] {
    var usable: [EnvironmentName] = []
    for name in options.environments where !usable.contains(name) {
      if try transaction.environments().contains(where: { $0.name == name }) {
        usable.append(name)
      } else if try transaction.everListedEnvironments().contains(name) {
        // Somebody here decided that.
        if !report.removedEnvironments.contains(name) { report.removedEnvironments.append(name) }
      } else if !labelled.contains(name) {
        // It may be misspelt. And with an environment 'production' in which nothing is live, clients
        // that name no label would get nothing any more.
        if !report.unlabelledEnvironments.contains(name) {
          report.unlabelledEnvironments.append(name)
        }
      } else {
        try transaction.addEnvironment(name)
        report.environments.append(name)
        usable.append(name)
      }
    }
    if !report.unlabelledEnvironments.isEmpty {
      report.labels = Set(project.prompts.flatMap(\.labels)).sorted()
    }
    return usable
  }

  /// The environment of the label that makes active, where it is here and nothing is deployed to it.
  private func unimportedProduction(
    _ transaction: Transaction
  ) throws(RepositoryError) -> EnvironmentName? {
    guard let name = EnvironmentName(orNil: PromptStep.productionLabel),
      !options.environments.contains(name),
      try transaction.environments().contains(where: { $0.name == name })
    else { return nil }
    return name
  }

  private mutating func note(_ labels: [(label: String, example: String)]) {
    for (label, example) in labels {
      let known = report.otherLabels.firstIndex { $0.label.hasSameBytes(as: label) }
      if let known {
        report.otherLabels[known].count += 1
      } else {
        report.otherLabels.append(
          LangfuseReport.OtherLabel(
            label: label, canBeEnvironment: EnvironmentName(orNil: label) != nil, example: example,
            count: 1))
      }
    }
  }
}

extension LangfusePrompt {
  /// The labels of all its versions that were read.
  fileprivate var labels: [String] {
    versions.values.flatMap { version -> [String] in
      guard case .success(let version) = version else { return [] }
      return version.labels
    }
  }
}

extension Transaction {
  /// Environments in the order in which versions can be deployed to them: those that others of them
  /// require come first.
  fileprivate func requiredFirst(
    _ names: [EnvironmentName]
  ) throws(RepositoryError) -> [EnvironmentName] {
    let environments = try environments()
    var ordered: [EnvironmentName] = []
    for name in names {
      var chain = [name]
      while let last = chain.last,
        let required = environments.first(where: { $0.name == last })?.requires,
        names.contains(required), !chain.contains(required)
      {
        chain.append(required)
      }
      for link in chain.reversed() where !ordered.contains(link) { ordered.append(link) }
    }
    return ordered
  }
}

extension EnvironmentName {
  /// The name that a label can be; `nil` where it can be none.
  init?(orNil label: String) {
    do throws(RepositoryError) { try self.init(label) } catch { return nil }
  }
}

extension PromptNames.Place {
  /// The versions that are here, oldest first.
  fileprivate func local(
    _ transaction: Transaction
  ) throws(RepositoryError) -> [VersionMatching.Local] {
    guard case .existing(let name) = self else { return [] }
    return try transaction.versions(of: name).reversed().map {
      VersionMatching.Local(number: $0.number, hash: $0.hash, mark: LangfuseSource.number($0))
    }
  }
}

extension VersionContents.Known {
  fileprivate init(
    _ place: PromptNames.Place, _ prompt: LangfusePrompt, _ local: [VersionMatching.Local]
  ) {
    switch place {
    case .existing(let name), .new(let name, _, _): self.init(name: name)
    case .deleted:
      // No text gets this name, since the obstacle is said first.
      self.init(name: PromptName(unchecked: "deleted"), obstacle: "was deleted here")
    }
    for version in local {
      if let mark = version.mark, hashes[mark] == nil { hashes[mark] = version.hash }
    }
    if obstacle == nil, prompt.failure != nil, local.isEmpty { obstacle = "could not be read" }
  }
}
