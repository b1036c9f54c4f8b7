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
