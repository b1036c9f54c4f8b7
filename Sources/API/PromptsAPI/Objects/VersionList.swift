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

extension VersionList: WrittenObject {
  /// Adds the members as they are sent.
  public func add(to members: inout some JSONMembers) {
    members.add("object", "list")
    members.add("data", count: data.count) { data[$0].add(to: &$1) }
  }

  /// Reads a list that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", "list")
    self.init(data: try members.list("data"))
  }
}
