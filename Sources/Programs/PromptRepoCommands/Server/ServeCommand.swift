internal import APIKeys
internal import CanonicalJSON
public import CommandKit
public import Platform
public import PromptRepo

let serveCommand = Command<CommandContext>(
  "serve", abstract: "Serve the Prompts API over HTTP.",
  discussion: """
    In a repository, serves its prompts to all keys, at /api/v1/llm/prompts; /openapi.json \
    describes the API. With --surface, answers the clients of other systems as well; \
    `key create --for` prints what they are configured with. Browsers get pages, for whoever signs in \
    with a key; --no-web turns them off. With --data, serves a folder with a separate \
    ledger for each owner of a key. Logs one line of JSON per request to standard error. SIGTERM \
    finishes the requests in progress and exits; SIGHUP reloads the certificate. Paths are \
    relative to the folder where the command was started, whatever -C names.
    """,
  .options(
    "--listen", valueName: "address:port",
    help: "Listen on this numeric address and port, \(SocketAddress.standard) by default; "
      + "port 0 picks a free one. Can be repeated."),
  .option(
    "--port", valueName: "n", help: "Listen on this port of 127.0.0.1; not with --listen."),
  .option(
    "--data", valueName: "dir", help: "Serve the ledgers of many owners from this folder.",
    completion: .directory),
  .options(
    "--surface", valueName: "client",
    help: "Answer the clients of this system, too. Can be repeated."),
  .flag("--no-web", help: "Answer programs alone: no pages for browsers."),
  .option(
    "--url", valueName: "url",
    help: "Where browsers find the pages, such as https://prompts.example.com; else they are only "
      + "at addresses of this machine and numeric ones."),
  .option(
    "--session", valueName: "time", default: DurationArgument(hours: 12),
    help: "How long whoever signs in stays signed in: 30d, 12h or 90m."),
  .option(
    "--title", valueName: "text", help: "The name on the pages; the folder's by default."),
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
  .options(
    "--trusted-proxy", valueName: "network",
    help: "Log the client that the X-Forwarded-For of this proxy names; ADDRESS or ADDRESS/BITS."),
  .option(
    "--pid-file", valueName: "file", help: "Write the process id to this file.",
    completion: .file)
) {
  (
    context, listen: [SocketAddress], port: UInt16?, data: String?, surfaces: [ServedSurface],
    isWithoutWeb: Bool, url: ServerURL?, session: DurationArgument, title: String?,
    certificate: String?, key: String?,
    isPlain: Bool, rate: Int?, maximumBody: Int?, isAnonymous: Bool,
    hosts: [String], proxies: [NetworkRange], pidFile: String?
  ) in
  let addresses = try listenAddresses(listen, port: port)
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
  if isWithoutWeb, url != nil || title != nil {
    throw UsageError("--url and --title are of the pages, which --no-web turns off.")
  }
  guard session.milliseconds > 0 else {
    throw UsageError("--session takes a time such as 12h: nobody could sign in for none.")
  }
  for host in hosts where !isHost(host) {
    throw UsageError(
      "--allow-host takes a name or an address without a port, such as prompts.example.com.")
  }
  if let open = addresses.first(where: { !$0.isLoopback }), certificate == nil, !isPlain {
    throw UsageError(
      "Other machines can reach \(open), and keys would cross the network in plain text: give "
        + "--tls-cert and --tls-key, or --plain-http behind a proxy that encrypts.")
  }
  guard let server = context.serverSupport else { throw HandOver(to: .server) }
  let location = try context.serverDataFolder(data: data)
  let tls = certificate.flatMap { certificate in
    key.map { (certificate: context.serverPath(certificate), key: context.serverPath($0)) }
  }
  let options = ServeOptions(
    ledgers: data == nil
      ? .repository(try context.store()) : .owners(folder: location.folder),
    addresses: addresses,
    surfaces: ServedSurface.allCases.filter(surfaces.contains),
    pages: isWithoutWeb
      ? nil
      : ServeOptions.Pages(
        title: try title ?? context.pageTitle(data: data == nil ? nil : location.folder),
        url: url?.text, sessionLength: session.milliseconds), keys: location.path, tls: tls,
    requestsPerMinute: rate,
    maximumBody: maximumBody, allowsAnonymousReads: isAnonymous,
    hosts: addresses.contains(where: \.isLoopback) || !hosts.isEmpty
      ? hosts + addresses.map(\.host) : nil,
    trustedProxies: proxies, pidFile: pidFile.map(context.serverPath),
    version: PromptRepoProgram.version)
  let hasKeys = try !location.file.keys().isEmpty
  try server.serve(options) { urls in
    try context.announce(
      urls, options, hasKeys: hasKeys, data: data)
  }
}

