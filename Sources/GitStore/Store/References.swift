internal import CLibGit2
internal import PromptRepo

/// The references of a repository: loose files, which win, and the packed file.
struct References {
  let repository: OpaquePointer
  let directory: String

  init(_ repository: OpaquePointer, _ directory: String) {
    self.repository = repository
    self.directory = directory
  }

  /// The object a reference points at; nil when it does not exist.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a symbolic reference,
  ///   ``RepositoryError/Code/damaged`` for a file that is no reference.
  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    var reference: OpaquePointer?
    let code = git_reference_lookup(&reference, repository, name.rawValue)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    if code == GIT_ERROR.rawValue,
      git_error_last()?.pointee.klass == Int32(GIT_ERROR_REFERENCE.rawValue)
    {
      throw .damagedReference(name.rawValue, path: "\(directory)/\(name)")
    }
    try LibGit2.check(code, "git_reference_lookup", name.rawValue)
    defer { git_reference_free(reference) }
    if let other = git_reference_symbolic_target(reference) {
      throw .symbolicReference(name, to: String(cString: other))
    }
    return git_reference_target(reference).flatMap { ObjectID($0.pointee) }
  }

  /// References whose names begin with `prefix` and come after `after`, in the order of bytes.
  func list(
    under prefix: String, after: String?, limit: Int
  ) throws(RepositoryError) -> [Reference] {
    guard limit > 0 else { return [] }
    var iterator: OpaquePointer?
    try LibGit2.check(
      git_reference_iterator_new(&iterator, repository), "git_reference_iterator_new", directory)
    defer { git_reference_iterator_free(iterator) }
    var names: [ReferenceName] = []
    var next: UnsafePointer<CChar>?
    while true {
      let code = git_reference_next_name(&next, iterator)
      if code == GIT_ITEROVER.rawValue { break }
      try LibGit2.check(code, "git_reference_next_name", directory)
      guard let next else { break }
      let text = String(cString: next)
      guard text.utf8.starts(with: prefix.utf8),
        after.map({ $0.utf8.lexicographicallyPrecedes(text.utf8) }) ?? true
      else { continue }
      names.append(try ReferenceName(text))
    }
    names.sort()
    var found: [Reference] = []
    for name in names {
      if let target = try target(of: name) { found.append(Reference(name, target)) }
      if found.count == limit { break }
    }
    return found
  }
}

extension RepositoryError {
  /// A reference's file is not what git writes.
  static func damagedReference(_ name: String, path: String) -> RepositoryError {
    RepositoryError(
      .damaged, "reference \(name) in '\(path)' is damaged: it holds no object id",
      hint: "The last good value is in `git reflog show \(name)`; `git update-ref` writes it back")
  }

  /// A reference that names another one is not ours to move.
  static func symbolicReference(_ name: ReferenceName, to target: String) -> RepositoryError {
    RepositoryError(
      .unsupported, "\(name) is a symbolic reference to \(target)",
      hint: "Change \(target) instead, or remove it with `git symbolic-ref --delete \(name)`")
  }

  /// Another program holds the lock of a reference.
  static func lockedReference(_ path: String) -> RepositoryError {
    RepositoryError(
      .locked, "'\(path)' exists: another program is changing this reference",
      hint: "Try again when it is done; if no git program runs here, one was killed: "
        + "then remove the file")
  }
}
