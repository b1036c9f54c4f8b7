public import PromptsAPI

/// Why an operation at a server failed.
public enum ClientError: Error, Sendable, Hashable {
  /// The server refused it, and has changed nothing.
  case refused(APIError)
  /// It is not known whether the server did it: there is no answer, or none that can be read.
  case unknown(String)
  /// The server cannot be reached, so that it has done nothing.
  case unreachable(String)
  /// What answers at the address is not the server that is meant; asking again does not help.
  case unusable(String)

  /// What happened, for people.
  public var message: String {
    switch self {
    case .refused(let error): "\(error.message) (status \(error.status))"
    case .unknown(let reason): reason
    case .unreachable(let reason): reason
    case .unusable(let reason): reason
    }
  }

  /// Whether asking again would fail alike.
  public var isLasting: Bool {
    if case .unusable = self { true } else { false }
  }

  /// The status that the server refused it with; `nil` without one.
  public var status: Int? {
    if case .refused(let error) = self { error.status } else { nil }
  }
}