extension CommandContext {
  /// The name of the folder that is served.
  fileprivate func pageTitle(data: String?) throws -> String {
    let location = try data == nil ? location() : nil
    let folder = data ?? location?.root ?? location?.store ?? ""
    let name = folder.split(separator: "/").last.map(String.init) ?? ""
    return name.isEmpty ? "promptrepo" : name
  }
}

/// Where to listen, as `--listen` and `--port` say it.
private func listenAddresses(
  _ listen: [SocketAddress], port: UInt16?
) throws(UsageError) -> [SocketAddress] {
  if let port {
    guard listen.isEmpty else {
      throw UsageError("--port \(port) is --listen 127.0.0.1:\(port): give one of the two options.")
    }
    return [SocketAddress(loopbackPort: port)]
  }
  for (place, address) in listen.enumerated()
  where address.port != 0 && listen[..<place].contains(address) {
    throw UsageError("--listen \(address) is there twice.")
  }
  return listen.isEmpty ? [.standard] : listen
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
  fileprivate func announce(
    _ urls: [String], _ options: ServeOptions, hasKeys: Bool, data: String?
  ) throws {
    let (surfaces, isAnonymous) = (options.surfaces, options.allowsAnonymousReads)
    let dataOption = data.map { " --data \($0.shellWord)" } ?? ""
    if json {
      try output.json([
        "object": "server", "url": .string(urls.first ?? ""),
        "urls": .array(urls.map(JSONValue.string)),
        "surfaces": .array(surfaces.map { .string($0.rawValue) }),
      ])
    } else {
      try output.line("Serving the Prompts API at \(urls.joined(separator: " and "))")
      if let url = urls.first {
        try output.line(
          "Prompts are at \(url)/api/v1/llm/prompts, the description of the API at "
            + "\(url)/openapi.json")
        let key = isAnonymous ? "" : " -H \"Authorization: Bearer $KEY\""
        let name = try data == nil ? exampleName() : "NAME"
        try output.line(
          "`curl\(key) '\(url)/api/v1/llm/prompts?name=\(name)'` finds a prompt by its name"
            + (isAnonymous ? "" : ", with a key's secret in KEY"))
        for surface in surfaces {
          let place = "\(dataOption)\(ServerURL.option(servedAt: url))"
          try advise(
            "For \(surface.clients), `promptrepo key create --owner NAME --for "
              + "\(surface.rawValue)\(place)` prints the configuration")
        }
      }
      if let pages = options.pages, let url = pages.url ?? urls.first {
        try output.line("Pages for people with a browser and a key are at \(url)/")
      }
      if !hasKeys, !isAnonymous {
        try advise(
          "There is no key yet: `promptrepo key create --owner NAME\(dataOption)` makes one, which "
            + "counts at once")
      }
    }
    try output.flush()
  }
}

extension CommandContext {
  /// The name of a prompt to begin with; NAME where there is none that needs no escaping.
  private func exampleName() throws -> String {
    for reference in try store().references(in: .prompts, limit: 1) {
      if case .prompt(let name, _)? = LedgerRef(reference.name),
        name.rawValue.utf8.allSatisfy(\.isPlain)
      {
        return name.rawValue
      }
    }
    return "NAME"
  }
}

extension UInt8 {
  /// Whether a URL's query has the character as it is.
  fileprivate var isPlain: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: "/"):
      true
    default: false
    }
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

extension NetworkRange: ArgumentValue {
  /// Reads `ADDRESS` or `ADDRESS/BITS`.
  public init(argument: String) throws {
    guard let range = NetworkRange(argument) else {
      throw UsageError("It is not a numeric address, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8.")
    }
    self = range
  }
}

extension UInt16: ArgumentValue {
  /// Reads a port.
  public init(argument: String) throws {
    guard argument.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(argument) else {
      throw UsageError("A port is a number from 0 to 65535.")
    }
    self = port
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
  public let addresses: [SocketAddress]
  /// The clients of other systems that are answered.
  public let surfaces: [ServedSurface]
  /// The pages for browsers; `nil` for none.
  public let pages: Pages?

  /// The pages for browsers.
  public struct Pages: Sendable {
    /// The name that they show.
    public let title: String
    /// Where browsers find them; `nil` where that is not said.
    public let url: String?
    /// How long whoever signs in stays signed in, in milliseconds.
    public let sessionLength: Int64
  }

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
  /// The proxies that are believed who a request is from.
  public let trustedProxies: [NetworkRange]
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
  /// - Parameter announce: Called once, with the URLs, when connections are accepted.
  /// - Throws: ``RepositoryError`` when the server cannot start.
  func serve(_ options: ServeOptions, announce: (_ urls: [String]) throws -> Void) throws
}
