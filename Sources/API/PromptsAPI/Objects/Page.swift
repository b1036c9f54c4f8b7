public import CanonicalJSON

/// An object that lists give page by page.
public protocol ListedObject: StreamedWireObject, Sendable, Hashable {
  /// The object's id, with which the next page is asked for.
  var id: String { get }
}

extension PromptObject: ListedObject {}
extension DeploymentObject: ListedObject {}
extension DeploymentMoveObject: ListedObject {}

/// A page of the list of prompts.
public typealias PromptPage = Page<PromptObject>
/// A page of the list of deployments.
public typealias DeploymentPage = Page<DeploymentObject>
/// A page of the history of a deployment, the newest move first.
public typealias DeploymentHistory = Page<DeploymentMoveObject>

/// A page of a list.
public struct Page<Element: ListedObject>: Sendable, Hashable {
  /// The objects of the page.
  public var data: [Element]
  /// Whether more come after them.
  public var hasMore: Bool

  /// Makes a page from its parts.
  public init(data: [Element], hasMore: Bool) {
    self.data = data
    self.hasMore = hasMore
  }

  /// The id of the last object, with which the next page is asked for.
  public var lastID: String? { data.last?.id }
}

extension Page: StreamedWireObject {
  /// Adds the members as they are sent; an empty page has no first and last id.
  public func add(to members: inout some JSONObjectBuilder) {
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
