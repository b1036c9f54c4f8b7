public import CanonicalJSON

/// What a prompt's next version is to be.
public struct CreateVersionRequest: Sendable, Hashable {
  /// The template.
  public var template: String

  /// Makes a request.
  public init(template: String) {
    self.template = template
  }
}

extension CreateVersionRequest: WireObject {
  /// The members as they are sent.
  public var json: JSONObject { ["template": .string(template)] }

  /// Reads a request, and checks the API's limits.
  public init(_ members: Members) throws(FormatError) {
    self.init(template: try members.template())
  }
}
