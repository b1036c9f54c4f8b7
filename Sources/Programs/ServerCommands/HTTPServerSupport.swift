internal import APIKeys
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptServer
internal import PromptService

/// Serves the API through libmicrohttpd, until a signal ends it.
struct HTTPServerSupport: ServerSupport {
  /// How long requests that have begun are waited for at the end, in seconds.
  private static let drainSeconds = 10

  func serve(_ options: ServeOptions, announce: (_ url: String) throws -> Void) throws {
    let files = Sockets.raiseLimit()
    // Before any other thread starts, so that this one alone gets the signals.
    Signals.hold()
    let service = PromptService(
      ServiceConfiguration(options), ledgers: ledgers(options),
      authenticator: KeyRing(path: options.keys))
    let log = AccessLog.standardError
    let server = try start(service, options, log, files: files)
    let pidFile = options.pidFile.map(PIDFile.init)
    do {
      try service.prepare()
      try pidFile?.write()
      try announce("\(options.tls == nil ? "http" : "https")://\(server.address)")
      run(server, service, options, log)
    } catch {
      server.drain(atMost: 0)
      pidFile?.remove()
      throw error
    }
    log.note("draining")
    server.drain(atMost: HTTPServerSupport.drainSeconds)
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
    var settings = ServerSettings(address: options.address)
    // Where the system gives no file for one more, libmicrohttpd takes none, and nobody makes room.
    settings.maximumConnections = min(settings.maximumConnections, max(16, files - 256))
    settings.certificate = try options.tls.map(ServerSettings.Certificate.init)
    do throws(ServerError) {
      return try Server(service, settings, log: log)
    } catch {
      throw RepositoryError(error)
    }
  }

  /// Does what has to be done now and then, until a signal says to end.
  private func run(
    _ server: Server, _ service: PromptService, _ options: ServeOptions, _ log: AccessLog
  ) {
    var maintenance = Maintenance(service, log)
    while true {
      switch Signals.wait(atMost: 500) {
      case .terminate: return
      case .reload: reload(server, options, log)
      case nil:
        server.tend()
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

extension ServiceConfiguration {
  fileprivate init(_ options: ServeOptions) {
    self.init(
      maximumBody: options.maximumBody ?? ServiceConfiguration.defaultMaximumBody,
      requestsPerMinute: options.requestsPerMinute,
      allowsAnonymousReads: options.allowsAnonymousReads,
      hosts: options.hosts.map(AllowedHosts.init), version: options.version,
      now: { Timestamp(milliseconds: SystemClock.nowMilliseconds()) })
  }
}
