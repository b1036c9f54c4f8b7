package import PromptRepo

extension Repository {
  /// The prompts that any version of these includes, and what those include, without these; in the
  /// order of their names.
  package func prompts(
    includedBy names: [PromptName]
  ) throws(RepositoryError) -> [PromptName] {
    var known = Set(names)
    var found: [PromptName] = []
    var waiting = names
    while let name = waiting.popLast() {
      guard try prompt(name) != nil else { continue }
      for version in try versions(of: name) {
        for pin in try content(of: version).includingPins {
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

extension RemoteLedger {
  /// The prompts at the remote that those of these names include there, by their names there.
  ///
  /// What cannot be read includes nothing; the pull refuses it.
  func included(
    by names: [PromptName], _ plan: LedgerComparison
  ) throws(RepositoryError) -> [PromptName] {
    let there = names.map { name in
      plan.prompts.first { $0.names.contains(name) }?.remoteName ?? name
    }
    let mirror = try LedgerSnapshot.mirror(of: remote, in: repository.store, git: git)
    let fetched = Repository(store: RemoteStore(mirror, in: repository.store))
    do throws(RepositoryError) {
      return try fetched.prompts(includedBy: there).filter { !names.contains($0) }
    } catch {
      guard error.code == .damaged else { throw error }
      return []
    }
  }
}
