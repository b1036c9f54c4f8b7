import Foundation
import Synchronization

/// A proxy between a client and a server, over real sockets, that a test tells what to do with each
/// request. It works as long as this object is there.
final class FaultyProxy: Sendable {
  typealias Script = @Sendable (ProxyRequest) -> ProxyFault

  /// Where clients find it.
  let url: String
  private let listener: ProxySocket
  private let state: State

  /// Begins to work before the server at a URL such as `http://127.0.0.1:8080`.
  init(_ server: String) throws {
    let (listener, port) = try ProxySocket.listener()
    self.listener = listener
    url = "http://127.0.0.1:\(port)"
    let state = State(port: server.split(separator: ":").last.flatMap { UInt16($0) } ?? 0)
    self.state = state
    Thread.detachNewThread {
      while let client = listener.next() {
        state.connections.withLock { $0 += 1 }
        Thread.detachNewThread { ProxyConnection(client, state).run() }
      }
    }
  }

  deinit {
    listener.end()
  }

  /// Forgets what it has seen, and does from now on as a script says.
  func follow(_ script: @escaping Script = { _ in .pass }) {
    state.forget(script)
  }

  /// Does something once to the first request that writes this, and forgets what it has seen.
  func disturb(_ write: String, _ fault: ProxyFault) {
    let once = Once()
    follow { request in
      guard request.write == write, once.isFirst(write) else { return .pass }
      return fault
    }
  }

  /// The requests since the script was given.
  var requests: [ProxyRequest] { state.log.withLock { $0.requests } }

  /// What was written since the script was given, each in one word.
  var writes: [String] { requests.map(\.write).filter { !$0.isEmpty } }

  /// How many connections there have been since the script was given.
  var connections: Int { state.connections.withLock { $0 } }

  /// Whether a client is being held.
  var isHolding: Bool { state.log.withLock { $0.holding > 0 } }
}

extension FaultyProxy {
  /// What its threads share.
  final class State: Sendable {
    struct Log: Sendable {
      var script: Script = { _ in .pass }
      var requests: [ProxyRequest] = []
      var holding = 0
    }

    let port: UInt16
    let log = Mutex(Log())
    let connections = Mutex(0)

    init(port: UInt16) {
      self.port = port
    }

    func forget(_ script: @escaping Script) {
      log.withLock { $0 = Log(script: script) }
      connections.withLock { $0 = 0 }
    }

    func note(_ head: String, _ body: [UInt8]) -> ProxyFault {
      let (script, request) = log.withLock { log in
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
        let request = ProxyRequest(
          number: log.requests.count, method: words.first ?? "",
          target: words.count > 1 ? words[1] : "", head: head, body: body)
        log.requests.append(request)
        return (log.script, request)
      }
      return script(request)
    }
  }
}
