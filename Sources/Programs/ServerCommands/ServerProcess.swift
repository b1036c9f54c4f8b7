internal import APIKeys
internal import GitCommands
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptServer
internal import PromptService
internal import PromptSite

/// Runs the program with the process's arguments, git repositories and the server included.
///
/// - Parameter arguments: The arguments, without the program's own name.
/// - Returns: The exit code.
public func runWithServer(_ arguments: [String]) -> Int32 {
  runWithGit(arguments, server: HTTPServerSupport())
}

/// Serves the API through libmicrohttpd, until a signal ends it.
struct HTTPServerSupport: ServerSupport {
  /// How long requests that have begun are waited for at the end, in seconds.
  private static let drainSeconds = 10

  var libraries: [LinkedLibrary] {
    [LinkedLibrary(name: "libmicrohttpd", version: libMicroHTTPDVersion)]
  }

  func serve(_ options: ServeOptions, announce: (_ urls: [String]) throws -> Void) throws {
    let files = Sockets.raiseOpenFileLimit()
    // Before any other thread starts, so that this one alone gets the signals.
    Signals.hold()
    let keys = KeyRing(path: options.keys)
    let service = PromptService(
      ServiceConfiguration(options), ledgers: ledgers(options), authenticator: keys,
      surfaces: options.surfaces.map(\.surface) + options.sites,
      advice: ServedSurface.allCases.flatMap { $0.advice(isOn: options.surfaces.contains($0)) })
    let log = AccessLog.standardError
    let server = try start(service, options, log, files: files)
    let pidFile = options.pidFile.map(PIDFile.init)
    do {
      try service.prepare()
      try pidFile?.write()
      let scheme = options.tls == nil ? "http" : "https"
      try announce(server.addresses.map { "\(scheme)://\($0)" })
      run(server, Maintenance(service, keys, log), options, log)
    } catch {
      server.drain(atMost: 0)
      pidFile?.remove()
      throw error
    }
    log.note("draining")
    server.drain(atMost: HTTPServerSupport.drainSeconds)
    Maintenance(service, keys, log).finish()
    pidFile?.remove()
    log.note("stopped")
  }

  private func ledgers(_ options: ServeOptions) -> any LedgerSource {
    switch options.ledgers {
    case .repository(let store): SingleLedger(Ledger(store))
    case .owners(let folder): OwnerLedgers(folder: folder)
    }
  }

  private func start(
    _ service: PromptService, _ options: ServeOptions, _ log: AccessLog, files: Int
  ) throws -> Server {
    var settings = ServerSettings(addresses: options.addresses)
    // Where the system gives no file for one more, libmicrohttpd takes none, and nobody makes room.
    settings.maximumConnections = min(settings.maximumConnections, max(16, files - 256))
    settings.trustedProxies = options.trustedProxies
    settings.certificate = try options.tls.map(ServerSettings.Certificate.init)
    do throws(ServerError) {
      return try Server(service, settings, log: log)
    } catch {
      throw RepositoryError(error)
    }
  }

  /// Does what has to be done now and then, until a signal says to end.
  private func run(
    _ server: Server, _ maintenance: Maintenance, _ options: ServeOptions, _ log: AccessLog
  ) {
    var maintenance = maintenance
    while true {
      switch Signals.wait(atMost: 500) {
      case .terminate: return
      case .reload: reload(server, options, log)
      case nil:
        server.performMaintenance()
        maintenance.run()
      }
    }
  }

  private func reload(_ server: Server, _ options: ServeOptions, _ log: AccessLog) {
    guard let tls = options.tls else { return log.note("nothing to reload") }
    do {
      try server.use(ServerSettings.Certificate(tls))
      log.note("certificate reloaded")
    } catch let error as ServerError {
      log.note("certificate kept", ["failure": RepositoryError(error).description])
    } catch {
      log.note("certificate kept", ["failure": "\(error)"])
    }
  }
}

internal import PromptSite
extension ServeOptions {
  /// What answers browsers.
  fileprivate var sites: [any Surface] { pages.map { [PromptSite(title: $0.title)] } ?? [] }
}

extension ServiceConfiguration {
  fileprivate init(_ options: ServeOptions) {
    self.init(
      maximumBody: options.maximumBody ?? ServiceConfiguration.defaultMaximumBody,
      requestsPerMinute: options.requestsPerMinute,
      allowsAnonymousReads: options.allowsAnonymousReads,
      hosts: options.hosts.map(AllowedHosts.init),
      sessions: options.pages.map { _ in SessionFile(beside: KeyFile(options.keys)) },
      sessionLength: options.pages?.sessionLength ?? ServiceConfiguration.defaultSessionLength,
      origin: options.pages?.url.flatMap(PageOrigin.init), isSecure: options.tls != nil,
      version: options.version,
      now: { Timestamp(milliseconds: SystemClock.nowMilliseconds()) })
  }
}

extension ServerSettings.Certificate {
  /// Reads a certificate and its key.
  init(_ files: (certificate: String, key: String)) throws(SystemError) {
    func text(_ path: String) throws(SystemError) -> String {
      String(decoding: try FileSystem().readFile(path, maxBytes: 1 << 20), as: UTF8.self)
    }
    self.init(chain: try text(files.certificate), key: try text(files.key))
  }
}

extension AccessLog {
  /// The log on standard error.
  static let standardError = AccessLog(
    now: { Timestamp(milliseconds: SystemClock.nowMilliseconds()).rfc3339 },
    write: { line in
      // Where nobody reads the log any more, the server goes on.
      do { try StreamWriter.error.write(line) } catch {}
    })
}

extension RepositoryError {
  /// Why a server does not start.
  init(_ error: ServerError) {
    switch error {
    case .cannotListen(let address, let cause):
      self.init(
        .inputOutput, "cannot listen at \(address): \(cause.message)",
        hint: RepositoryError.hint(cause), cause: cause)
    case .badCertificate:
      self.init(
        .invalid, "the certificate and its key cannot be used together",
        hint: "Both have to be PEM files, and the key has to be the certificate's")
    case .cannotStart:
      self.init(
        .inputOutput, "libmicrohttpd does not start",
        hint: "The system may be out of memory, threads or open files; `ulimit -a` shows the limits"
      )
    }
  }

  /// What to do where an address cannot be listened at.
  private static func hint(_ cause: SystemError) -> String? {
    switch cause.errno {
    case .addressInUse: "Another program is there; --listen ADDRESS:PORT names another place"
    case .addressNotAvailable: "No network interface of this machine has that address"
    case .accessDenied: "Ports below 1024 need the rights of an administrator; take a higher one"
    default: cause.hint
    }
  }
}
