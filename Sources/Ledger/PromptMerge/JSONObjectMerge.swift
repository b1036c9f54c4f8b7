public import CanonicalJSON

/// The merge of two JSON objects that were made from a third, key by key.
public struct JSONObjectMerge: Sendable {
  /// What becomes of a key.
  public enum Outcome: Sendable, Hashable {
    /// It has this value.
    case value(JSONValue)
    /// Both sides changed it, to different values; nil where a side removed it.
    case conflict(ours: JSONValue?, theirs: JSONValue?)
  }

  /// The keys in our order, or in theirs where only they changed something, then those that only
  /// the other side has.
  public private(set) var members: [(key: String, outcome: Outcome)] = []

  /// Merges objects; those below them are merged likewise, lists are one value.
  ///
  /// - Parameter base: What both were made from; nil if that is not known, so that each key that
  ///   differs is a conflict.
  public init(base: JSONObject?, ours: JSONObject, theirs: JSONObject) {
    let (first, second) = ours == base ? (theirs, ours) : (ours, theirs)
    let keys = first.map(\.key) + second.map(\.key).filter { first[$0] == nil }
    for key in keys {
      guard let base else {
        let isSame = ours[key] == theirs[key]
        let outcome = isSame ? ours[key].map { Outcome.value($0) } : nil
        members.append((key, outcome ?? .conflict(ours: ours[key], theirs: theirs[key])))
        continue
      }
      let merged = Self.merge(base[key], ours[key], theirs[key])
      if let merged { members.append((key, merged)) }
    }
  }

  /// The keys that are conflicts, with both values.
  public var conflicts: [FieldConflict] {
    members.compactMap { member in
      guard case .conflict(let ours, let theirs) = member.outcome else { return nil }
      return FieldConflict(member.key, ours: ours, theirs: theirs)
    }
  }

  /// The merged object; nil if there are conflicts.
  public var object: JSONObject? {
    conflicts.isEmpty ? resolved(.ours) : nil
  }

  /// The merged object with one side's value for each key that is a conflict.
  ///
  /// - Parameter resolution: Whose value; a key's conflict has none under `merge`, and so is ours.
  public func resolved(_ resolution: Resolution) -> JSONObject {
    var object = JSONObject()
    for member in members {
      switch member.outcome {
      case .value(let value): object[member.key] = value
      case .conflict(let ours, let theirs):
        object[member.key] = resolution == .theirs ? theirs : ours
      }
    }
    return object
  }

  private static func merge(
    _ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?
  ) -> Outcome? {
    if ours == theirs || theirs == base { return ours.map { .value($0) } }
    if ours == base { return theirs.map { .value($0) } }
    if let ours = ours?.object, let theirs = theirs?.object,
      let merged = JSONObjectMerge(base: base?.object ?? JSONObject(), ours: ours, theirs: theirs)
        .object
    {
      return .value(.object(merged))
    }
    return .conflict(ours: ours, theirs: theirs)
  }
}

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
