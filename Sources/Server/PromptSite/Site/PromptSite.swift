internal import APIKeys
internal import HTTPMessages
internal import Markup
public import PromptService

/// The pages of a server, for people with a browser: one more surface, whose clients are signed in.
///
/// Each page is a file: its routes, what it reads, and what it looks like.
public struct PromptSite: Surface {
  /// The name of the surface.
  public let name = "web"
  /// Browsers present the token of a session.
  public let credentials: [CredentialForm] = [.session]
  /// Whatever no other surface has is a page, or says as one that there is nothing.
  public let roots = ["/"]
  /// Nobody who types an address means another page by a slash.
  public let passesOverLastSlash = true

  /// What the server is called.
  let title: String

  /// How long one page may look through texts.
  let searchTime: Duration

  /// The pages of a server with a name.
  ///
  /// - Parameter searchTime: How long one page may look through texts; it looks at one at least.
  public init(title: String, searchTime: Duration = .milliseconds(50)) {
    self.title = title
    self.searchTime = searchTime
  }

  /// What it answers.
  public var routes: [Route] {
    assetRoutes + signInRoutes + promptListRoutes + promptRoutes + tryRoutes + permalinkRoutes
      + rollBackRoutes
      + historyRoutes + compareRoutes + liveRoutes + promotionRoutes + activityRoutes
      + deployRoutes + activateRoutes + reportRoutes + releaseRoutes + meRoutes + keyRoutes
  }
}

extension PromptSite {
  /// What is around the pages that a request may see.
  func frame(for request: ServiceRequest) throws -> Frame {
    let summaries = try request.promptSummaries()
    let shown = summaries.prompts.filter { !$0.isArchived }
    return Frame(
      title: title, visitor: visitor(of: request), promptCount: shown.count,
      folders: PromptFolders(shown).list, sections: Frame.Section.allCases,
      token: request.signedIn?.formToken ?? "")
  }

  private func visitor(of request: ServiceRequest) -> Frame.Visitor {
    guard let key = request.caller.key else { return .anonymous }
    return .owner(key.owner.rawValue, key.role)
  }

  /// What is around a page that stands by itself.
  var plainFrame: Frame { Frame(title: title, visitor: .anonymous, sections: []) }
}
