/// The limits of the Prompts API; characters are Unicode code points.
public enum Limits {
  /// How many characters a prompt's name may have.
  public static let name = 1...255
  /// How many characters a template may have.
  public static let template = 1...100_000
  /// How many characters a description may have at most.
  public static let description = 2_000
  /// How many characters the reason of a deployment may have at most.
  public static let reason = 2_000
  /// How many digits of a version's hash have to be given, and may be.
  public static let hashDigits = 8...64
  /// How deep objects and lists in metadata may lie: a list of prompts adds three levels, and
  /// readers of this project take 64.
  public static let metadataDepth = 60
  /// How many things a page may have.
  public static let page = 1...100
  /// How many things a page has if nobody says otherwise.
  public static let defaultPage = 20
  /// How many bytes a request's path and query may have at this project's own server.
  public static let target = 80 << 10
  /// How many bytes a request's header fields may have there.
  public static let fields = 16 << 10
  /// The largest version number.
  public static let version = 9_007_199_254_740_991
}
