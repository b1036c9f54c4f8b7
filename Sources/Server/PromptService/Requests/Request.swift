internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

/// A request whose operation and caller are known.
struct Request: Sendable {
  let operation: Operation
  let target: RequestTarget
  /// The values of the path's parameters.
  let parameters: [String]
  let fields: HTTPFields
  let caller: Caller
  /// The ledger that the caller sees; `nil` while it has none.
  let ledger: Ledger?
  /// When the request came.
  let time: Timestamp
}
