internal import Digests
internal import PromptRepo

/// The prompt that a group of rows belongs to.
enum ImportTarget {
  /// One that is there.
  case existing(PromptName)
  /// One to be made.
  case new(PromptName, PromptID, title: String?)

  var name: PromptName {
    switch self {
    case .existing(let name), .new(let name, _, _): name
    }
  }
}

extension PromptDirectory {
  /// Finds the prompt of a group, or a free name for it.
  ///
  /// A known id is that prompt, a name that is a prompt's slug is that prompt, and the k-th row
  /// of a title is the k-th prompt of that title. `known` is what was there before the import.
  func target(
    of group: ImportGroup, prefix: String, known: PromptDirectory, makeUUID: () -> UUIDValue
  ) throws(RepositoryError) -> ImportTarget {
    let row = group.rows[0]
    let id = try row.id.map { text throws(RepositoryError) in try PromptID(text) }
    if let id, let name = self[id] { return .existing(name) }
    var slug = slug(prefix + group.name)
    var portable: PromptName?
    if let name = slug, !contains(name), !name.isPortable {
      portable = try PathSlug(group.name, prefix: prefix).plain
      slug = nil
    }
    let ending = group.occurrence == 1 ? "" : "-\(group.occurrence)"
    if id == nil, let slug, let name = name(slug, ending), known.contains(name) {
      return .existing(known.displaced(from: name, title: group.name) ?? name)
    }
    var title = row.title ?? (slug == nil ? group.name : nil)
    if id == nil, let title,
      let name = known.name(title: title, occurrence: group.occurrence, prefix: prefix)
    {
      return .existing(name)
    }
    let newID = id ?? PromptID(makeUUID())
    let digits = newID.uuid.hex.prefix(8)
    guard
      let base = (slug ?? portable)?.rawValue
        ?? PromptName(title: group.name).map({ prefix + $0.rawValue })
    else { return .new(try portableName("\(prefix)prompt-\(digits)"), newID, title: title) }
    let wanted = try portableName(base + ending)
    guard contains(wanted) else { return .new(wanted, newID, title: title) }
    // The title is what finds the prompt again when its name had to be another one.
    title = title ?? group.name
    return .new(try PromptName("\(base)-\(digits)"), newID, title: title)
  }

  private func portableName(_ text: String) throws(RepositoryError) -> PromptName {
    let name = try PromptName(text)
    try name.checkPortable()
    return name
  }

  private func slug(_ text: String) -> PromptName? {
    do {
      return try PromptName(text)
    } catch {
      return nil
    }
  }

  private func name(_ slug: PromptName, _ ending: String) -> PromptName? {
    self.slug(slug.rawValue + ending)
  }
}
