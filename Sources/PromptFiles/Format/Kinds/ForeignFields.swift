internal import CanonicalJSON
internal import PromptRepo

/// The keys of another tool's file, told apart into record and configuration; none is lost.
///
/// `name` is the title, `description` the description, `metadata` the metadata if it is a mapping.
/// A `title`, and metadata of another kind, become members of the metadata, since a working file
/// could not hold them as configuration. All others are the configuration, in their order.
struct ForeignFields {
  private(set) var record = RecordEdit()
  private(set) var config = JSONObject()

  mutating func read(_ entry: YAMLHeader.Entry) throws(YAMLError) {
    func has(_ key: String) -> Bool { entry.key.hasSameBytes(as: key) }
    if has("name") {
      record.title = .set(try HeaderFields.text(entry, length: 1...255))
    } else if has("description") {
      record.description = .set(try HeaderFields.text(entry, length: 0...2_000))
    } else if has("metadata"), let members = entry.value.object {
      for member in members { addMetadata(member.key, member.value) }
    } else if has("metadata"), entry.value.isNull {
      return
    } else if has("metadata") || has("title") {
      addMetadata(entry.key, entry.value)
    } else {
      config[entry.key] = entry.value
    }
  }

  private mutating func addMetadata(_ key: String, _ value: JSONValue) {
    var metadata = record.metadata.applied(to: JSONObject())
    metadata[key] = value
    record.metadata = .set(metadata)
  }
}
