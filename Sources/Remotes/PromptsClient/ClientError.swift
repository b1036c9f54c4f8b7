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
  /// The answer is more than is read of any; less of it may be asked for.
  case oversized(String)

  /// What happened, for people.
  public var message: String {
    switch self {
    case .refused(let error): "\(ClientError.shortened(error.message)) (status \(error.status))"
    case .unknown(let reason), .unreachable(let reason), .unusable(let reason),
      .oversized(let reason):
      ClientError.shortened(reason)
    }
  }

  /// How much is shown of what a server says.
  private static let messageLength = 1_000

  private static func shortened(_ text: String) -> String {
    // A line of its own could be taken for one of this program's.
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard text.unicodeScalars.count > messageLength else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(messageLength))) + "…"
  }

  /// Whether asking again would fail alike.
  public var isLasting: Bool {
    switch self {
    case .unusable, .oversized: true
    case .refused, .unknown, .unreachable: false
    }
  }

  /// The status that the server refused it with; `nil` without one.
  public var status: Int? {
    if case .refused(let error) = self { error.status } else { nil }
  }
}
