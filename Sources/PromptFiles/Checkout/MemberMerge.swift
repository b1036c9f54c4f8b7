internal import CanonicalJSON

/// The merge of two JSON objects that were made from a third, key by key.
struct MemberMerge {
  /// What becomes of a key.
  enum Outcome {
    case value(JSONValue)
    /// Both sides changed it, to different values; nil where a side removed it.
    case conflict(ours: JSONValue?, theirs: JSONValue?)
  }

  /// The keys in our order, then those that only the other side has.
  private(set) var members: [(key: String, outcome: Outcome)] = []

  /// Merges objects; those below them are merged likewise, lists are one value.
  init(base: JSONObject, ours: JSONObject, theirs: JSONObject) {
    let keys = ours.map(\.key) + theirs.map(\.key).filter { ours[$0] == nil }
    for key in keys {
      let merged = Self.merge(base[key], ours[key], theirs[key])
      if let merged { members.append((key, merged)) }
    }
  }

  /// The merged object; nil if there are conflicts.
  var object: JSONObject? {
    var object = JSONObject()
    for member in members {
      guard case .value(let value) = member.outcome else { return nil }
      object[member.key] = value
    }
    return object
  }

  private static func merge(
    _ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?
  ) -> Outcome? {
    if ours == theirs || theirs == base { return ours.map { .value($0) } }
    if ours == base { return theirs.map { .value($0) } }
    if let ours = ours?.object, let theirs = theirs?.object,
      let merged = MemberMerge(base: base?.object ?? JSONObject(), ours: ours, theirs: theirs)
        .object
    {
      return .value(.object(merged))
    }
    return .conflict(ours: ours, theirs: theirs)
  }
}
