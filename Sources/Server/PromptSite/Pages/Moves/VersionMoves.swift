internal import APIKeys
internal import Markup
internal import PromptRepo
internal import PromptService

/// Where a version that is looked at could go from where it is.
struct VersionMoves {
  /// The number of the version.
  let number: Int
  /// The environment that it is live in, and the next one, which takes from there and has something
  /// else; `nil` where there is none.
  let promotion: (source: String, target: String)?
  /// Whether there is an environment that has something else.
  let isDeployable: Bool
  /// Whether another version is active.
  let isActivatable: Bool

  /// Finds out where a version could go.
  ///
  /// - Parameter live: The move that made live what each place has, in the order of places.
  init(
    _ version: Version, isArchived: Bool, live: [(VersionMark, PointerMove?)],
    _ environments: [DeploymentEnvironment]
  ) {
    number = version.number
    isActivatable = !live.contains { $0.0 == .active && $0.1?.version == version.number }
    func hash(_ name: EnvironmentName) -> VersionHash? {
      live.first { $0.0 == .environment(name.rawValue) }?.1?.hash
    }
    let others = environments.filter { hash($0.name) != version.hash }
    isDeployable = !isArchived && !others.isEmpty
    let steps = zip(environments, environments.dropFirst()).map { before, after in
      (source: after.requires ?? before.name, target: after.name)
    }
    let step = steps.first { hash($0.source) == version.hash && hash($0.target) != version.hash }
    promotion = isArchived ? nil : step.map { ($0.source.rawValue, $0.target.rawValue) }
  }
}

extension PromptSite {
  /// The ways that a version can go, as far as whoever looks at it may send it there.
  func moveLinks(_ moves: VersionMoves, of name: PromptName, _ frame: Frame) -> HTML {
    let link = Link.prompt(name.rawValue)
    let role: Role? = if case .owner(_, let role) = frame.visitor { role } else { nil }
    let mayActivate = role.map { $0 >= .editor } ?? false
    let mayDeploy = role.map { $0 >= .deployer } ?? false
    return HTML {
      if mayActivate && moves.isActivatable || mayDeploy && moves.isDeployable {
        div(.class("acts")) {
          if mayActivate, moves.isActivatable {
            a(.class("btn"), .href(link.at("@activate").query("version", "\(moves.number)"))) {
              Icon.check.html
              "Make v\(moves.number) active…"
            }
          }
          if mayDeploy, moves.isDeployable {
            a(
              .class("btn").when(moves.promotion != nil),
              .class("btn go").when(moves.promotion == nil),
              .href(link.at("@deploy").query("version", "\(moves.number)"))
            ) {
              if moves.promotion == nil { Icon.up.html }
              "Deploy to…"
            }
          }
          if mayDeploy, let promotion = moves.promotion {
            a(
              .class("btn go"),
              .href(
                Link("live").at("@promote").query("from", promotion.source)
                  .query("to", promotion.target).query("name", name.rawValue))
            ) {
              Icon.up.html
              span {
                "Promote to "
                words(promotion.target)
                "…"
              }
            }
          }
        }
      }
    }
  }
}
