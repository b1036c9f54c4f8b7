public import CanonicalJSON
public import PromptRepo
public import PromptsAPI

/// A prompt's record in the form of the hosted API, without what this program keeps there for
/// itself.
public struct RemoteRecord: Sendable, Hashable {
  /// The name that people read.
  public var name: String
  /// What the prompt is for; may be absent.
  public var description: String?
  /// Anything else, with sorted keys.
  public var metadata: JSONObject

  /// The member of hosted metadata that holds the id of the prompt here.
  ///
  /// The API has no key of its own for a creation, so that one which may have happened could not be
  /// found again.
  public static let token = "promptrepo_id"

  /// The member of hosted metadata that holds the name of the prompt in a ledger.
  ///
  /// The API knows a name for people only.
  public static let nameKey = "promptrepo_name"

  /// Makes a record from its parts.
  public init(name: String, description: String?, metadata: JSONObject) {
    self.name = name
    self.description = description
    var metadata = metadata
    metadata[RemoteRecord.token] = nil
    metadata[RemoteRecord.nameKey] = nil
    self.metadata = metadata.sortedKeys
  }

  /// Whether both have the same bytes; Unicode would take two spellings for one text.
  public static func == (left: RemoteRecord, right: RemoteRecord) -> Bool {
    left.name.utf8.elementsEqual(right.name.utf8)
      && left.description.map { Array($0.utf8) } == right.description.map { Array($0.utf8) }
      && left.metadata == right.metadata
  }

  /// The record of a prompt here.
  public init(_ prompt: Prompt) {
    self.init(
      name: prompt.displayName, description: prompt.record.description,
      metadata: prompt.record.metadata)
  }

  /// The record of a hosted prompt.
  public init(_ object: PromptObject) {
    self.init(name: object.name, description: object.description, metadata: object.metadata)
  }

  /// The metadata with what this program keeps there for itself.
  func metadata(with id: PromptID, name: String) -> JSONObject {
    var metadata = metadata
    metadata[RemoteRecord.token] = .string(id.rawValue)
    metadata[RemoteRecord.nameKey] = .string(name)
    return metadata
  }
}

extension PromptObject {
  /// The name that the prompt has in the ledger that made it, or in that of the server, where its
  /// title is no name itself; `nil` where nothing is said of it.
  var ledgerName: String? {
    metadata[RemoteRecord.nameKey]?.string
      ?? (PromptName(orNil: name) == nil ? details?.name : nil)
  }
}

extension RemoteRecord {
  var json: JSONObject {
    var json: JSONObject = ["metadata": .object(metadata), "name": .string(name)]
    if let description { json["description"] = .string(description) }
    return json
  }

  init?(_ json: JSONValue?) {
    guard let json = json?.object, let name = json["name"]?.string,
      let metadata = json["metadata"]?.object
    else { return nil }
    self.init(name: name, description: json["description"]?.string, metadata: metadata)
  }
}
