internal import CanonicalJSON
internal import PromptRepo

/// The keys of a row in JSON Lines, in the order in which they are written.
enum RowKey: String, CaseIterable {
  case id, name, title, template, description, metadata, config, version, message, author
  case createdAt = "created_at"
  case promptCreatedAt = "prompt_created_at"
  case active
  case details = "promptrepo"
}

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

/// The members of a JSON row, taken out by kind.
struct RowMembers {
  let line: Int
  let object: JSONObject

  /// The keys that hold name and template in this file; they hold nothing else.
  let reserved: [String]

  func neededText(_ key: String) throws(RowError) -> String {
    guard let text = try text(key) else {
      throw RowError(line: line, reason: "the key “\(key)” is missing: every row needs it")
    }
    return text
  }

  func text(_ key: RowKey) throws(RowError) -> String? {
    isReserved(key) ? nil : try text(key.rawValue)
  }

  func object(_ key: RowKey) throws(RowError) -> JSONObject? {
    isReserved(key) ? nil : try members(key.rawValue)?.object
  }

  /// The members of an object below a key.
  func members(_ key: String) throws(RowError) -> RowMembers? {
    guard let value = value(key) else { return nil }
    guard case .object(let object) = value else { throw wrong(key, "an object", value) }
    return RowMembers(line: line, object: object, reserved: [])
  }

  func truth(_ key: RowKey) throws(RowError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let truth) = value else { throw wrong(key.rawValue, "true or false", value) }
    return truth
  }

  func version(_ key: RowKey) throws(RowError) -> Int? {
    isReserved(key) ? nil : try number(key.rawValue, from: 1)
  }

  func number(_ key: String, from least: Int) throws(RowError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.integer, number >= least else {
      throw wrong(key, "a whole number from \(least)", value)
    }
    return number
  }

  func time(_ key: RowKey) throws(RowError) -> Timestamp? {
    isReserved(key) ? nil : try time(key.rawValue)
  }

  func time(_ key: String) throws(RowError) -> Timestamp? {
    guard let text = try text(key) else { return nil }
    do {
      return try Timestamp(text)
    } catch {
      throw RowError(
        line: line, reason: "“\(key)” is not a time: write it like 2026-03-15T10:30:00Z")
    }
  }

  func text(_ key: String) throws(RowError) -> String? {
    guard let value = object[key], !value.isNull else { return nil }
    guard case .string(let text) = value else { throw wrong(key, "a string", value) }
    return text
  }

  private func value(_ key: RowKey) -> JSONValue? { isReserved(key) ? nil : value(key.rawValue) }

  private func value(_ key: String) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  private func isReserved(_ key: RowKey) -> Bool {
    reserved.contains { $0.hasSameBytes(as: key.rawValue) }
  }

  private func wrong(_ key: String, _ wanted: String, _ value: JSONValue) -> RowError {
    let found = value.kind == "number" ? "\(value)" : "of kind \(value.kind)"
    return RowError(line: line, reason: "“\(key)” must be \(wanted), and is \(found)")
  }
}
