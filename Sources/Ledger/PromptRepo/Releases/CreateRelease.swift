extension Repository {
  /// Creates a release: a named set of versions, which are deployed and rolled back together.
  ///
  /// ```swift
  /// let spring = try ReleaseName("spring")
  /// try repository.createRelease(spring, [DeploymentRequest(name, .latest)])
  /// ```
  ///
  /// - Parameter members: Prompts and versions; the active version of every prompt that is not
  ///   archived when empty.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a release of this name,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func createRelease(
    _ name: ReleaseName, _ members: [DeploymentRequest] = [], reason: String? = nil
  ) throws(RepositoryError) -> Release {
    try perform { transaction throws(RepositoryError) in
      try transaction.createRelease(name, members, reason: reason)
    }
  }
}

extension Transaction {
  /// Names a set of versions.
  ///
  /// - Parameter members: Prompts and versions; the active version of every prompt that is not
  ///   archived when empty.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a release of this name,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public mutating func createRelease(
    _ name: ReleaseName, _ members: [DeploymentRequest] = [], reason: String? = nil
  ) throws(RepositoryError) -> Release {
    let tree = try releaseTree()
    guard tree?[Release.fileName(name)] == nil else {
      throw RepositoryError(
        .conflict, "there is a release '\(name)' already, and releases do not change",
        hint: "Choose another name")
    }
    let orders = try members.isEmpty ? activeVersions() : members
    guard !orders.isEmpty else {
      throw RepositoryError(
        .notFound, "there is no prompt with an active version to make a release of",
        cause: LedgerRefusal.nothingToRelease)
    }
    var versions: [Release.Member] = []
    for order in orders {
      let version = try version(order.name, order.spec)
      guard !versions.contains(where: { $0.prompt == version.promptID }) else {
        throw RepositoryError(
          .invalid, "'\(order.name)' is named twice", hint: "Name each prompt once")
      }
      versions.append(
        Release.Member(
          prompt: version.promptID, name: order.name, version: version.number, hash: version.hash))
    }
    let release = Release(name, versions)
    let file = add(GitObject(.blob, release.file))
    let entries = (tree?.entries ?? []) + [TreeEntry(.file, Release.fileName(name), file)]
    try append(
      release: name, tree: add(Tree(entries).object), "release \(name) created",
      Trailer.reason(reason))
    return release
  }

  /// The active versions of all prompts that are not archived.
  func activeVersions() throws(RepositoryError) -> [DeploymentRequest] {
    var orders: [DeploymentRequest] = []
    for name in try names(having: .info) {
      let prompt = try existing(name)
      if prompt.active != nil, !prompt.record.isArchived { orders.append(DeploymentRequest(name)) }
    }
    return orders
  }

  /// Appends a step of a release, with the releases as they are, or as another tree has them.
  mutating func append(
    release name: ReleaseName, tree: ObjectID?, _ subject: String, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let tip = try target(of: .releases)
    let tree =
      if let tree { tree } else if let tip { try commit(tip, for: "the releases").tree } else {
        add(Tree([]).object)
      }
    try append(
      to: .releases, tree: tree,
      message: CommitMessage(
        subject: subject, trailers: [Trailer(.release, name.rawValue)] + trailers))
  }
}
