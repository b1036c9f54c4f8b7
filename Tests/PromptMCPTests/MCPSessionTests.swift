import CanonicalJSON
import PromptMCP
import Testing

/// What one client is told over standard output.
struct MCPSessionTests {
  private var session = MCPSession(MCPServer(StubCatalogue(), version: "1", transport: .stdio))

  private static func listen(_ id: String, _ notifications: String) -> [UInt8] {
    Array(
      (#"{"jsonrpc":"2.0","id":\#(id),"method":"subscriptions/listen","#
        + #""params":{"notifications":\#(notifications),\#(modern)}}"#).utf8)
  }

  private static func notification(_ method: String, _ params: String) -> [UInt8] {
    Array(
      #"{"jsonrpc":"2.0","method":"notifications/\#(method)","params":\#(params)}"#.utf8)
  }

  private static func meta(_ id: JSONValue) -> JSONValue {
    ["io.modelcontextprotocol/subscriptionId": id]
  }

  @Test mutating func subscriptionsAreAcknowledgedAndEnded() {
    let request = Self.listen(#""s""#, #"{"promptsListChanged":true,"toolsListChanged":true}"#)
    #expect(
      session.answer(to: request) == [
        "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
        "params": ["_meta": Self.meta("s"), "notifications": ["promptsListChanged": true]],
      ])
    #expect(session.isListening)
    #expect(
      session.changeNotifications() == [
        [
          "jsonrpc": "2.0", "method": "notifications/prompts/list_changed",
          "params": ["_meta": Self.meta("s")],
        ]
      ])
    #expect(code(session.answer(to: request)) == -32600)
    #expect(
      session.end() == [
        [
          "jsonrpc": "2.0", "id": "s",
          "result": ["resultType": "complete", "_meta": Self.meta("s")],
        ]
      ])
    #expect(!session.isListening)
  }

  @Test mutating func nobodyIsToldWhatWasNotAskedFor() {
    let answer = session.answer(to: Self.listen("1", #"{"toolsListChanged":true}"#))
    #expect(answer?["params"]?.object?["notifications"] == [:])
    #expect(!session.isListening)
    #expect(session.changeNotifications().isEmpty)
    #expect(code(session.answer(to: Self.listen("2", "3"))) == -32602)
    #expect(code(session.answer(to: Self.listen("2", #"{"promptsListChanged":"yes"}"#))) == -32602)
  }

  @Test mutating func aSubscriptionCanBeCancelled() {
    for id in ["1", #""1""#] {
      _ = session.answer(to: Self.listen(id, #"{"promptsListChanged":true}"#))
    }
    let cancelled = Self.notification("cancelled", #"{"requestId":1}"#)
    #expect(session.answer(to: cancelled) == nil)
    let left = session.changeNotifications().map { $0["params"]?.object?["_meta"] }
    #expect(left == [Self.meta("1")])
    #expect(session.answer(to: Self.notification("cancelled", #"{"requestId":[]}"#)) == nil)
    #expect(session.changeNotifications().count == 1)
  }

  @Test mutating func legacyClientsAreToldUnasked() {
    #expect(!session.isListening)
    #expect(session.answer(to: Self.notification("initialized", "{}")) == nil)
    #expect(session.isListening)
    #expect(
      session.changeNotifications() == [
        ["jsonrpc": "2.0", "method": "notifications/prompts/list_changed"]
      ])
    #expect(session.end().isEmpty)
  }

  @Test mutating func linesThatAreTooLongAreRefused() {
    #expect(code(session.answerToLongLine(limit: 8)) == -32700)
  }
}
