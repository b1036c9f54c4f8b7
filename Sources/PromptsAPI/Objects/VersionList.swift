public import CanonicalJSON

/// A list of a prompt's versions.
public struct VersionList: Sendable, Hashable {
  /// The versions.
  public var data: [VersionObject]

  /// Makes a list.
  public init(data: [VersionObject]) {
    self.data = data
  }
}

extension VersionList: WireObject {
  /// The members as they are sent.
  public var json: JSONObject {
    ["object": "list", "data": .array(data.map { .object($0.json) })]
  }

  /// Reads a list that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", "list")
    self.init(data: try members.list("data"))
  }
}
