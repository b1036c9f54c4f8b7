public import CanonicalJSON

/// A connection of one client over standard input and output, on which it is told of changes.
///
/// ```swift
/// var session = MCPSession(server)
/// if let answer = session.answer(to: line) { write(answer) }
/// if session.isListening, changed { session.changeNotifications().forEach(write) }
/// ```
public struct MCPSession: Sendable {
  private let server: MCPServer
  /// The requests that subscribed to changes of the list, in their order.
  private var subscriptions: [Subscription] = []
  /// Whether a client of the legacy era is ready, who is told of changes unasked.
  private var isInitialized = false

  private struct Subscription: Sendable {
    let id: RequestID
    let tellsChanges: Bool
  }

  /// How many subscriptions one client may have.
  private static let subscriptionLimit = 1_000

  /// Makes a connection on which nothing was said yet.
  public init(_ server: MCPServer) {
    self.server = server
  }

  /// Whether the client wants to be told that the list of prompts has changed.
  public var isListening: Bool {
    isInitialized || subscriptions.contains(where: \.tellsChanges)
  }

  /// What is to be said to a message; `nil` for nothing.
  public mutating func answer(to line: [UInt8]) -> JSONObject? {
    let message = Message(line)
    switch message {
    case .notification(let method, let parameters):
      note(method, parameters)
      return nil
    case .request(let id, "subscriptions/listen", let parameters)
    where parameters.isModern && server.transport.tellsChanges:
      return subscribe(id, parameters)
    case .request, .response, .unreadable: return server.answer(to: message)
    }
  }

  /// What is to be said to a line that is too long to be read.
  public func answerToLongLine(limit: Int) -> JSONObject {
    MCPError(.parse, "the message has more than \(limit) bytes").answer(to: nil)
  }

  /// What tells the client that the list of prompts has changed.
  public func changeNotifications() -> [JSONObject] {
    let method = "notifications/prompts/list_changed"
    var notifications: [JSONObject] = []
    if isInitialized { notifications.append(["jsonrpc": "2.0", "method": .string(method)]) }
    for subscription in subscriptions where subscription.tellsChanges {
      notifications.append([
        "jsonrpc": "2.0", "method": .string(method),
        "params": ["_meta": Self.meta(of: subscription.id)],
      ])
    }
    return notifications
  }

  /// The answers to what is still open at the end of the connection.
  public mutating func end() -> [JSONObject] {
    let answers: [JSONObject] = subscriptions.map { subscription in
      [
        "jsonrpc": "2.0", "id": subscription.id.json,
        "result": ["resultType": "complete", "_meta": Self.meta(of: subscription.id)],
      ]
    }
    subscriptions = []
    isInitialized = false
    return answers
  }

  private mutating func note(_ method: String, _ parameters: JSONObject) {
    switch method {
    case "notifications/initialized": isInitialized = true
    case "notifications/cancelled":
      guard let id = RequestID(parameters["requestId"]) else { return }
      subscriptions.removeAll { $0.id == id }
    // Whatever else a client has to say needs nothing to be done.
    default: break
    }
  }

  private mutating func subscribe(_ id: RequestID, _ parameters: Parameters) -> JSONObject {
    do throws(MCPError) {
      let tellsChanges = try parameters.wantsChanges()
      guard !subscriptions.contains(where: { $0.id == id }) else {
        throw MCPError(.invalidRequest, "a subscription has this id: take another, or cancel it")
      }
      guard subscriptions.count < Self.subscriptionLimit else {
        throw MCPError(
          .invalidRequest, "there are \(Self.subscriptionLimit) subscriptions: cancel some")
      }
      subscriptions.append(Subscription(id: id, tellsChanges: tellsChanges))
      let honoured: JSONObject = tellsChanges ? ["promptsListChanged": true] : [:]
      return [
        "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
        "params": ["_meta": Self.meta(of: id), "notifications": .object(honoured)],
      ]
    } catch {
      return error.answer(to: id)
    }
  }

  private static func meta(of id: RequestID) -> JSONValue { [MetaKey.subscription: id.json] }
}
