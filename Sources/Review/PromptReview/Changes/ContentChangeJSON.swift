package import CanonicalJSON

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
    var prefix: JSONObject = [
      "from": .integer(self.prefix.from), "to": .integer(self.prefix.to),
    ]
    if let equal = self.prefix.equal { prefix["equal"] = .integer(equal) }
    object["prefix"] = .object(prefix)
    return object
  }
}
