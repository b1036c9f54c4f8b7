import TestSupport
import Testing

/// How the requests of a test reach the service.
enum Transport: String, CaseIterable, Sendable {
  /// By a call.
  case memory
  /// By a server and a socket.
  case live
}

/// What a case of the suite runs on.
struct Setup: Sendable, CustomTestStringConvertible {
  let transport: Transport
  let store: TestStore

  var testDescription: String { "\(transport.rawValue), \(store.rawValue)" }

  /// Both transports, on the stores that tell what has changed in them.
  static let observable = Transport.allCases.flatMap { transport in
    [TestStore.memory, .directory].map { Setup(transport: transport, store: $0) }
  }
  /// Both transports, on every store.
  static let all = Transport.allCases.flatMap { transport in
    TestStore.allCases.map { Setup(transport: transport, store: $0) }
  }
  /// Both transports, on a store in memory.
  static let quick = Transport.allCases.map { Setup(transport: $0, store: .memory) }
}
