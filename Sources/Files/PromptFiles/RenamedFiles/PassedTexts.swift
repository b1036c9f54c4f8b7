internal import PromptRepo

extension Workspace {
  /// Notes on files that are edited that they have the text of another prompt, whose file has it no
  /// more: what git takes for edits may be names that were exchanged or passed on.
  ///
  /// A new file counts only where another one was removed; else it is a copy.
  func markPassedTexts(
    in prompts: inout [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) {
    func isRemoved(_ status: PromptStatus) -> Bool {
      switch status.departure {
      case .archives, .live: true
      case nil, .renamed, .archived, .newer, .elsewhere, .kept: false
      }
    }
    let hasRemoved = prompts.contains(where: isRemoved)
    let takers = prompts.indices.filter { index in
      let status = prompts[index]
      guard status.renamedFrom == nil, status.movedFrom == nil, status.file != nil else {
        return false
      }
      return status.state == .changed || (status.state == .new && hasRemoved)
    }
    let givers = prompts.indices.filter { index in
      prompts[index].renamedFrom == nil
        && (prompts[index].state == .changed || isRemoved(prompts[index]))
    }
    guard !takers.isEmpty, !givers.isEmpty, givers != takers || givers.count > 1 else { return }
    var owners: [VersionHash: [PromptName]] = [:]
    for giver in givers {
      guard let tip = prompts[giver].tips.versions else { continue }
      owners[try repository.version(at: tip).hash, default: []].append(prompts[giver].name)
    }
    for taker in takers {
      guard let file = prompts[taker].file else { continue }
      let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
      let found = Set(hashes.flatMap { owners[$0] ?? [] })
      guard found.count == 1, let owner = found.first, owner != prompts[taker].name else {
        continue
      }
      prompts[taker].textOf = owner
    }
  }
}

extension PromptStatus {
  /// What is said of a file that has the text of another prompt.
  var textNote: String? {
    textOf.map { owner in
      "\(path) has the text that '\(owner)' has so far, and git takes it for "
        + (state == .new ? "a new file" : "an edit")
        + ": each history stays with its name. Names that are to be exchanged or passed on need a "
        + "third name, or `git mv` in commits of their own"
    }
  }
}
