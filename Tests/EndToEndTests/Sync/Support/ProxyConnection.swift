import Foundation
import Synchronization

/// One client's connection to a proxy.
struct ProxyConnection: Sendable {
  private let client: ProxySocket
  private let state: FaultyProxy.State

  init(_ client: ProxySocket, _ state: FaultyProxy.State) {
    self.client = client
    self.state = state
  }

  /// Serves requests until one side is done.
  func run() {
    var received: [UInt8] = []
    while let request = next(&received) {
      guard serve(request) else { return client.end() }
    }
    client.end()
  }

  private struct Message {
    var head: String
    var body: [UInt8]
  }

  /// Reads a request.
  private func next(_ received: inout [UInt8]) -> Message? {
    func more() -> Bool {
      let part = client.receive()
      received += part
      return !part.isEmpty
    }
    var end: Int?
    while end == nil {
      end = ProxyConnection.headEnd(of: received)
      if end == nil, !more() { return nil }
    }
    guard let end else { return nil }
    let head = String(decoding: received[..<end], as: UTF8.self)
    let length = ProxyConnection.field("content-length", of: head).flatMap { Int($0) } ?? 0
    if ProxyConnection.field("expect", of: head) != nil {
      client.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }
    while received.count < end + 4 + length {
      if !more() { return nil }
    }
    let body = Array(received[(end + 4)..<(end + 4 + length)])
    received.removeFirst(end + 4 + length)
    return Message(head: head, body: body)
  }

  /// Does what the script says; false when the connection is over.
  private func serve(_ request: Message) -> Bool {
    switch state.note(request.head, request.body) {
    case .pass: return give(forward(request))
    case .reset:
      client.resetInTheEnd()
      return false
    case .dropAnswer:
      _ = forward(request)
      client.resetInTheEnd()
      return false
    case .forwardLater(let milliseconds):
      let copy = self
      Thread.detachNewThread {
        usleep(UInt32(milliseconds) * 1_000)
        _ = copy.forward(request)
      }
      client.resetInTheEnd()
      client.end()
      return false
    case .answer(let status, let fields, let body):
      let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
      client.send(
        Array(
          ("HTTP/1.1 \(status) Status\r\nContent-Type: application/json\r\n\(lines)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8))
      return true
    case .truncate:
      guard let answer = forward(request) else { return false }
      client.send(Array("\(answer.head)\r\n\r\n".utf8) + answer.body.prefix(answer.body.count / 2))
      return false
    case .garble:
      guard var answer = forward(request) else { return false }
      answer.body = answer.body.map { $0 ^ 0x55 }
      return give(answer)
    case .trickle:
      guard let answer = forward(request) else { return false }
      var rest = (Array("\(answer.head)\r\n\r\n".utf8) + answer.body)[...]
      while !rest.isEmpty {
        client.send(Array(rest.prefix(40)))
        rest = rest.dropFirst(40)
        usleep(2_000)
      }
      return true
    case .late(let milliseconds):
      let answer = forward(request)
      usleep(UInt32(milliseconds) * 1_000)
      return give(answer)
    case .holdRequest:
      hold()
      return false
    case .holdAnswer:
      _ = forward(request)
      hold()
      return false
    }
  }

  private func hold() {
    state.log.withLock { $0.holding += 1 }
    client.waitUntilGone()
  }

  private func give(_ answer: Message?) -> Bool {
    guard let answer else { return false }
    return client.send(Array("\(answer.head)\r\n\r\n".utf8) + answer.body)
  }

  /// Gets the server's answer, over a connection of its own.
  private func forward(_ request: Message) -> Message? {
    guard let server = ProxySocket(port: state.port) else { return nil }
    server.send(Array("\(request.head)\r\nConnection: close\r\n\r\n".utf8) + request.body)
    let answer = server.receiveAll()
    guard let end = ProxyConnection.headEnd(of: answer) else { return nil }
    let lines = String(decoding: answer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    let head = lines.filter { !$0.lowercased().hasPrefix("connection:") }
    return Message(head: head.joined(separator: "\r\n"), body: Array(answer[(end + 4)...]))
  }

  private static func headEnd(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first {
      bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
    }
  }

  private static func field(_ name: String, of head: String) -> String? {
    for line in head.components(separatedBy: "\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == name else { continue }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}
