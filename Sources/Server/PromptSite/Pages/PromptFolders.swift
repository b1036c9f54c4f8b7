internal import PromptRepo
internal import PromptService

/// The folders of prompts, by the first part of their names.
struct PromptFolders {
  /// The folders in the order of their names, with how many prompts each has; at the end those that
  /// are in none. Empty where there is no folder at all.
  let list: [Frame.Folder]

  init(_ prompts: [PromptSummary]) {
    var counts: [String: Int] = [:]
    for prompt in prompts { counts[PromptFolders.folder(of: prompt.name), default: 0] += 1 }
    let names = counts.keys.filter { !$0.isEmpty }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    guard !names.isEmpty else {
      list = []
      return
    }
    let folders = names.map { Frame.Folder(name: $0, count: counts[$0] ?? 0) }
    list = folders + (counts[""].map { [Frame.Folder(name: "", count: $0)] } ?? [])
  }

  /// The folder of a prompt; empty for none.
  static func folder(of name: PromptName) -> String {
    let bytes = name.rawValue.utf8
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(name.rawValue[..<slash])
  }
}
