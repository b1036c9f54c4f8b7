internal import CanonicalJSON

/// A write that has begun at a remote, kept until it is known how it ended.
public enum Intent: Sendable, Hashable {
  /// The prompt is created. The token in its metadata finds it again.
  case create(once: String, record: RemoteRecord)
  /// A version is pushed. Creating it makes it active there, whatever is to be active.
  case version(PushedVersion)
  /// The record is edited.
  case record(RemoteRecord)
}

extension Intent {
  var json: JSONObject {
    switch self {
    case .create(let once, let record):
      ["create": .string(once), "record": .object(record.json)]
    case .version(let pushed):
      [
        "active_after": pushed.activeAfter.map { .integer($0) } ?? .null,
        "active_before": .integer(pushed.activeBefore), "base": .integer(pushed.base),
        "local": .integer(pushed.local), "version": .string(pushed.once),
      ]
    case .record(let record): ["edit": .object(record.json)]
    }
  }

  init?(_ json: JSONValue?) {
    guard let json = json?.object else { return nil }
    if let once = json["create"]?.string {
      guard let record = RemoteRecord(json["record"]) else { return nil }
      self = .create(once: once, record: record)
      return
    }
    if let record = RemoteRecord(json["edit"]) {
      self = .record(record)
      return
    }
    guard let once = json["version"]?.string, let local = json["local"]?.integer,
      let base = json["base"]?.integer, let before = json["active_before"]?.integer
    else { return nil }
    self = .version(
      PushedVersion(
        local: local, base: base, activeBefore: before,
        activeAfter: json["active_after"]?.integer, once: once))
  }
}
