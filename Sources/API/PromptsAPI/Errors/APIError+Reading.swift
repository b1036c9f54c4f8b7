public import CanonicalJSON

extension APIError {
  /// Reads the body of an error that was received; `nil` when it is not of this shape.
  public init?(status: Int, body: JSONValue) {
    guard let error = body.object?["error"]?.object, let message = error["message"]?.string else {
      return nil
    }
    self.init(
      status, error["type"]?.string.flatMap(Kind.init) ?? (status < 500 ? .invalidRequest : .api),
      error["code"]?.string ?? "unknown", message, parameter: error["param"]?.string)
  }
}
