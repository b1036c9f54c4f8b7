import CanonicalJSON
import Foundation
import HTTPMessages
import TestSupport
import Testing

/// The real server withstands what no good client sends.
@Suite struct HostileInputTests {
  /// A server that runs, with a key of its admin.
  private struct LiveServer {
    let repo: PromptRepo
    let program: Running
    let port: UInt16
    let process: Int32
    let secret: String

    init() throws {
      repo = try PromptRepo()
      let data = "\(repo.directory.path)/data"
      let key = try repo.json(
        "key", "create", "--owner", "me", "--role", "admin", "--data", data)
      secret = key.first?.text("key") ?? ""
      let file = "\(repo.directory.path)/pid"
      program = try repo.start(
        "serve", "--listen", "127.0.0.1:0", "--data", data, "--pid-file", file, "--json")
      let announced = try program.waitForOutput { $0.hasSuffix("\n") }
      let url = try #require(try JSONValue(parsing: announced).object).text("url")
      port = try #require(url.split(separator: ":").last.flatMap { UInt16($0) })
      let text = try String(contentsOfFile: file, encoding: .utf8)
      process = try #require(Int32(text.filter(\.isNumber)))
    }

    /// A number of the process's status, as the kernel tells it.
    func status(_ name: String) throws -> Int {
      let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
      return Int(line?.filter(\.isNumber) ?? "") ?? -1
    }

    /// How many files and sockets it has open.
    func descriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    /// Ends it as an operator does.
    func stop() throws -> RunResult {
      kill(process, SIGTERM)
      return try program.wait()
    }
  }

  /// Sends an input, and expects an answer that is right for it.
  private func send(_ input: HostileInput, to server: LiveServer) throws {
    let connection = try RawConnection(port: server.port)
    connection.send(input.bytes)
    let answer = try connection.answer()
    let status = answer?.status.rawValue ?? 0
    // To a host that it does not know the server shows no page, and a page says so. What is below the
    // paths of programs is no page.
    if status == 421, !String(decoding: input.bytes, as: UTF8.self).contains(" /api") {
      #expect(answer?.fields[.contentType] == "text/html; charset=utf-8", "\(input.name)")
      return
    }
    #expect(input.statuses.contains(status), "\(input.name): \(status)")
    guard let answer, status >= 400 else { return }
    #expect(answer.fields[.contentType] == "application/json", "\(input.name)")
    let error = try JSONValue(parsing: answer.body).object?["error"]?.object
    #expect(error?.text("message").isEmpty == false, "\(input.name)")
  }

  @Test func itAnswersCleanlyAndKeepsNothing() throws {
    let server = try LiveServer()
    let inputs = HostileInput.all(secret: server.secret)
    for input in inputs { try send(input, to: server) }
    #if os(Linux)
      let (memory, threads) = (try server.status("VmRSS"), try server.status("Threads"))
    #endif
    let small = inputs.filter { $0.bytes.count < 200_000 }
    for _ in 0..<(6_000 / small.count) {
      for input in small { try send(input, to: server) }
    }
    // Those that are gone before they were answered, or never say anything.
    for _ in 0..<200 {
      let connection = try RawConnection(port: server.port)
      connection.send("POST /api/v1/llm/prompts HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n")
      connection.endByReset()
    }
    let idle = try (0..<200).map { _ in try RawConnection(port: server.port) }
    for input in inputs { try send(input, to: server) }
    #if os(Linux)
      let grown = try server.status("VmRSS") - memory
      #expect(grown < 16_000, "grew by \(grown) KB")
      #expect(try server.status("VmHWM") < 100_000)
      #expect(try server.descriptors() < idle.count + 50)
      // Threads of the queue for writes come and go.
      #expect(try server.status("Threads") < threads + 16)
    #endif
    let connection = try RawConnection(port: server.port)
    let request = HTTPRequest(
      .get, "/api/v1/llm/prompts", fields: [.authorization: "Bearer \(server.secret)"])
    connection.send(request.bytes())
    #expect(try connection.answer()?.status == .ok)
    withExtendedLifetime(idle) {}
    // Without a certificate there is nothing to read again, and it goes on.
    kill(server.process, SIGHUP)
    connection.send(request.bytes())
    #expect(try connection.answer()?.status == .ok)
    let result = try server.stop()
    #expect(result.status == 0, "\(result.stderr.suffix(500))")
    // The log is a line of JSON for each request, whatever it was, and tells no secret.
    let lines = result.errorBytes.split(separator: 10)
    #expect(lines.count > 4_000)
    for line in lines { #expect(try JSONValue(parsing: Array(line)).object != nil) }
    #expect(!result.stderr.contains(server.secret))
    #expect(!result.stderr.contains("Fatal"))
  }
}

extension Running {
  /// Waits until what was printed is as it should be, and answers it.
  fileprivate func waitForOutput(until isDone: (String) -> Bool) throws -> String {
    let end = Date(timeIntervalSinceNow: 20)
    while Date() < end, isRunning {
      let text = try output()
      if isDone(text) { return text }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return try output()
  }
}
