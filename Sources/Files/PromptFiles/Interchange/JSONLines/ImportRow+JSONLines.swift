internal import CanonicalJSON
internal import PromptRepo

extension ImportRow {
  /// The row as one line of JSON, with its line feed, as ``JSONLinesImport`` reads it.
  ///
  /// The shape is the API's: an object with the keys `id`, `name`, `title`, `template`,
  /// `description`, `metadata`, `config`, `version`, `message`, `author`, `created_at` (RFC 3339, in
  /// UTC), `prompt_created_at` (likewise, on a prompt's first version), `active` and `promptrepo`
  /// (``RowDetails``), in this order, of which those without a value are left out. An export is one such line for each version,
  /// those of one prompt together and oldest first.
  public func jsonLine() -> [UInt8] {
    var object = JSONObject()
    func set(_ key: RowKey, _ value: JSONValue?) { object[key.rawValue] = value }
    set(.id, id.map { .string($0) })
    set(.name, .string(name))
    set(.title, title.map { .string($0) })
    set(.template, .string(template))
    set(.description, description.map { .string($0) })
    set(.metadata, metadata.map { .object($0) })
    set(.config, config.map { .object($0) })
    set(.version, version.map { .integer($0) })
    set(.message, message.map { .string($0) })
    set(.author, author.map { .string($0) })
    set(.createdAt, createdAt.map { .string($0.rfc3339) })
    set(.promptCreatedAt, promptCreatedAt.map { .string($0.rfc3339) })
    set(.active, active.map { .bool($0) })
    set(.details, details.map { .object($0.json) })
    var bytes = JSONValue.object(object).utf8()
    bytes.append(.lineFeed)
    return bytes
  }
}
