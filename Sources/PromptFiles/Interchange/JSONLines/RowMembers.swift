internal import CanonicalJSON
internal import PromptRepo

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
    guard let value = value(key) else { return nil }
    guard case .object(let object) = value else { throw wrong(key.rawValue, "an object", value) }
    return object
  }

  func truth(_ key: RowKey) throws(RowError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let truth) = value else { throw wrong(key.rawValue, "true or false", value) }
    return truth
  }

  func version(_ key: RowKey) throws(RowError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.integer, number >= 1 else {
      throw wrong(key.rawValue, "a whole number from 1", value)
    }
    return number
  }

  func time(_ key: RowKey) throws(RowError) -> Timestamp? {
    guard let text = try text(key) else { return nil }
    do {
      return try Timestamp(text)
    } catch {
      throw RowError(
        line: line,
        reason: "“\(key.rawValue)” is not a time: write it like 2026-03-15T10:30:00Z")
    }
  }

  private func text(_ key: String) throws(RowError) -> String? {
    guard let value = object[key], !value.isNull else { return nil }
    guard case .string(let text) = value else { throw wrong(key, "a string", value) }
    return text
  }

  private func value(_ key: RowKey) -> JSONValue? {
    guard !isReserved(key), let value = object[key.rawValue], !value.isNull else { return nil }
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
