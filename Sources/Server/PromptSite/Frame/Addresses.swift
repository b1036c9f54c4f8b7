internal import HTTPMessages
package import Markup

extension Link {
  /// The first components of the pages that one can go back to.
  private static let pageRoots: Set<String> = [
    "prompts", "new", "live", "activity", "activity.csv", "releases", "p", "me", "keys",
  ]

  /// The page that a request's target names, such as the one to go to after signing in; `nil` for a
  /// target that is none of this site's pages.
  ///
  /// The target is taken apart and written anew, so it cannot lead to another server.
  package init?(parsing target: String) {
    guard let parts = try? RequestTarget(target) else { return nil }
    self.init(parts)
  }

  /// The page that a request asks for; `nil` where it is none of this site's.
  init?(_ target: RequestTarget) {
    self.init(
      path: target.path, query: target.query.map { ($0.name, $0.value) }, below: Link.pageRoots)
  }

  /// The page of a prompt, under its name.
  package static func prompt(_ name: String) -> Link { Link("prompts").name(name) }
}
