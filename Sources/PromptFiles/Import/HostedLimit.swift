/// What the hosted Prompts API holds; a local ledger may hold more.
public enum HostedLimit {
  /// The longest template, in Unicode code points.
  public static let templateLength = 100_000
}
