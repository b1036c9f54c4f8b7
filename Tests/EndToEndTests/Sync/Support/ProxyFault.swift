/// What a proxy does with a request.
enum ProxyFault: Sendable, Hashable {
  /// Forwards it, and gives the answer.
  case pass
  /// Breaks the connection, and forwards nothing.
  case reset
  /// Forwards it, and breaks the connection instead of giving the answer.
  case dropAnswer
  /// Breaks the connection, and forwards the request so many milliseconds later.
  case forwardLater(Int)
  /// Answers by itself, and forwards nothing.
  case answer(Int, fields: [String: String] = [:], body: String = "{}")
  /// Forwards it, and ends in the middle of the answer.
  case truncate
  /// Forwards it, and gives an answer that is not JSON.
  case garble
  /// Forwards it, and gives the answer in small pieces.
  case trickle
  /// Forwards it, and gives the answer so many milliseconds later.
  case late(Int)
  /// Forwards nothing, and lets the client wait until it is gone.
  case holdRequest
  /// Forwards it, and lets the client wait for the answer until it is gone.
  case holdAnswer
}

/// A request that came to a proxy.
struct ProxyRequest: Sendable {
  /// Which one it is since the proxy was given its script, from 0.
  let number: Int
  let method: String
  let target: String
  /// The head, without the empty line.
  let head: String
  let body: [UInt8]

  /// Whether it may change something.
  var isWrite: Bool { method != "GET" }

  /// What is written, in one word; empty for what reads.
  var write: String {
    guard isWrite else { return "" }
    if target.hasSuffix("/rollback") { return "rollback" }
    if target.hasSuffix("/versions") { return "version" }
    return ["POST": "create", "PUT": "update", "DELETE": "delete"][method, default: method]
  }
}
