public import CanonicalJSON

/// A page of the list of deployments.
public struct DeploymentPage: Sendable, Hashable {
  /// The deployments of the page.
  public var data: [DeploymentObject]
  /// Whether more come after them.
  public var hasMore: Bool

  /// Makes a page from its parts.
  public init(data: [DeploymentObject], hasMore: Bool) {
    self.data = data
    self.hasMore = hasMore
  }

  /// The id of the last deployment, with which the next page is asked for.
  public var lastID: String? { data.last?.id }
}

extension DeploymentPage: WrittenObject {
  /// Adds the members as they are sent; an empty page has no first and last id.
  public func add(to members: inout some JSONMembers) {
    members.add("object", "list")
    members.add("data", count: data.count) { data[$0].add(to: &$1) }
    members.add("has_more", .bool(hasMore))
    if let first = data.first { members.add("first_id", .string(first.id)) }
    if let lastID { members.add("last_id", .string(lastID)) }
  }

  /// Reads a page that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", "list")
    self.init(data: try members.list("data"), hasMore: try members.bool("has_more"))
  }
}
