extension LedgerReader {
  /// The object that a version's template is.
  ///
  /// Two versions with the same one have the same template, which is then read once.
  package func templateObject(of version: Version) throws(RepositoryError) -> ObjectID {
    let tree = try Tree(required(version.tree, for: "a version's tree"))
    guard let entry = tree[VersionContent.templateFile] else {
      throw RepositoryError(
        .damaged,
        "tree \(version.tree) has no \(VersionContent.templateFile), so it is not a version's")
    }
    return entry.id
  }

  /// The bytes of a version's template alone, checked against the version's hash of it.
  ///
  /// Cheaper than the whole content, for questions about texts to many versions.
  ///
  /// - Parameter object: What ``templateObject(of:)`` gave.
  package func templateBytes(
    of version: Version, _ object: ObjectID
  ) throws(RepositoryError) -> [UInt8] {
    let bytes = try required(object, for: "a template").bytes
    guard VersionHash(templateBytes: bytes) == version.templateHash else {
      throw RepositoryError(
        .damaged,
        "version \(version.number) in commit \(version.commit) does not have the template that "
          + "its Template-Hash names",
        hint: "Restore the prompt's references from another clone or a backup")
    }
    return bytes
  }
}
