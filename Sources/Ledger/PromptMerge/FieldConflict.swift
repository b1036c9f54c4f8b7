public import CanonicalJSON

/// A field or a key that both sides changed, to different values.
public struct FieldConflict: Sendable, Hashable {
  /// What it is called: `title`, or `metadata.KEY` for a key of the metadata.
  public let name: String
  /// Our value; nil where we removed it.
  public let ours: JSONValue?
  /// Their value; nil where they removed it.
  public let theirs: JSONValue?

  /// Names a field and the values of both sides.
  public init(_ name: String, ours: JSONValue?, theirs: JSONValue?) {
    self.name = name
    self.ours = ours
    self.theirs = theirs
  }
}
