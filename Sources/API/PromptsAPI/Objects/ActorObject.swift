public import CanonicalJSON

/// Who did something, as the API shows it.
public struct ActorObject: Sendable, Hashable {
  /// The owner of the key that it was done with, or the name of a person.
  public var name: String
  /// The id of the key; absent for what was done without the server.
  public var keyID: String?

  /// Makes an actor from its parts.
  public init(name: String, keyID: String? = nil) {
    self.name = name
    self.keyID = keyID
  }
}

extension ActorObject: StreamedWireObject {
  /// Adds the members as they are sent; an unset one is absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("name", .string(name))
    if let keyID { members.add("key_id", .string(keyID)) }
  }

  /// Reads an actor that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(name: try members.text("name"), keyID: try members.optionalText("key_id"))
  }
}
