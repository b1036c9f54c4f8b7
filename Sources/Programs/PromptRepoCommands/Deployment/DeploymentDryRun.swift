internal import CommandKit
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import PromptReview

extension Parameter<Bool> {
  /// Whether a deployment is only shown.
  static var dryRun: Parameter {
    .flag("-n", "--dry-run", help: "Show what would go live, and change nothing.")
  }
}

extension CommandContext {
  /// Shows what a deployment would make live, and fails as it would fail.
  ///
  /// Nothing is gathered that could be written: the plan is all.
  ///
  /// - Parameter orders: Works out what is to be deployed.
  /// - Throws: What the deployment itself is refused with, after the report.
  func rehearse(
    to environment: EnvironmentName, acknowledging acknowledged: Set<String>,
    _ orders: (Transaction) throws(RepositoryError) -> [DeploymentRequest]
  ) throws {
    let repository = try repository()
    let plan = try repository.rehearse(by: mover()) { transaction throws(RepositoryError) in
      try transaction.planDeployment(
        orders(transaction), to: environment, acknowledging: acknowledged)
    }
    warnOfUnused(acknowledged, besides: plan.known.map(\.contract).names)
    let review = try DeploymentReview(
      plan, to: environment, acknowledged: acknowledged, promptFolder(), in: repository
    ).review
    var options = ReviewFormat.Options()
    options.isColoured = output.isColoured
    let format: ReviewFormat = json ? .json : .text
    try results.styledText(format.text(of: review, options))
    if let refusal = plan.refusal { throw refusal }
  }
}

/// A plan of a deployment as a report.
struct DeploymentReview {
  private(set) var review: Review

  init(
    _ plan: DeploymentPlan, to name: EnvironmentName, acknowledged: Set<String>,
    _ folder: PromptFolder, in repository: Repository
  ) throws {
    let environments = try repository.environments()
    let isProtected = environments.first { $0.name == name }?.isProtected ?? false
    var prompts: [ReviewedPrompt] = []
    var notes: [String] = []
    for deployment in plan.known {
      if let live = deployment.live, live.versionCommit == deployment.version.commit {
        notes.append("\(deployment.name): v\(live.version) is live in \(name) already")
        continue
      }
      prompts.append(
        try Self.prompt(
          deployment, to: name, acknowledged: isProtected ? acknowledged : nil,
          environments: environments.map(\.name), folder, repository))
    }
    if plan.refusal != nil { notes.append("Nothing will go live: the deployment is refused.") }
    review = Review(.deployment(to: name.rawValue), prompts, notes: notes)
  }

  /// - Parameter acknowledged: Names that are accepted; nil where nobody asks for them.
  private static func prompt(
    _ deployment: PlannedDeployment, to environment: EnvironmentName, acknowledged: Set<String>?,
    environments: [EnvironmentName], _ folder: PromptFolder, _ repository: Repository
  ) throws -> ReviewedPrompt {
    let name = deployment.name
    let path = folder.path(ofFileOf: name)
    let from = try deployment.live.map {
      try repository.content(of: repository.version(of: $0))
    }
    let to = try repository.content(of: deployment.version)
    let change = ContentChange(
      from: from, to: to,
      included: (
        from: try from.map {
          try IncludedTexts(of: $0, label: "what is live of \(name)", in: repository)
        },
        to: try IncludedTexts(
          of: to, label: "\(name) v\(deployment.version.number)", in: repository)
      ))
    // A version is in no file; the one that lies there may be another.
    func place(_: ContractBreak.Place) -> FindingPlace {
      FindingPlace(path, prompt: name.rawValue)
    }
    var findings = change.findings(acknowledged: acknowledged ?? [], place: place)
    if let acknowledged, let live = deployment.live {
      findings += [
        change.acknowledgement(
          in: environment, version: live.version, acknowledged: acknowledged, place: place)
      ].compactMap(\.self)
    }
    return ReviewedPrompt(
      name, path: path, from == nil ? .added : .changed, change: change,
      fromVersion: deployment.live?.version, toVersion: deployment.version.number,
      live: try live(name, environments, repository), outcome: .live, findings: findings)
  }

  private static func live(
    _ name: PromptName, _ environments: [EnvironmentName], _ repository: Repository
  ) throws -> [ReviewedPrompt.LivePointer] {
    let pointers = [Pointer.active] + environments.map { .environment($0) }
    return try pointers.compactMap { pointer in
      try repository.moves(of: pointer, name, limit: 1).first.map {
        ReviewedPrompt.LivePointer(
          pointer.environment?.rawValue ?? "active", version: $0.version)
      }
    }
  }
}
