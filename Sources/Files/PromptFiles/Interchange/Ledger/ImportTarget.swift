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
  /// Finds a free name for a group that is a new prompt.
  ///
  /// - Parameter ordinal: The how many-th prompt of its name it will be, from 1.
  func newTarget(
    for group: ImportGroup, ordinal: Int, prefix: String, makeUUID: () -> UUIDValue
  ) throws(RepositoryError) -> ImportTarget {
    let row = group.rows[0]
    let id = try row.id.map { text throws(RepositoryError) in try PromptID(text) }
    var slug = PromptName(orNil: prefix + group.name)
    var portable: PromptName?
    if let name = slug, !contains(name), !name.isPortable {
      portable = try PathSlug(group.name, prefix: prefix).plain
      slug = nil
    }
    let newID = id ?? PromptID(makeUUID())
    let digits = newID.uuid.hex.prefix(8)
    // The title is what finds the prompt again where its name is another one than its row has.
    let isRenamed = slug == nil || id == nil && ordinal > 1
    let title = row.title ?? (isRenamed ? group.name : nil)
    guard
      let base = (slug ?? portable)?.rawValue
        ?? PromptName(title: group.name).map({ prefix + $0.rawValue })
    else { return .new(try portableName("\(prefix)prompt-\(digits)"), newID, title: title) }
    let wanted = try portableName(ordinal == 1 ? base : "\(base)-\(ordinal)")
    guard contains(wanted) else { return .new(wanted, newID, title: title) }
    return .new(try PromptName("\(base)-\(digits)"), newID, title: title ?? group.name)
  }

  private func portableName(_ text: String) throws(RepositoryError) -> PromptName {
    let name = try PromptName(text)
    try name.checkPortable()
    return name
  }
}
