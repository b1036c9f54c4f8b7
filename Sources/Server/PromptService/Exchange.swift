internal import HTTPMessages
public import PromptsAPI

/// What becomes of a request whose head has arrived.
public struct Exchange: Sendable {
  /// The operation's name, for the log; `nil` for a path that there is not.
  public internal(set) var operation: String?
  /// The id of the caller's key, for the log.
  public internal(set) var key: String?
  /// The owner of the caller's key, for the log.
  public internal(set) var owner: String?
  /// What to do next.
  public internal(set) var step: Step

  init(step: Step) {
    self.step = step
  }

  /// A request that is answered with an error, whatever it is about.
  public init(answering error: APIError) {
    step = .respond(Answer(error))
  }

  /// A request that is answered with an error and ends its connection, since where the next one
  /// begins is not known.
  public init(ending error: APIError) {
    var response = HTTPResponse(error)
    response.fields[.connection] = "close"
    step = .respond(Answer(response: response, failure: nil))
  }

  /// The same, with an answer that ends its connection.
  public var ending: Exchange {
    guard case .respond(let answer) = step else { return self }
    var response = answer.response
    response.fields[.connection] = "close"
    var exchange = self
    exchange.step = .respond(Answer(response: response, failure: answer.failure))
    return exchange
  }

  /// What to do with a request.
  public enum Step: Sendable {
    /// Answer at once; a body that comes is of no interest.
    case respond(Answer)
    /// Receive the body, of at most so many bytes, then answer. This may wait for a disk.
    case receive(limit: Int, finish: @Sendable (_ body: [UInt8]) -> Answer)
  }
}
