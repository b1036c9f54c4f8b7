import CanonicalJSON
import PromptsAPI

extension WireSample {
  private static let hash = "sha256:\(String(repeating: "5f5a0023", count: 8))"
  private static let otherHash = "sha256:\(String(repeating: "c0ffee00", count: 8))"
  private static let time = "2026-03-15T10:30:00.007Z"

  static let fullVersionDetails = VersionDetails(
    hash: hash, templateHash: otherHash, message: hard,
    author: ActorObject(name: hard, keyID: "key_2f6a91c0d3b84e57"),
    config: ["model": "m", hard: [1, .double(0.5), .null, [:]]], passedRollback: passedRollback)
  private static let passedRollback = PassedRollback(
    liveVersion: 1, withdrawnVersion: Limits.version, reason: hard,
    actor: ActorObject(name: hard, keyID: "key_2f6a91c0d3b84e57"), createdAt: time)
  private static let versionDetails = VersionDetails(
    hash: hash, templateHash: otherHash, author: ActorObject(name: "Ada"))

  static let shown = ShownVersion(
    id: "pver_bb98f3c2223b566c9dfbcef895483209", version: Limits.version, createdAt: time,
    environment: "production", details: fullVersionDetails)

  static let fullDetails = PromptDetails(
    name: "support/reply", title: hard, activeVersionHash: hash, archivedAt: time)
  private static var detailsWithVersion: PromptDetails {
    var details = fullDetails
    details.shown = shown
    return details
  }

  /// Samples of what is under the member `promptrepo`.
  static let details = [
    WireSample("PromptDetails", PromptDetails(name: "n", activeVersionHash: hash)),
    WireSample("PromptDetails", detailsWithVersion),
    WireSample("ShownVersion", shown),
    WireSample(
      "ShownVersion",
      ShownVersion(
        id: "pver_bb98f3c2223b566c9dfbcef895483209", version: 1, createdAt: time,
        details: versionDetails)),
    WireSample("PassedRollback", passedRollback),
    WireSample(
      "PassedRollback",
      PassedRollback(
        liveVersion: 1, withdrawnVersion: 2, actor: ActorObject(name: "Ada"), createdAt: time)),
    WireSample("VersionDetails", versionDetails),
    WireSample("VersionDetails", fullVersionDetails),
  ]
}
