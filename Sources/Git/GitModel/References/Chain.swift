/// A step of a chain: a commit, or what a commit says.
package protocol ChainStep {
  /// The commit.
  var commit: ObjectID { get }
  /// The step before it; `nil` for the first.
  var parent: ObjectID? { get }
}

/// The steps that a reference has from its tip along first parents, the newest first.
///
/// Other parents are not of the chain. Steps are read one by one, as far as somebody asks, so that
/// a question that the newest steps answer costs no more in a long history. It is no `Sequence`,
/// since an iterator of that cannot throw:
///
/// ```swift
/// var chain = try reader.versionChain(of: name)
/// while let version = try chain.next() { … }
/// ```
package struct Chain<Step: ChainStep> {
  /// A reader of the step that a commit is; `nil` where the commit is not here.
  package typealias Reader =
    (_ commit: ObjectID, _ newer: Step?) throws(RepositoryError) -> Step?

  @usableFromInline var upcoming: ObjectID?
  @usableFromInline var absent: ObjectID?
  @usableFromInline var newer: Step?
  @usableFromInline let read: Reader

  /// The commit that the next step is; `nil` at the end.
  @inlinable package var position: ObjectID? { upcoming }
  /// The commit at which the chain ended since it is not here.
  @inlinable package var missing: ObjectID? { absent }

  /// The chain that ends with a commit.
  ///
  /// - Parameters:
  ///   - tip: The newest commit; `nil` for a chain without steps.
  ///   - read: The reader of each step, which is given the step after it too.
  @inlinable package init(from tip: ObjectID?, reading read: @escaping Reader) {
    upcoming = tip
    self.read = read
  }

  /// The chain that ends with a commit, whose steps are read each by itself.
  @inlinable package init(
    from tip: ObjectID?, _ read: @escaping (ObjectID) throws(RepositoryError) -> Step
  ) {
    self.init(from: tip) { (commit, _) throws(RepositoryError) in try read(commit) }
  }

  /// The next step; `nil` after the first of the chain.
  @inlinable package mutating func next() throws(RepositoryError) -> Step? {
    guard let commit = upcoming else { return nil }
    let step = try read(commit, newer)
    if step == nil { absent = commit }
    upcoming = step?.parent
    newer = step
    return step
  }

  /// The next step; `nil` also at a commit, which is not read.
  @inlinable package mutating func next(downTo base: ObjectID?) throws(RepositoryError) -> Step? {
    position == base ? nil : try next()
  }

  /// The next step that fulfils a condition.
  @inlinable package mutating func first(
    where condition: (Step) throws(RepositoryError) -> Bool
  ) throws(RepositoryError) -> Step? {
    while let step = try next() {
      if try condition(step) { return step }
    }
    return nil
  }

  /// The next steps, at most so many; all for `nil`.
  @inlinable package mutating func steps(_ limit: Int? = nil) throws(RepositoryError) -> [Step] {
    var steps: [Step] = []
    while steps.count < limit ?? .max, let step = try next() { steps.append(step) }
    return steps
  }
}

/// A commit as a step of a chain.
package struct CommitStep: ChainStep {
  package let commit: ObjectID
  /// What the commit says.
  package let value: Commit

  package init(commit: ObjectID, value: Commit) {
    self.commit = commit
    self.value = value
  }

  package var parent: ObjectID? { value.parents.first }
}

extension Chain where Step == CommitStep {
  /// The commits of a chain.
  ///
  /// - Parameter object: A reader of objects; the chain ends where it has none.
  package init(
    from tip: ObjectID?, in object: @escaping (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    self.init(from: tip) { (commit, _) throws(RepositoryError) in
      guard let object = try object(commit) else { return nil }
      return CommitStep(commit: commit, value: try Commit(object))
    }
  }
}
