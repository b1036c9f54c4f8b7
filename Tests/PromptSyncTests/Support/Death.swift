import HTTPMessages
import PromptRepo
import PromptsClient
import Synchronization

/// The sudden end of a process: from one step on, nothing that it does has any effect.
final class Death: Sendable {
  private let steps: Mutex<Int>
  private let last: Int

  /// A process that dies after so many steps.
  init(after last: Int) {
    self.last = last
    steps = Mutex(0)
  }

  /// Counts a step; false once it is dead.
  func step() -> Bool {
    steps.withLock { steps in
      steps += 1
      return steps <= last
    }
  }

  /// Whether it has died.
  var hasCome: Bool { steps.withLock { $0 > last } }
}

/// A store as a process has it that dies.
struct MortalStore: Store {
  let store: any Store
  let death: Death

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    guard death.step() else { throw RepositoryError(.invalid, "dead") }
    try store.apply(change)
  }
}

/// A network as a process has it that dies, before a request or before its answer.
struct MortalTransport: HTTPTransport {
  let transport: any HTTPTransport
  let death: Death

  func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse {
    guard death.step() else { throw TransportError("dead") }
    let response = try transport.send(request, body: body)
    guard request.method == .get || death.step() else { throw TransportError("dead") }
    return response
  }
}
