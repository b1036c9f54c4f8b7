internal import CanonicalJSON
internal import PromptRepo

/// The difference between the tools of two headers: `tools` and `toolDefs`.
struct ToolChange {
  private let old: ToolList
  private let new: ToolList
  private let removed: [Tool]
  private let added: [Tool]
  private let renamed: [(from: Tool, to: Tool)]
  private let isReadable: Bool

  init(from: ReadContent, to: ReadContent) {
    let (old, new) = (ToolList(from), ToolList(to))
    self.old = old
    self.new = new
    isReadable = old.isReadable && new.isReadable
    var gone: [Tool] = []
    var fresh: [Tool] = []
    var renamed: [(from: Tool, to: Tool)] = []
    if isReadable {
      gone = old.tools.filter { new[$0.name] == nil }
      fresh = new.tools.filter { old[$0.name] == nil }
      var byDefinition: [JSONValue: [Tool]] = [:]
      for tool in fresh {
        if let definition = tool.definition { byDefinition[definition, default: []].append(tool) }
      }
      for tool in gone {
        guard let definition = tool.definition, let others = byDefinition[definition],
          let other = others.first
        else { continue }
        byDefinition[definition] = Array(others.dropFirst())
        renamed.append((tool, other))
      }
      let (from, to) = (Set(renamed.map(\.from.name)), Set(renamed.map(\.to.name)))
      gone.removeAll { from.contains($0.name) }
      fresh.removeAll { to.contains($0.name) }
    }
    removed = gone
    added = fresh
    self.renamed = renamed
  }

  /// What those have to know who carry out the calls in an answer.
  var breaks: [ContractBreak] {
    guard isReadable else {
      guard old.source != new.source else { return [] }
      return [
        ContractBreak(
          .output, "schema-changed", "tools",
          "the tools are others: whoever carries them out has to look at them",
          at: .setting([new.source.first?.key ?? old.source.first?.key ?? "tools"]))
      ]
    }
    return
      removed.map { tool in
        ContractBreak(
          .output, "tool-removed", tool.name, "the tool '\(tool.name)' is not offered any more",
          at: .setting(Array(tool.path.prefix(1))))
      }
      + renamed.map { pair in
        ContractBreak(
          .output, "tool-renamed", pair.to.name,
          "the tool '\(pair.from.name)' is '\(pair.to.name)' now: whoever carries it out has to know "
            + "that name",
          at: .setting(pair.to.path), names: [pair.to.name, pair.from.name])
      }
      + changedParameters.map { tool in
        ContractBreak(
          .output, "tool-parameters", tool.name,
          "the tool '\(tool.name)' has other parameters: whoever carries it out has to look at them",
          at: .setting(tool.path))
      }
  }

  /// The tools that are offered besides.
  var additions: [ContractBreak] {
    added.map { tool in
      ContractBreak(
        .runtime, "tool-added", tool.name, "the tool '\(tool.name)' is new", at: .setting(tool.path)
      )
    }
  }

  /// Those of both whose definition is another, with parameters that mean the same.
  var otherDefinitions: [ContractBreak] {
    if !isReadable { return [] }
    let told = Set(changedParameters.map(\.name))
    return new.tools.compactMap { tool in
      guard let before = old[tool.name], before.definition != tool.definition,
        !told.contains(tool.name)
      else { return nil }
      return ContractBreak(
        .runtime, "setting-changed", tool.name,
        "the tool '\(tool.name)' is described otherwise", at: .setting(tool.path))
    }
  }

  /// Whether the names are the same and stand in another order.
  var isReordered: Bool {
    isReadable && removed.isEmpty && added.isEmpty && renamed.isEmpty
      && old.tools.map(\.name) != new.tools.map(\.name)
  }

  private var changedParameters: [Tool] {
    new.tools.filter { tool in
      guard let before = old[tool.name] else { return false }
      return Self.differ(before.parameters, tool.parameters)
        || Self.differ(before.result, tool.result)
    }
  }

  /// Whether two schemas demand different things; notes do not count.
  private static func differ(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
    if old?.sortedKeys == new?.sortedKeys { return false }
    guard let before = Schema(old).fields, let after = Schema(new).fields else { return true }
    return !SchemaDifference.between(before, after).isEmpty
  }
}

/// A tool that a header names or defines.
private struct Tool {
  let name: String
  /// Where it is in the header.
  let path: [String]
  /// What is said of it but its name, nil if nothing is.
  let definition: JSONValue?
  let parameters: JSONValue?
  let result: JSONValue?
}

/// The tools of one header, each name once.
private struct ToolList {
  private(set) var tools: [Tool] = []
  /// The keys of the header that tell about tools, with their values.
  let source: JSONObject
  /// Whether all entries have a name.
  private(set) var isReadable = true
  private var places: [String: Int] = [:]

  init(_ content: ReadContent) {
    var source = JSONObject()
    // Definitions first, since they say more than a name.
    for key in ["toolDefs", "tools"] {
      if let value = content.content.config?[key] { source[key] = value }
    }
    self.source = source
    for member in source {
      guard let entries = member.value.array else {
        isReadable = isReadable && member.value.isNull
        continue
      }
      for (place, entry) in entries.enumerated() {
        guard let tool = Self.tool(entry, [member.key, String(place)]) else {
          isReadable = false
          continue
        }
        if places[tool.name] == nil {
          places[tool.name] = tools.count
          tools.append(tool)
        }
      }
    }
  }

  subscript(name: String) -> Tool? { places[name].map { tools[$0] } }

  private static func tool(_ entry: JSONValue, _ path: [String]) -> Tool? {
    if let name = entry.string {
      return Tool(name: name, path: path, definition: nil, parameters: nil, result: nil)
    }
    guard let object = entry.object else { return nil }
    // As the hosted APIs have it: `{type: function, function: {name, parameters}}`.
    let function = object["function"]?.object ?? object
    guard let name = function["name"]?.string else { return nil }
    var rest = function
    rest["name"] = nil
    func first(_ keys: [String]) -> JSONValue? { keys.lazy.compactMap { function[$0] }.first }
    return Tool(
      name: name, path: path, definition: .object(rest.sortedKeys),
      parameters: first(["inputSchema", "input_schema", "parameters"]),
      result: first(["outputSchema", "output_schema"]))
  }
}
