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
    of target: AdoptionTarget, _ texts: inout RevisionContents, in transaction: Transaction
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
    _ target: AdoptionTarget, _ texts: inout RevisionContents, _ transaction: Transaction
  ) throws(RepositoryError) -> Result {
    var id = try unusedID(target.id, transaction)
    var refused: PromptName?
    if let owner = directory[id] {
      if try belongs(owner, to: target, id, transaction) { return .existing(owner) }
      if try !isOthers(owner, than: target, transaction) { refused = owner }
      // Two files may have begun as one.
      id = try unusedID(AdoptionTarget.id(id, with: target.slug.plain.rawValue), transaction)
      if let owner = directory[id], try belongs(owner, to: target, id, transaction) {
        return .existing(owner)
      }
    }
    if let name = try sourced(target, &texts, transaction) { return .existing(name) }
    if let owner = refused {
      throw RepositoryError(
        .conflict, "\(target.file.path) has the history of the prompt '\(owner)'",
        cause: FileRefusal.historyOfAnother(owner, name: target.slug.plain))
    }
    return try new(target, id, transaction)
  }

  /// The id, or the next one while there was a prompt of it that was deleted: no id is used twice.
  private func unusedID(
    _ id: PromptID, _ transaction: Transaction
  ) throws(RepositoryError) -> PromptID {
    var id = id
    while directory[id] == nil, let tombstone = try transaction.target(of: .tombstones(id)) {
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
    if owner == slug.name(with: id) || !slug.needsDigits && owner == slug.plain { return true }
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
    _ target: AdoptionTarget, _ texts: inout RevisionContents, _ transaction: Transaction
  ) throws(RepositoryError) -> PromptName? {
    let plain = target.slug.needsDigits ? [] : [target.slug.plain]
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
    if slug.needsDigits {
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
        cause: FileRefusal.nameOfAnother(slug.plain))
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
    var versions = try transaction.versionChain(of: name)
    return try versions.first { $0.source != nil }?.source?.path
  }
}

/// The prompt that a file's history is to become.
struct AdoptionTarget {
  let file: AdoptedFile
  /// What the path gives as a name.
  let slug: PathSlug
  /// Whether the file is a working file of the prompt of its name, so that it has no other.
  let isWorkingFile: Bool
  /// The id that whoever adopts this history gives the prompt: a version-5 UUID of the first
  /// commit and the path there.
  let id: PromptID
  /// The path below the folder that was asked for, with and without the ending.
  let path: String
  let stem: String

  /// Finds names and id of a file.
  ///
  /// - Parameter folder: The folder of working files, from the top of the code repository; nil
  ///   if it is elsewhere.
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that is of no known kind.
  init(_ file: AdoptedFile, folder: String?) throws(RepositoryError) {
    guard let whole = PromptFileKind.of(file.path)?.stem else {
      throw RepositoryError(
        .invalid, "'\(file.path)' is not a prompt's file",
        hint: "The names of prompts' files end in \(PromptFileKind.endings.joined(separator: ", "))"
      )
    }
    self.file = file
    id = AdoptionTarget.id(of: file)
    let path = AdoptionTarget.path(file, folder)
    self.path = path
    let ending = String(decoding: file.path.utf8.dropFirst(whole.utf8.count), as: UTF8.self)
    stem = String(decoding: path.utf8.dropLast(ending.utf8.count), as: UTF8.self)
    let slug = try PathSlug(stem)
    self.slug = slug
    let isThere = folder.map { file.path.hasSameBytes(as: $0.isEmpty ? path : "\($0)/\(path)") }
    isWorkingFile =
      slug.isExact && ending.hasSameBytes(as: Workspace.suffix) && isThere ?? false
  }

  /// The titles that the prompt can have had from a file that gives this one.
  func titles(_ given: String?) -> [String?] {
    if let given { return [given] }
    return [
      slug.title(stem, path, isTaken: false), PathSlug.title(path), PathSlug.title(file.path),
    ]
  }

  /// An id that a text is part of, where the first one has been used.
  static func id(_ id: PromptID, with text: String) -> PromptID {
    PromptID(UUIDValue(namespace: id.uuid, name: Array(text.utf8)))
  }

  /// The path below the folder of working files, or below the folder that was asked for; of a
  /// file that was asked for itself, its own name.
  private static func path(_ file: AdoptedFile, _ folder: String?) -> String {
    let slash = UInt8(ascii: "/")
    for above in [folder, file.isRoot ? nil : file.root] {
      guard let above else { continue }
      if above.utf8.isEmpty { return file.path }
      let prefix = Array(above.utf8) + [slash]
      if file.path.utf8.starts(with: prefix) {
        return String(decoding: file.path.utf8.dropFirst(prefix.count), as: UTF8.self)
      }
    }
    let start = file.path.utf8.lastIndex(of: slash).map { file.path.utf8.index(after: $0) }
    return String(file.path[(start ?? file.path.startIndex)...])
  }

  private static func id(of file: AdoptedFile) -> PromptID {
    let first = file.revisions.first
    let text = "\(first?.commit.hex ?? "") \(first?.path ?? file.path)"
    return PromptID(UUIDValue(namespace: namespace, name: Array(text.utf8)))
  }

  private static let namespace = UUIDValue(
    namespace: .url, name: Array("promptrepo:adoption".utf8))
}

extension AdoptedFile {
  /// Whether the file itself was asked for, not a folder above it.
  var isRoot: Bool { path.hasSameBytes(as: root) }
}
