import APIKeys
import CanonicalJSON
import Foundation
import HTTPMessages
import MemoryStore
import Platform
import PromptServer
import PromptService
import TestSupport
import Testing

/// Clients that take their time, or are gone in the middle.
@Suite struct SlowClientTests {
  /// A server whose patience is short.
  private func served(
    idle: Int = 30, head: Int = 60, body: Int = 60, answer: Int = 300
  ) throws -> Served {
    let store = MemoryStore()
    var options = Served.Options()
    options.settings.idleSeconds = idle
    options.settings.headSeconds = head
    options.settings.bodySeconds = body
    options.settings.answerSeconds = answer
    return try Served(.live, open: { store }, options)
  }

  /// Waits until something is so, while the server does what it has to do now and then.
  private func wait(_ served: Served, _ seconds: Double, until isSo: () -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      served.server?.performMaintenance()
      if isSo() { return true }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }

  /// Sends a byte now and then until the server ends the connection.
  private func trickle(_ served: Served, _ connection: RawConnection, _ byte: UInt8) -> Bool {
    var next = Date()
    return wait(served, 10) {
      guard Date() >= next else { return false }
      next = Date(timeIntervalSinceNow: 0.1)
      connection.send([byte])
      return connection.isEnded(within: 0)
    }
  }

  @Test func aHeadThatNeverEndsIsEnded() throws {
    let served = try served(head: 1)
    let connection = try served.connect()
    connection.send("GET / HTTP/1.1\r\nX: ")
    #expect(trickle(served, connection, UInt8(ascii: "x")))
    #expect(try served.get("/healthz").status == .ok)
  }

  @Test func aBodyThatNeverEndsIsEnded() throws {
    let served = try served(body: 1)
    let connection = try served.connect()
    var request = HTTPRequest(.post, Served.path, fields: served.fields(.editor))
    request.fields[.contentLength] = "1000"
    connection.send(request.bytes())
    #expect(trickle(served, connection, UInt8(ascii: " ")))
    #expect(wait(served, 5) { served.service.metrics.inFlight == 0 })
    #expect(try served.get(Served.path).list().isEmpty)
  }

