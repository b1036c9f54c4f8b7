/// The method of a request: `GET`, `POST`, or any other token.
public struct HTTPMethod: RawRepresentable, Sendable, Hashable {
  /// The method as it is sent, in capitals for all that are defined.
  public let rawValue: String

  /// A method as it was sent.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Reads something.
  public static let get = HTTPMethod(rawValue: "GET")
  /// Reads something without its body.
  public static let head = HTTPMethod(rawValue: "HEAD")
  /// Adds something.
  public static let post = HTTPMethod(rawValue: "POST")
  /// Replaces something.
  public static let put = HTTPMethod(rawValue: "PUT")
  /// Removes something.
  public static let delete = HTTPMethod(rawValue: "DELETE")

  /// Whether a request only reads.
  public var isRead: Bool { self == .get || self == .head }
}
