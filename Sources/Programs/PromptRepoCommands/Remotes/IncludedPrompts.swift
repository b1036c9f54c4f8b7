internal import PromptRepo
internal import PromptTemplate

extension Repository {
  /// The prompts that any version of these includes, and what those include, without these; in the
  /// order of their names.
  func prompts(includedBy names: [PromptName]) throws(RepositoryError) -> [PromptName] {
    var known = Set(names)
    var found: [PromptName] = []
    var waiting = names
    while let name = waiting.popLast() {
      guard try prompt(name) != nil else { continue }
      for version in try versions(of: name) {
        let content = try content(of: version)
        switch content.dialect {
        case .plain, .strict, .jinja: continue
        case .chat, .handlebars: break
        }
        for pin in content.partialPins.pins {
          let current = try pinnedAnywhere(pin.name, pin.hash)?.prompt
          guard let current, known.insert(current).inserted else { continue }
          found.append(current)
          waiting.append(current)
        }
      }
    }
    return found.sorted()
  }
}
