public import Platform
public import PromptRepo

/// What `promptrepo serve` is asked for.
public struct ServeOptions: Sendable {
  /// What is served.
  public enum Ledgers: Sendable {
    /// One ledger, for all keys.
    case repository(any Store)
    /// One for each owner, in a folder.
    case owners(folder: String)
  }

  /// What is served.
  public let ledgers: Ledgers
  /// Where the server listens.
  public let address: SocketAddress
  /// The file of the API keys.
  public let keys: String
  /// The files of a certificate and its key as PEM text; nil for plain HTTP.
  public let tls: (certificate: String, key: String)?
  /// How many requests a minute each key may make; nil for any number.
  public let requestsPerMinute: Int?
  /// The longest body of a request, in bytes; nil for the usual limit.
  public let maximumBody: Int?
  /// Whether callers without a key may read.
  public let allowsAnonymousReads: Bool
  /// The hosts that requests without a key may be for, beside the machine itself; nil for any host.
  public let hosts: [String]?
  /// The file that holds the process's number while the server runs.
  public let pidFile: String?
  /// The program's version.
  public let version: String
}
