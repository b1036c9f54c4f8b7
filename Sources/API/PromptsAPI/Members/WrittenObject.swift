public import CanonicalJSON

/// A ``WireObject`` that can be written without making a JSON object first: what a server answers
/// most.
public protocol WrittenObject: WireObject {
  /// Adds the members as they are sent.
  func add(to members: inout some JSONMembers)
}

extension WrittenObject {
  /// The members as they are sent.
  public var json: JSONObject {
    var json = JSONObject()
    add(to: &json)
    return json
  }

  /// The object as canonical JSON.
  public var utf8: [UInt8] {
    JSONObjectWriter.utf8 { add(to: &$0) }
  }
}
