// What an export has to know of a ledger, to carry it or to say that it does not.
extension Repository {
  /// The pointers of a prompt that were ever set: the active one, then those of environments, by
  /// name.
  public func pointers(of name: PromptName) throws(RepositoryError) -> [Pointer] {
    let prefix = PromptReferences(name).prefix
    var pointers: [Pointer] = []
    for reference in try store.references(under: prefix) {
      let label = String(
        decoding: reference.name.rawValue.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
      if let pointer = Pointer(label: label) { pointers.append(pointer) }
    }
    return pointers
  }

  /// Whether a prompt's record was edited since the prompt was created.
  public func hasEarlierRecords(_ prompt: Prompt) throws(RepositoryError) -> Bool {
    try commit(prompt.infoTip, for: "a prompt's record").parents.first != nil
  }

  /// Whether the list of environments was changed otherwise than by adding one.
  public func hasChangesOfEnvironments() throws(RepositoryError) -> Bool {
    var count = 0
    var next = try target(of: .environments)
    while let id = next {
      count += 1
      next = try commit(id, for: "the list of environments").parents.first
    }
    return try count > environments().count
  }

  /// The hosted remotes of which something is noted.
  public func trackedRemotes() throws(RepositoryError) -> [String] {
    var remotes: Set<String> = []
    for reference in try store.references(under: ReferenceName.remotes) {
      let path = reference.name.rawValue.utf8.dropFirst(ReferenceName.remotes.utf8.count)
      let name = path.prefix { $0 != UInt8(ascii: "/") }
      // The mirror of a git remote has folders here.
      do throws(RepositoryError) {
        _ = try PromptID(String(decoding: path.dropFirst(name.count + 1), as: UTF8.self))
        remotes.insert(String(decoding: name, as: UTF8.self))
      } catch { continue }
    }
    return remotes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension LedgerReader {
  /// The environments that are or were in the list.
  public func environmentsEver() throws(RepositoryError) -> Set<EnvironmentName> {
    var names: Set<EnvironmentName> = []
    var next = try target(of: .environments)
    while let id = next {
      for environment in try environmentList(at: id).environments { names.insert(environment.name) }
      next = try commit(id, for: "the list of environments").parents.first
    }
    return names
  }
}
