public import CanonicalJSON

/// Something that is sent as a JSON object.
public protocol WireObject: Sendable {
  /// The members as they are sent.
  var json: JSONObject { get }

  /// Reads what was received; members that are not known are passed over.
  ///
  /// - Throws: ``FormatError`` that names the first member which is missing or of a wrong kind.
  init(_ members: Members) throws(FormatError)
}

extension WireObject {
  /// Reads an object that was received.
  public init(_ json: JSONObject) throws(FormatError) {
    try self.init(Members(json))
  }
}
