internal import CanonicalJSON
internal import PromptRepo

/// What a change does not keep for those who pay and operate.
struct RuntimeBreaks {
  let change: ContentChange
  let old: ReadContent
  let new: ReadContent

  var all: [ContractBreak] {
    let tools = ToolChange(from: old, to: new)
    return settings + order + tools.additions + tools.otherDefinitions + reordered(tools)
      + RoleChange(from: old, to: new).breaks
  }

  private var settings: [ContractBreak] {
    let told = Set(OutputBreaks(change: change, old: old, new: new).toldPaths)
    return change.settings.compactMap { setting in
      guard !isToldElsewhere(setting, told) else { return nil }
      let rule = setting.path.first == "model" ? "model-changed" : "setting-changed"
      return ContractBreak(
        .runtime, rule, setting.name, "\(setting)", at: .setting(setting.path))
    }
  }

  /// Whether another rule is about a setting.
  ///
  /// What `input.schema` says is for callers alone. Of `output.schema` the model is told too, so that
  /// what breaks nothing for a reader may still change the answer.
  private func isToldElsewhere(_ setting: SettingChange, _ told: Set<[String]>) -> Bool {
    let path = setting.path
    switch path.first {
    case "tools", "toolDefs": return true
    case "dialect": return old.content.dialect != new.content.dialect
    case "input" where path.count > 1 && path[1] == "schema": return true
    case "input" where path.count > 2 && path[1] == "default":
      return setting.to == nil && new.asks(for: path[2])
    case "output" where path.count > 1 && path[1] == "format": return true
    case "output" where path.count > 1 && path[1] == "schema":
      return (0...path.count).contains { told.contains(Array(path.prefix($0))) }
    default: return false
    }
  }

  /// Keys in another order. What is listed by name means the same in any order, but a model answers
  /// in the order that it is told.
  private var order: [ContractBreak] {
    change.reordered.compactMap { path in
      if path.starts(with: ["input", "schema"]) || path.first.map(Self.isTools) == true {
        return nil
      }
      let name = path.joined(separator: ".")
      let whose = path.isEmpty ? "the header" : name
      return ContractBreak(
        .runtime, "setting-changed", name, "the keys of \(whose) stand in another order",
        at: path.isEmpty ? .whole : .setting(path))
    }
  }

  private func reordered(_ tools: ToolChange) -> [ContractBreak] {
    guard tools.isReordered else { return [] }
    return [
      ContractBreak(
        .runtime, "setting-changed", "tools", "the tools stand in another order",
        at: .setting([new.content.config?["tools"] == nil ? "toolDefs" : "tools"]))
    ]
  }

  private static func isTools(_ key: String) -> Bool { key == "tools" || key == "toolDefs" }
}
