internal import CanonicalJSON

/// What a change does not keep for those who read the answer.
struct OutputBreaks {
  let change: ContentChange
  let old: ReadContent
  let new: ReadContent

  var all: [ContractBreak] { format + fields + ToolChange(from: old, to: new).breaks }

  private var format: [ContractBreak] {
    let path = ["output", "format"]
    let (before, after) = (old.setting(path), new.setting(path))
    if before == after { return [] }
    func text(_ value: JSONValue?) -> String { value.map { $0.string ?? $0.text() } ?? "not said" }
    return [
      ContractBreak(
        .output, "output-format", "output.format",
        "the answer's format is \(text(after)) now, and was \(text(before)): whoever reads it has to "
          + "know",
        at: .setting(path))
    ]
  }

  private var fields: [ContractBreak] {
    guard let before = old.output.fields, let after = new.output.fields else { return unreadable }
    return SchemaDifference.between(before, after).compactMap { difference in
      difference.field.flatMap { told(difference, $0) }
    }
  }

  /// Where one of the two is missing or cannot be read, that they differ.
  private var unreadable: [ContractBreak] {
    let (before, after) = (old.output.source, new.output.source)
    guard before?.sortedKeys != after?.sortedKeys else { return [] }
    let what = before == nil ? "new" : after == nil ? "gone" : "another"
    return [
      ContractBreak(
        .output, "schema-changed", "output.schema",
        "output.schema is \(what): whoever reads the answer has to look at it",
        at: .setting(["output", "schema"]))
    ]
  }

  private func told(_ difference: SchemaDifference, _ field: SchemaField) -> ContractBreak? {
    let subject = field.path.isEmpty ? "the answer" : "'\(field.name)'"
    func made(_ rule: String, _ message: String) -> ContractBreak {
      ContractBreak(
        .output, rule, field.path.isEmpty ? "output.schema" : field.name, "\(subject) \(message)",
        at: .setting(["output", "schema"] + field.keys))
    }
    switch difference.kind {
    case .added, .madeRequired: return nil
    case .removed where field.path.last == "(*)": return nil
    case .removed:
      return made(
        "output-field-removed", "is gone: whoever reads the answer has to do without it")
    case .madeOptional:
      return made(
        "output-field-optional", "may be missing now: whoever reads the answer has to allow for it")
    case .type(_, let takesMore):
      guard takesMore else { return nil }
      return made(
        "output-field-type",
        "is \(field.typeText) now, and was \(difference.old?.typeText ?? "any"): whoever reads the "
          + "answer has to know")
    case .constraints:
      return made(
        "schema-changed",
        "has other conditions in output.schema: whoever reads the answer has to look at them")
    }
  }

  /// The paths of header keys that breaks tell about, so that no setting is told besides.
  ///
  /// Those of the older schema too, since a field that may be missing has another key in Picoschema.
  var toldPaths: [[String]] {
    guard let before = old.output.fields, let after = new.output.fields else {
      return unreadable.isEmpty ? [] : [["output", "schema"]]
    }
    var paths: [[String]] = []
    for difference in SchemaDifference.between(before, after) {
      guard let field = difference.field, told(difference, field) != nil else { continue }
      for keys in [difference.old?.keys, difference.new?.keys].compactMap(\.self) {
        paths.append(["output", "schema"] + keys)
        // The list of JSON Schema that says what may be missing.
        if keys.count >= 2, keys[keys.count - 2] == "properties" {
          paths.append(["output", "schema"] + keys.dropLast(2) + ["required"])
        }
      }
    }
    return paths
  }
}
