internal import HTTPMessages
internal import PromptService

extension PromptSite {
  /// The style sheet, the script and the icon.
  var assetRoutes: [Route] {
    [
      .asset(PathTemplate("/assets/{digest}/{name}"), "web.asset") { request in
        let asset = Asset.all.first { asset in
          asset.name == request.parameters.last && asset.digest == request.parameters.first
        }
        // A page of an older server asks for what was there then.
        guard let asset else { throw ServiceError.pathNotFound }
        return HTTPResponse(asset)
      }
    ]
  }
}
