internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// Finds the prompts of the files of an adoption.
///
/// A file is the prompt of its id, which comes from where its history begins; else the prompt of
/// its path whose versions come from it. A new one is named by its path, see ``PathSlug``. Where
/// another file has the name, the one whose history is younger gets digits of its id added, so that
/// whoever adopts a history gets the same names.
struct AdoptionNames {
  /// The prompt that a file is to be.
  enum Result {
    case existing(PromptName)
    case new(PromptName, PromptID, title: String?)

    var name: PromptName {
      switch self {
      case .existing(let name), .new(let name, _, _): name
      }
    }
  }

  private let targets: [AdoptionTarget]
  private let source: AdoptionSource
  private var directory: PromptDirectory
  /// The files that names belong to in this run.
  private var claims: [PromptName: AdoptionTarget] = [:]

  /// Makes a search among the prompts of a ledger.
  ///
  /// - Parameter targets: All files of the adoption.
  init(_ targets: [AdoptionTarget], _ source: AdoptionSource, _ known: PromptDirectory) {
    self.targets = targets
    self.source = source
    directory = known
  }

  /// The order in which files take names: working files, which can have no other, then the others
  /// by age.
  static func precedes(_ left: AdoptionTarget, _ right: AdoptionTarget) -> Bool {
    if left.isWorkingFile != right.isWorkingFile { return left.isWorkingFile }
    if left.file.start != right.file.start { return left.file.start < right.file.start }
    return left.file.path.utf8.lexicographicallyPrecedes(right.file.path.utf8)
  }

  /// The prompt that a file is to be.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a prompt of its name comes from elsewhere, or
  ///   its history is that of a prompt with another name.
  mutating func result(
    of target: AdoptionTarget, _ texts: inout RevisionTexts, in transaction: Transaction
  ) throws(RepositoryError) -> Result {
    let result = try found(target, &texts, transaction)
    switch result {
    case .existing(let name): claims[name] = target
    case .new(let name, let id, let title):
      claims[name] = target
      directory.add(name, id: id, title: title)
    }
    return result
  }

  private func found(
    _ target: AdoptionTarget, _ texts: inout RevisionTexts, _ transaction: Transaction
  ) throws(RepositoryError) -> Result {
    var id = try unburied(target.id, transaction)
    var refused: PromptName?
    if let owner = directory[id] {
      if try belongs(owner, to: target, id, transaction) { return .existing(owner) }
      if try !isOthers(owner, than: target, transaction) { refused = owner }
      // Two files may have begun as one.
      id = try unburied(AdoptionTarget.id(id, with: target.slug.plain.rawValue), transaction)
      if let owner = directory[id], try belongs(owner, to: target, id, transaction) {
        return .existing(owner)
      }
    }
    if let name = try sourced(target, &texts, transaction) { return .existing(name) }
    if let owner = refused {
      throw RepositoryError(
        .conflict, "\(target.file.path) has the history of the prompt '\(owner)'",
        hint: "If the file was renamed, use `promptrepo mv \(owner) \(target.slug.plain)` and "
          + "adopt it again; if both files are there, adopt them together")
    }
    return try new(target, id, transaction)
  }

  /// The id, or the next one while there was a prompt of it that was deleted: no id is used twice.
  private func unburied(
    _ id: PromptID, _ transaction: Transaction
  ) throws(RepositoryError) -> PromptID {
    var id = id
    while directory[id] == nil, let tombstone = try transaction.target(of: .tombstone(id)) {
      id = AdoptionTarget.id(id, with: tombstone.hex)
    }
    return id
  }

  /// Whether a prompt with the file's id has a name of the file's, or was made of it where it is.
  private func belongs(
    _ owner: PromptName, to target: AdoptionTarget, _ id: PromptID, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    if claims[owner] != nil { return false }
    let slug = target.slug
    if owner == slug.name(with: id) || !slug.isVague && owner == slug.plain { return true }
    return try lastSource(of: owner, transaction).map(target.file.path.hasSameBytes) ?? false
  }

  /// Whether a prompt with the file's id is that of another file of this run.
  private func isOthers(
    _ owner: PromptName, than target: AdoptionTarget, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    if claims[owner] != nil { return true }
    let source = try lastSource(of: owner, transaction)
    return targets.contains { other in
      guard other.id == target.id, !other.file.path.hasSameBytes(as: target.file.path) else {
        return false
      }
      return other.slug.plain == owner || other.slug.name(with: target.id) == owner
        || source.map(other.file.path.hasSameBytes) ?? false
    }
  }

  /// A prompt with one of the file's names whose versions come from the file.
  private func sourced(
    _ target: AdoptionTarget, _ texts: inout RevisionTexts, _ transaction: Transaction
  ) throws(RepositoryError) -> PromptName? {
    let plain = target.slug.isVague ? [] : [target.slug.plain]
    for name in plain + directory.names(withDigits: target.slug)
    where directory.contains(name) && claims[name] == nil {
      let versions = try Array(transaction.versions(of: name).reversed())
      if try AdoptionProgress.next(in: &texts, after: versions) != nil { return name }
    }
    return nil
  }

  private func new(
    _ target: AdoptionTarget, _ id: PromptID, _ transaction: Transaction
  ) throws(RepositoryError) -> Result {
    let slug = target.slug
    if slug.isVague {
      return .new(slug.name(with: id), id, title: slug.title(target.stem, "", isTaken: false))
    }
    guard directory.contains(slug.plain) else {
      return .new(slug.plain, id, title: slug.title(target.stem, "", isTaken: false))
    }
    guard !target.isWorkingFile, try isOtherFiles(slug.plain, than: target, transaction) else {
      throw RepositoryError(
        .conflict,
        "there is a prompt '\(slug.plain)' already, and no version of it comes from "
          + "\(target.file.path)",
        hint: "Give that prompt another name with `promptrepo mv`; or, if it is to have what "
          + "the file holds, commit that as its next version")
    }
    let path = directory.names(title: target.path).isEmpty ? target.path : target.file.path
    return .new(slug.name(with: id), id, title: slug.title(target.stem, path, isTaken: true))
  }

  /// Whether a prompt comes from another file, which is still there.
  private func isOtherFiles(
    _ name: PromptName, than target: AdoptionTarget, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    if claims[name] != nil { return true }
    guard let path = try lastSource(of: name, transaction),
      !target.file.revisions.contains(where: { $0.path.hasSameBytes(as: path) })
    else { return false }
    return try source.hasFile(path)
  }

  private func lastSource(
    of name: PromptName, _ transaction: Transaction
  ) throws(RepositoryError) -> String? {
    guard try transaction.prompt(name) != nil else { return nil }
    return try transaction.versions(of: name).lazy.compactMap(\.source).first?.path
  }
}
