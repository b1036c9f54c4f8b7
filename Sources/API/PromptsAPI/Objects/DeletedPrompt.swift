public import CanonicalJSON

/// The answer to the deletion of a prompt.
public struct DeletedPrompt: Sendable, Hashable {
  /// The id of the prompt that is gone.
  public var id: String

  /// Makes an answer.
  public init(id: String) {
    self.id = id
  }
}

extension DeletedPrompt: WireObject {
  /// What `object` says.
  public static let type = "prompt.deleted"

  /// The members as they are sent.
  public var json: JSONObject {
    ["id": .string(id), "object": .string(Self.type), "deleted": true]
  }

  /// Reads an answer that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    guard try members.bool("deleted") else {
      throw FormatError("deleted", "'deleted' has to be true")
    }
    self.init(id: try members.text("id"))
  }
}
