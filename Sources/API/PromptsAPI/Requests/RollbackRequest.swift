public import CanonicalJSON

/// Which version is to be live: an earlier one, or a later one to go forward again.
public struct RollbackRequest: Sendable, Hashable {
  /// The version's number.
  public var version: Int

  /// Makes a request.
  public init(version: Int) {
    self.version = version
  }
}

extension RollbackRequest: WireObject {
  /// The members as they are sent.
  public var json: JSONObject { ["version": .integer(version)] }

  /// Reads a request.
  public init(_ members: Members) throws(FormatError) {
    self.init(version: try members.version("version"))
  }
}
