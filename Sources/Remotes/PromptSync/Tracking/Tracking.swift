internal import CanonicalJSON
public import PromptRepo
internal import PromptsAPI

/// What is known of a prompt at a remote.
public struct Tracking: Sendable, Hashable {
  /// The prompt's id there; `nil` before it was created there.
  public var remoteID: String?
  /// What it was last seen to be; `nil` before it was seen.
  public var seen: SeenPrompt?
  /// The name that the prompt had here when the remote was told it, or when it came from there;
  /// `nil` where that is not known.
  public var name: String?
  /// In what both sides were in step last; `nil` before they ever were.
  public var agreed: SyncBase?
  /// Whether it is no longer there.
  public var isGone = false
  /// A write that has begun, and of which it is not known how it ended.
  public var intent: PendingWrite?
  /// The newest version here when texts of both sides were put into a file to be merged by hand;
  /// nothing is pushed until there is a newer one.
  public var mergeAfter: Int?
  /// The templates of versions that were seen there and are not here, by their numbers there.
  public var templates: [Int: VersionText] = [:]

  /// A version that was seen at a remote.
  public struct VersionText: Sendable, Hashable {
    /// The template.
    public var template: String
    /// When it was created there, RFC 3339.
    public var createdAt: String
  }

  /// Nothing known.
  public init() {}
}

extension Tracking {
  private static let fileName = "remote.json"

  /// The files of a commit that notes it.
  var files: [String: [UInt8]] {
    var json = JSONObject()
    if let agreed { json["agreed"] = .object(agreed.json) }
    if isGone { json["gone"] = true }
    if let intent { json["intent"] = .object(intent.json) }
    if let mergeAfter { json["merge_after"] = .integer(mergeAfter) }
    if let name { json["name"] = .string(name) }
    if let remoteID { json["remote_id"] = .string(remoteID) }
    if let seen { json["seen"] = .object(seen.json) }
    var times = JSONObject()
    var files: [String: [UInt8]] = [:]
    for number in templates.keys.sorted() {
      guard let text = templates[number] else { continue }
      times["\(number)"] = .string(text.createdAt)
      files["v\(number).txt"] = Array(text.template.utf8)
    }
    if !times.isEmpty { json["templates_created_at"] = .object(times) }
    files[Tracking.fileName] = JSONValue.object(json).utf8(.canonical) + [10]
    return files
  }

  /// Reads the files of a commit.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``.
  init(_ files: [String: [UInt8]]) throws(RepositoryError) {
    let json: JSONObject?
    do throws(JSONError) {
      json = try files[Tracking.fileName].flatMap { bytes throws(JSONError) in
        try JSONValue(parsing: bytes).object
      }
    } catch {
      throw .damagedTracking("\(error)")
    }
    guard let json else { throw .damagedTracking("it holds no \(Tracking.fileName)") }
    name = json["name"]?.string
    remoteID = json["remote_id"]?.string
    isGone = json["gone"]?.bool ?? false
    mergeAfter = json["merge_after"]?.integer
    seen = SeenPrompt(json["seen"])
    agreed = SyncBase(json["agreed"])
    intent = PendingWrite(json["intent"])
    for key in ["seen", "agreed", "intent"] where json[key] != nil {
      let isRead = key == "seen" ? seen != nil : key == "agreed" ? agreed != nil : intent != nil
      guard isRead else { throw .damagedTracking("its '\(key)' cannot be read") }
    }
    for member in json["templates_created_at"]?.object ?? JSONObject() {
      guard let number = Int(member.key), let bytes = files["v\(number).txt"],
        let template = String(validating: bytes, as: UTF8.self), let time = member.value.string
      else { throw .damagedTracking("the template of version \(member.key) is missing") }
      templates[number] = VersionText(template: template, createdAt: time)
    }
  }
}

extension RepositoryError {
  static func damagedTracking(_ reason: String) -> RepositoryError {
    RepositoryError(
      .damaged, "what is noted of a prompt at a remote cannot be read: \(reason)",
      hint: "`git for-each-ref refs/promptrepo/remotes` lists these notes; where one is deleted, "
        + "the prompt is compared with the remote as if for the first time")
  }
}

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
