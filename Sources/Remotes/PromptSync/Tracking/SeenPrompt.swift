internal import CanonicalJSON
public import PromptRepo
internal import PromptsAPI

/// What a hosted prompt was last seen to be.
public struct SeenPrompt: Sendable, Hashable {
  /// Its record.
  public var record: RemoteRecord
  /// The name that it has in the ledger that made it; `nil` where the remote does not hold it.
  public var ledgerName: String?
  /// The number of its active version.
  public var active: Int
  /// The hashes of its versions' templates, the first version first.
  public var hashes: [VersionHash]
  /// When it was created there, RFC 3339.
  public var createdAt: String

  /// The number of its newest version.
  public var latest: Int { hashes.count }
}

extension SeenPrompt {
  /// What the answer to a creation shows.
  init(_ created: CreatedPrompt) {
    self.init(
      record: RemoteRecord(created.prompt), ledgerName: created.prompt.ledgerName, active: 1,
      hashes: [VersionHash(template: created.version.template)],
      createdAt: created.prompt.createdAt)
  }

  var json: JSONObject {
    var json: JSONObject = ["active": .integer(active), "created_at": .string(createdAt)]
    json["ledger_name"] = ledgerName.map { .string($0) }
    json["record"] = .object(record.json)
    json["templates"] = .array(hashes.map { .string($0.hex) })
    return json
  }

  init?(_ json: JSONValue?) {
    guard let json = json?.object, let record = RemoteRecord(json["record"]),
      let active = json["active"]?.integer, let createdAt = json["created_at"]?.string,
      let texts = json["templates"]?.array
    else { return nil }
    var hashes: [VersionHash] = []
    for text in texts {
      guard let hash = text.string else { return nil }
      do throws(RepositoryError) { hashes.append(try VersionHash(hash)) } catch { return nil }
    }
    self.init(
      record: record, ledgerName: json["ledger_name"]?.string, active: active, hashes: hashes,
      createdAt: createdAt)
  }
}
