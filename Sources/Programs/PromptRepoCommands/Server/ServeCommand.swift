internal import APIKeys
internal import CanonicalJSON
public import CommandKit
public import Platform
public import PromptRepo

let serveCommand = Command<CommandContext>(
  "serve", abstract: "Serve the Prompts API over HTTP.",
  discussion: """
    In a repository, serves its prompts to all keys. With --data, serves a folder with a separate \
    ledger for each owner of a key. Logs one line of JSON per request to standard error. SIGTERM \
    finishes the requests in progress and exits; SIGHUP reloads the certificate.
    """,
  .option(
    "--listen", valueName: "address:port", default: SocketAddress.standard,
    help: "The numeric address and port to listen on; port 0 picks a free one."),
  .option(
    "--data", valueName: "dir", help: "Serve the ledgers of many owners from this folder.",
    completion: .directory),
  .option(
    "--tls-cert", valueName: "file", help: "The certificate with its chain, as PEM.",
    completion: .file),
  .option(
    "--tls-key", valueName: "file", help: "The certificate's private key, as PEM.",
    completion: .file),
  .flag("--plain-http", help: "Allow plain HTTP on an address that other machines can reach."),
  .option(
    "--rate-limit", valueName: "n", help: "Limit each key to this many requests per minute."),
  .option(
    "--max-body", valueName: "bytes", help: "Limit the body of a request; 2 MiB by default."),
  .flag("--anonymous-read", help: "Allow reads without a key; not with --data."),
  .options(
    "--allow-host", valueName: "name",
    help: "Accept this host in requests without a key, besides this machine's own."),
  .option(
    "--pid-file", valueName: "file", help: "Write the process id to this file.",
    completion: .file)
) {
  (
    context, address: SocketAddress, data: String?, certificate: String?, key: String?,
    isPlain: Bool, rate: Int?, maximumBody: Int?, isAnonymous: Bool,
    hosts: [String], pidFile: String?
  ) in
  if isAnonymous, data != nil {
    throw UsageError("--anonymous-read is not for --data: nobody says whose prompts to read.")
  }
  if (certificate == nil) != (key == nil) {
    throw UsageError("--tls-cert and --tls-key go together.")
  }
  if let rate, rate < 1 { throw UsageError("--rate-limit takes a number from 1.") }
  if let maximumBody, maximumBody < 1_024 {
    throw UsageError("--max-body takes a number from 1024.")
  }
  for host in hosts where !isHost(host) {
    throw UsageError(
      "--allow-host takes a name or an address without a port, such as prompts.example.com.")
  }
  if !address.isLoopback, certificate == nil, !isPlain {
    throw UsageError(
      "Other machines can reach \(address), and keys would cross the network in plain text: give "
        + "--tls-cert and --tls-key, or --plain-http behind a proxy that encrypts.")
  }
  guard let server = context.serverSupport else { throw HandOver(to: .server) }
  let location = try context.serverDataFolder(data: data)
  let tls = certificate.flatMap { certificate in
    key.map { (certificate: context.path(certificate), key: context.path($0)) }
  }
  let options = ServeOptions(
    ledgers: data == nil
      ? .repository(try context.store()) : .owners(folder: location.folder),
    address: address, keys: location.path, tls: tls, requestsPerMinute: rate,
    maximumBody: maximumBody, allowsAnonymousReads: isAnonymous,
    hosts: address.isLoopback || !hosts.isEmpty ? hosts + [address.host] : nil,
    pidFile: pidFile.map(context.path), version: PromptRepoProgram.version)
  let hasKeys = try !location.file.keys().isEmpty
  try server.serve(options) { url in
    try context.announce(url, hasKeys: hasKeys || isAnonymous, data: data)
  }
}

/// Whether a text can be the host of a URL: a name, or an address, one of IPv6 in brackets.
private func isHost(_ text: String) -> Bool {
  if text.hasPrefix("[") { return SocketAddress("\(text):0")?.isIPv6 ?? false }
  return !text.isEmpty
    && text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
      default: false
      }
    }
}

extension CommandContext {
  fileprivate func announce(_ url: String, hasKeys: Bool, data: String?) throws {
    if json {
      try output.json(["object": "server", "url": .string(url)])
    } else {
      try output.line("Serving the Prompts API at \(url)")
      if !hasKeys {
        let option = data.map { " --data \($0)" } ?? ""
        try output.line(
          "There is no key yet: `promptrepo key create --owner NAME\(option)` makes one, which "
            + "counts at once")
      }
    }
    try output.flush()
  }
}

extension SocketAddress: ArgumentValue {
  /// Where a server listens if nobody says otherwise.
  static let standard = SocketAddress(loopbackPort: 8080)

  /// Reads `ADDRESS:PORT`.
  public init(argument: String) throws {
    guard let address = SocketAddress(argument) else {
      throw UsageError(
        "It is not a numeric address and a port, such as 127.0.0.1:8080 or [::1]:8080.")
    }
    self = address
  }
}

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

/// What serves the API for the commands.
///
/// Only the companion program has it, so that the program itself needs no server library.
public protocol ServerSupport: Sendable {
  /// The libraries that it brings into the program.
  var libraries: [LinkedLibrary] { get }

  /// Serves until the process is told to end.
  ///
  /// - Parameter announce: Called once, with the URL, when connections are accepted.
  /// - Throws: ``RepositoryError`` when the server cannot start.
  func serve(_ options: ServeOptions, announce: (_ url: String) throws -> Void) throws
}