  @Test func silenceIsEnded() throws {
    let served = try served(idle: 1)
    let connections = try (0..<3).map { _ in try served.connect() }
    connections[1].send("GET / HT")
    connections[2].send(HTTPRequest(.get, "/healthz").bytes())
    #expect(try connections[2].answer()?.status == .ok)
    for connection in connections { #expect(connection.isEnded(within: 10)) }
  }

  /// Asks for an answer of 4 MB, without reading it.
  private func askForMuch(_ served: Served) throws -> RawConnection {
    let text = String(repeating: "x", count: 100_000)
    let id = try served.create("A", text)
    for _ in 0..<40 { try served.addVersion(id, text) }
    let connection = try served.connect(receiveBuffer: 4_096)
    let target = Served.path(id, "/versions?limit=100")
    connection.send(HTTPRequest(.get, target, fields: served.fields(.reader)).bytes())
    #expect(wait(served, 3) { served.service.metrics.inFlight == 1 })
    return connection
  }

  @Test func anAnswerThatNobodyReadsIsGivenUp() throws {
    let served = try served(idle: 1)
    let connection = try askForMuch(served)
    #expect(wait(served, 10) { served.service.metrics.inFlight == 0 })
    #expect(throws: ConnectionFault.self) { try connection.answer() }
  }

  @Test func anAnswerThatIsReadInDropsIsGivenUp() throws {
    let served = try served(answer: 1)
    let connection = try askForMuch(served)
    let isGivenUp = wait(served, 10) {
      connection.readSome(2_048)
      return served.service.metrics.inFlight == 0
    }
    #expect(isGivenUp)
    #expect(try served.get("/healthz").status == .ok)
  }

  @Test func aClientThatIsGoneLeavesNothing() throws {
    let served = try served()
    for number in 0..<200 {
      let connection = try served.connect()
      var request = HTTPRequest(.post, Served.path, fields: served.fields(.editor))
      request.fields[.contentLength] = "1000"
      let bytes = request.bytes()
      connection.send(Array(bytes.prefix(number.isMultiple(of: 2) ? bytes.count : number)))
      if number.isMultiple(of: 4) { connection.send([UInt8](repeating: 32, count: 500)) }
      if number.isMultiple(of: 3) { connection.endByReset() }
    }
    #expect(wait(served, 10) { served.service.metrics.inFlight == 0 })
    #expect(try served.get(Served.path).list().isEmpty)
  }

  @Test func idleConnectionsAreInNobodysWay() throws {
    let served = try served()
    let idle = try (0..<200).map { _ in try served.connect() }
    #expect(try served.get(Served.path).list().isEmpty)
    for connection in idle { connection.send(HTTPRequest(.get, "/healthz").bytes()) }
    for connection in idle { #expect(try connection.answer()?.status == .ok) }
  }

  /// A server that has room for few connections.
  private func crowded(_ count: Int) throws -> Served {
    let store = MemoryStore()
    var options = Served.Options()
    options.settings.maximumConnections = count
    return try Served(.live, open: { store }, options)
  }

  @Test func whoeverIsIdleForLongestGivesWay() throws {
    let served = try crowded(4)
    let request = HTTPRequest(.get, "/healthz").bytes()
    var connections: [RawConnection] = []
    for number in 0..<12 {
      let connection = try served.connect()
      connections.append(connection)
      // Some are idle before their first request, and some after it.
      // Until the server has taken it, it is idle for nobody.
      #expect(wait(served, 10) { served.server?.connectionsTaken == number + 1 })
      guard number.isMultiple(of: 2) || number > 7 else { continue }
      connection.send(request)
      #expect(try connection.answer()?.status == .ok)
    }
    for connection in connections.prefix(8) { #expect(connection.isEnded(within: 10)) }
    for connection in connections.suffix(4) {
      connection.send(request)
      #expect(try connection.answer()?.status == .ok)
    }
  }

  @Test func manyIdleConnectionsShutNobodyOut() throws {
    let served = try crowded(100)
    let idle = try (0..<1_500).map { _ in try served.connect() }
    let connection = try served.connect()
    connection.send(HTTPRequest(.get, "/healthz").bytes())
    #expect(try connection.answer()?.status == .ok)
    try served.create("A")
    #expect(wait(served, 10) { idle.count { !$0.isEnded(within: 0) } <= 100 })
  }

  @Test func theServerSaysHowItIsWhereAllPlacesAreTaken() throws {
    let served = try crowded(4)
    var request = HTTPRequest(.post, Served.path, fields: served.fields(.editor))
    request.fields[.contentLength] = "28"
    let busy = try (0..<4).map { _ in try served.connect() }
    for connection in busy { connection.send(request.bytes()) }
    #expect(wait(served, 5) { served.service.metrics.inFlight == 4 })
    for path in ["/healthz", "/readyz", "/metrics"] {
      let other = try served.connect()
      other.send(HTTPRequest(.get, path).bytes())
      let answer = try other.answer()
      #expect(answer?.status == .ok)
      #expect(answer?.fields[.connection]?.lowercased() == "close")
    }
    let other = try served.connect()
    other.send(HTTPRequest(.get, Served.path, fields: served.fields(.reader)).bytes())
    let refusal = try #require(try other.answer())
    try refusal.expectError(503, "unavailable")
    #expect(refusal.fields[.retryAfter] == "1")
    #expect(other.isEnded(within: 10))
    // Nothing was taken from those who are at work, and their places come free.
    for connection in busy {
      connection.send(#"{"name":"n","template":"txt"}"#.prefix(28).description)
      #expect(try connection.answer()?.status == .badRequest)
    }
    #expect(try served.get(Served.path).list().isEmpty)
  }

  /// A client may say that it has sent all that it will send, and wait for the answer.
  @Test(arguments: [0, 0.002, 0.1])
  func aClientThatSendsNoMoreIsAnswered(_ pause: Double) throws {
    let store = SlowStore(MemoryStore(), seconds: 0.05)
    let served = try Served(.live, open: { store })
    var fields = served.fields(.editor)
    fields[.contentType] = "application/json"
    let body = Array(#"{"name":"n","template":"t"}"#.utf8)
    var coded = fields
    coded[.transferEncoding] = "chunked"
    let chunks = Array("1b\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    let requests: [([UInt8], Int)] = [
      (HTTPRequest(.get, Served.path, fields: fields).bytes(), 200),
      (HTTPRequest(.post, Served.path, fields: fields).bytes(body: body), 201),
      (HTTPRequest(.post, Served.path, fields: coded).bytes() + chunks, 201),
      (HTTPRequest(.post, Served.path, fields: fields).bytes(body: [0x7b]), 400),
      (HTTPRequest(.delete, Served.path("prompt_x"), fields: served.fields(.admin)).bytes(), 404),
    ]
    for (bytes, status) in requests {
      let connection = try served.connect()
      connection.send(bytes)
      Thread.sleep(forTimeInterval: pause)
      connection.endSending()
      #expect(try connection.answer()?.status.rawValue == status)
      #expect(connection.isEnded(within: 10))
    }
    #expect(try served.get(Served.path).list().count == 2)
  }

  @Test func bodiesOfAllTogetherAreLimited() throws {
    let store = MemoryStore()
    var options = Served.Options()
    options.settings.maximumBodies = 10_000
    let served = try Served(.live, open: { store }, options)
    for _ in 0..<3 {
      let long = String(repeating: "x", count: 20_000)
      let refusal = try served.post(Served.path, ["name": "n", "template": .string(long)])
      try refusal.expectError(503, "unavailable")
      #expect(refusal.fields[.retryAfter] == "1")
      // What was taken is given back, whatever became of it.
      try served.create("n", String(repeating: "x", count: 9_000))
      try served.post(Served.path, ["name": .string(long.prefix(9_000).description)])
        .expectError(400)
    }
    #expect(try served.get(Served.path).list().count == 3)
  }

  @Test func aServerThatEndsFinishesWhatHasBegun() throws {
    let store = SlowStore(MemoryStore(), seconds: 0.5)
    let served = try Served(.live, open: { store })
    let connection = try served.connect()
    var fields = served.fields(.editor)
    fields[.contentType] = "application/json"
    connection.send(
      HTTPRequest(.post, Served.path, fields: fields)
        .bytes(body: Array(#"{"name":"n","template":"t"}"#.utf8)))
    #expect(wait(served, 5) { store.isBusy })
    served.server?.drain(atMost: 10)
    #expect(try connection.answer()?.status == .created)
  }

  @Test func aServerMayEndAtAnyMoment() throws {
    let request = HTTPRequest(.get, "/healthz").bytes()
    for _ in 0..<40 {
      let served = try served()
      let port = served.port
      for _ in 0..<3 {
        Thread {
          // Until nobody listens any more, or the answer does not come.
          while let connection = try? RawConnection(port: port) {
            connection.send(request)
            guard (try? connection.answer(within: 2)) != nil else { return }
          }
        }.start()
      }
      Thread.sleep(forTimeInterval: 0.005)
      served.server?.drain(atMost: 1)
    }
  }

  @Test func aServerThatDoesNotWaitEndsAllTheSame() throws {
    let store = SlowStore(MemoryStore(), seconds: 1)
    let served = try Served(.live, open: { store })
    let connection = try served.connect()
    var fields = served.fields(.editor)
    fields[.contentType] = "application/json"
    connection.send(
      HTTPRequest(.post, Served.path, fields: fields)
        .bytes(body: Array(#"{"name":"n","template":"t"}"#.utf8)))
    #expect(wait(served, 5) { store.isBusy })
    served.server?.drain(atMost: 0)
    #expect(wait(served, 5) { !store.isBusy })
  }
}
