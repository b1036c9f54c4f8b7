// The fields of the Prompts API and of its compatible extensions.
extension HTTPFieldName {
  /// The end user that a caller acts for.
  public static let onBehalfOf = HTTPFieldName(rawValue: "x-on-behalf-of")
  /// Where the chain of versions stands.
  public static let versionsTip = HTTPFieldName(rawValue: "x-versions-tip")
  /// Where the chain of the active pointer's moves stands.
  public static let activeTip = HTTPFieldName(rawValue: "x-active-tip")
  /// Where the chain of the record's edits stands.
  public static let infoTip = HTTPFieldName(rawValue: "x-info-tip")
  /// Where the chain of a deployment's moves stands.
  public static let deploymentTip = HTTPFieldName(rawValue: "x-deployment-tip")
  /// Where the active pointer must stand for a version to be created, which moves it.
  public static let ifActiveTip = HTTPFieldName(rawValue: "x-if-active-tip")
}
