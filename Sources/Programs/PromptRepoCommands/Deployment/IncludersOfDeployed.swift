internal import PromptRepo

/// The prompts that include those that were deployed, and that their deployment moves nowhere.
///
/// Nothing but the versions of all other prompts says who includes a prompt. So they are looked up only
/// where there are few: a deployment among thousands of prompts takes as long as without it.
struct IncludersOfDeployed {
  /// How often it may be looked whether a prompt includes another one.
  private static let limit = 256

  private var names: [PromptName: [PromptName]] = [:]

  /// Looks for what includes the prompts that were moved.
  init(_ deployments: [Deployment], repository: Repository) {
    let moved = deployments.filter(\.isChange).map(\.name)
    guard !moved.isEmpty else { return }
    do throws(RepositoryError) {
      let most = Self.limit / moved.count
      guard try repository.names(limit: most + 1).count <= most else { return }
      for name in moved { names[name] = try repository.includers(of: name).map(\.name) }
    } catch {
      // The deployment stands, whatever cannot be read of other prompts.
      names = [:]
    }
  }

  /// The prompts that include this one; `nil` where it was not looked up.
  subscript(name: PromptName) -> [PromptName]? { names[name] }
}
