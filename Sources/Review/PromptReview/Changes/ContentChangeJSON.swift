package import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

extension ContentChange {
  /// The change as machine-readable output shows it, apart from the words: `variables_added`,
  /// `variables_removed`, `variables_renamed`, `config_changes`, `bytes`, `tokens` and `prefix`.
  package var json: JSONObject {
    var object: JSONObject = [
      "variables_added": .array(variables.added.map { .string($0) }),
      "variables_removed": .array(variables.removed.map { .string($0) }),
      "variables_renamed": .array(
        variables.renamed.map { ["from": .string($0.from), "to": .string($0.to)] }),
      "config_changes": .array(settings.map { .object($0.json) }),
      "bytes": ["from": .integer(bytes.from), "to": .integer(bytes.to)],
      "tokens": ["from": .integer(tokens.from), "to": .integer(tokens.to), "estimate": true],
    ]
    for member in templateJSON { object[member.key] = member.value }
    var prefix: JSONObject = [
      "from": .integer(self.prefix.from), "to": .integer(self.prefix.to),
    ]
    if let equal = self.prefix.equal { prefix["equal"] = .integer(equal) }
    object["prefix"] = .object(prefix)
    return object
  }

  /// What the templates give: `dialect`, `gives` and `roles`, each with `from` and `to` where they are
  /// not the same, and `partial_changes`.
  package var templateJSON: JSONObject {
    func pair(_ from: JSONValue, _ to: JSONValue) -> JSONValue { ["from": from, "to": to] }
    func list(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
    var object = JSONObject()
    if let dialects {
      object["dialect"] = pair(
        .string(dialects.from.rawValue), .string(dialects.to.rawValue))
    }
    if let kinds {
      object["gives"] = pair(.string(kinds.from.rawValue), .string(kinds.to.rawValue))
    }
    if let roles { object["roles"] = pair(list(roles.from), list(roles.to)) }
    if !partials.isEmpty {
      object["partial_changes"] = .array(partials.map { .object($0.json) })
    }
    return object
  }
}

extension PartialChange {
  /// The two versions.
  package var json: JSONObject {
    func side(_ hash: VersionHash?, _ number: Int?) -> JSONValue {
      guard let hash else { return .null }
      var object: JSONObject = ["hash": .string("\(hash)")]
      if let number { object["version"] = .integer(number) }
      return .object(object)
    }
    return [
      "name": .string("\(name)"), "from": side(from, versions.from), "to": side(to, versions.to),
    ]
  }
}
