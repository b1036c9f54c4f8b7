internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate
internal import TextDiff

/// What is different between two contents: words, variables and configuration.
struct ContentDifference {
  /// One of the two.
  struct Side {
    let label: String
    let content: VersionContent

    init(label: String, _ content: VersionContent) {
      self.label = label
      self.content = content
    }

    fileprivate var variables: [String] {
      Template(content.template, dialect: content.dialect).variables.map(\.name)
    }

    fileprivate var config: JSONValue { .object(content.config ?? JSONObject()) }
  }

  let old: Side
  let new: Side
  /// Variables that only the new template has, in the order in which it has them.
  let addedVariables: [String]
  /// Variables that only the old template has.
  let removedVariables: [String]

  init(_ old: Side, _ new: Side) {
    self.old = old
    self.new = new
    let (before, after) = (old.variables, new.variables)
    addedVariables = after.filter { !before.contains($0) }
    removedVariables = before.filter { !after.contains($0) }
  }

  var isAny: Bool { old.content != new.content }

  var templateDiffers: Bool {
    !old.content.template.hasSameBytes(as: new.content.template)
  }

  /// The changed words with the lines around them, all of it visible.
  func words(isColoured: Bool) -> String {
    WordDiff(old: old.content.template.visible, new: new.content.template.visible)
      .rendered(isColoured ? .ansi : .plain)
  }

  /// The configuration's changed lines under a heading; none when it is the same.
  var configLines: [String] {
    guard old.config != new.config else { return [] }
    let diff = LineDiff(old: old.config.text(.pretty) + "\n", new: new.config.text(.pretty) + "\n")
    let text = diff.unified(oldLabel: "config", newLabel: "config")
    return ["config:"]
      + text.utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self).visible }
      .filter { !$0.utf8.starts(with: "--- ".utf8) && !$0.utf8.starts(with: "+++ ".utf8) }
  }

  var json: JSONObject {
    let template = LineDiff(old: old.content.template, new: new.content.template)
    return [
      "object": "diff", "from": side(old), "to": side(new), "different": .bool(isAny),
      "template_diff": .string(
        templateDiffers ? template.unified(oldLabel: old.label, newLabel: new.label) : ""),
      "variables_added": .array(addedVariables.map { .string($0) }),
      "variables_removed": .array(removedVariables.map { .string($0) }),
    ]
  }

  private func side(_ side: Side) -> JSONValue {
    var object: JSONObject = [
      "label": .string(side.label), "hash": .string("\(side.content.hash)"),
    ]
    if let config = side.content.config { object["config"] = .object(config) }
    return .object(object)
  }
}
