import MemoryStore
import PromptRepo
import Testing

/// References that lead to another prompt's commits, and moves that name what they should not.
struct MisplacedCommitTests {
  private let ledger = LedgerFixture()
  private let mine: PromptName
  private let other: PromptName
  private let production: EnvironmentName

  private var repository: Repository { ledger.repository }

  /// Two prompts, each live in production in its first version of two.
  init() throws {
    production = try EnvironmentName("production")
    mine = try ledger.prompt("mine", versions: 2)
    other = try PromptName("other")
    for number in 1...2 {
      let draft = try ledger.draft("secret \(number)")
      if number == 1 {
        try repository.by(ledger.author()).create(other, draft)
      } else {
        try repository.by(ledger.author(1)).addVersion(draft, to: other)
      }
    }
    let environment = production
    try repository.change(by: ledger.author(2)) { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(environment))
    }
    for name in [mine, other] {
      try repository.by(ledger.author(3)).deploy(
        [DeploymentRequest(name, .number(1))], to: environment)
    }
  }

  private func set(_ reference: ReferenceName, to target: ObjectID?) throws {
    let old = try repository.target(of: reference)
    try repository.store.apply(
      Change(
        objects: [], moves: [ReferenceMove(reference, from: old, to: target, message: "by hand")],
        committer: ledger.author()))
  }

  /// Puts a move like a pointer's last one on top of it, with another value of some trailers.
  private func forge(
    _ pointer: Pointer, _ name: PromptName, _ trailers: [(Trailer.Key, String)]
  ) throws {
    let reference = ReferenceName.prompt(name, .pointer(pointer))
    let tip = try #require(try repository.target(of: reference))
    let last = try Commit(#require(try repository.object(tip)))
    var message = last.message
    for (key, value) in trailers {
      let line = try #require(
        message.split(separator: "\n").first { $0.hasPrefix("\(key.rawValue): ") })
      message = message.replacing(String(line), with: "\(key.rawValue): \(value)")
    }
    let commit = Commit(
      tree: last.tree, parents: [tip], author: last.author, committer: last.committer,
      message: message
    ).object
    try repository.store.apply(
      Change(
        objects: [commit],
        moves: [ReferenceMove(reference, from: tip, to: commit.id, message: "by hand")],
        committer: ledger.author()))
  }

  private func expectDamage(
    _ sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    let error = #expect(
      throws: RepositoryError.self, sourceLocation: sourceLocation, performing: body)
    #expect(error?.code == .damaged, "\(error?.description ?? "")", sourceLocation: sourceLocation)
  }

  /// Expects that what is live cannot be had by any way, and that the rest can.
  ///
  /// - Parameter goesBack: Whether what was live before is known.
  private func expectNoneLive(
    _ pointer: Pointer, goesBack: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let environment = pointer.environment
    // In a process that has read it before, and in a new one.
    for repository in [repository, Repository(store: repository.store)] {
      let spec = environment.map { VersionSpec.environment($0) } ?? .active
      expectDamage(sourceLocation) { _ = try repository.version(mine, spec) }
      if !goesBack {
        expectDamage(sourceLocation) { _ = try repository.version(mine, .back(1), from: pointer) }
      }
      if environment == nil {
        expectDamage(sourceLocation) { _ = try repository.activeText(of: mine) }
        expectDamage(sourceLocation) { _ = try repository.active(of: mine) }
        expectDamage(sourceLocation) { _ = try repository.prompt(mine) }
        expectDamage(sourceLocation) { _ = try repository.prompts() }
        _ = try repository.version(mine, .environment(production))
      } else {
        #expect(try repository.activeText(of: mine).content.template == "2")
        #expect(try repository.prompts().count == 2)
      }
      let matrix = try repository.matrix()
      #expect(matrix.rows.map(\.name) == [other], sourceLocation: sourceLocation)
      #expect(matrix.failures.map(\.name) == [mine], sourceLocation: sourceLocation)
      #expect(try repository.activeText(of: other).content.template == "secret 2")
    }
    // Nothing goes on from there, to another environment neither.
    if !goesBack {
      expectDamage(sourceLocation) {
        try repository.by(ledger.author(9)).rollback(mine, pointer)
      }
    }
    if let environment {
      let staging = try EnvironmentName("staging")
      try repository.change(by: ledger.author(10)) { transaction throws(RepositoryError) in
        try transaction.addEnvironment(DeploymentEnvironment(staging))
      }
      expectDamage(sourceLocation) {
        try repository.by(ledger.author(11)).deploy(
          [DeploymentRequest(mine, .environment(environment))], to: staging)
      }
    }
  }

  @Test(arguments: [true, false])
  func `a pointer at another prompt's move`(isActive: Bool) throws {
    let pointer = isActive ? Pointer.active : .environment(production)
    _ = try repository.prompts()
    let theirs = try repository.target(of: .prompt(other, .pointer(pointer)))
    try set(.prompt(mine, .pointer(pointer)), to: theirs)
    try expectNoneLive(pointer, goesBack: false)
    expectDamage { _ = try repository.moves(of: pointer, mine) }
  }

  @Test(arguments: [true, false])
  func `a move to another prompt's version`(isActive: Bool) throws {
    let pointer = isActive ? Pointer.active : .environment(production)
    let theirs = try #require(try repository.latest(of: other))
    try forge(pointer, mine, [(.versionCommit, theirs.commit.hex)])
    try expectNoneLive(pointer)
    // As honest as it can be about the version, and still not of this prompt.
    try forge(
      pointer, mine, [(.versionHash, "\(theirs.hash)"), (.promptVersion, "\(theirs.number)")])
    try expectNoneLiveAgain(pointer)
    try forge(pointer, mine, [(.promptID, "\(theirs.promptID)")])
    try expectNoneLiveAgain(pointer)
  }

  private func expectNoneLiveAgain(
    _ pointer: Pointer, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let spec = pointer.environment.map { VersionSpec.environment($0) } ?? .active
    for repository in [repository, Repository(store: repository.store)] {
      expectDamage(sourceLocation) { _ = try repository.version(mine, spec) }
    }
  }

  @Test(arguments: [true, false])
  func `a move whose hash or number is not the version's`(isActive: Bool) throws {
    let pointer = isActive ? Pointer.active : .environment(production)
    let live = try #require(try repository.lastMove(of: pointer, mine))
    let hash = try #require(try repository.versions(of: mine).first { $0.hash != live.hash }).hash
    try forge(pointer, mine, [(.versionHash, "\(hash)")])
    try expectNoneLive(pointer)
    try forge(pointer, mine, [(.versionHash, "\(live.hash)"), (.promptVersion, "7")])
    try expectNoneLiveAgain(pointer)
  }

  @Test func `another prompt's chain of versions`() throws {
    let theirs = try repository.target(of: .prompt(other, .versions))
    _ = try repository.prompts()
    try set(.prompt(mine, .versions), to: theirs)
    for repository in [repository, Repository(store: repository.store)] {
      for spec in [VersionSpec.latest, .number(1), .digits(theirs?.hex ?? "", hashOnly: false)] {
        expectDamage { _ = try repository.version(mine, spec) }
      }
      expectDamage { _ = try repository.latest(of: mine) }
      expectDamage { _ = try repository.versions(of: mine) }
      expectDamage { _ = try repository.prompt(mine) }
    }
    let draft = try ledger.draft("next")
    expectDamage { try repository.by(ledger.author(9)).addVersion(draft, to: mine) }
  }

  /// A version of another prompt in the middle of a chain, numbered as if it belonged there.
  @Test func `another prompt's version below one's own`() throws {
    let reference = ReferenceName.prompt(mine, .versions)
    let tip = try #require(try repository.target(of: reference))
    let theirs = try #require(try repository.versions(of: other).last)
    let last = try Commit(#require(try repository.object(tip)))
    let commit = Commit(
      tree: last.tree, parents: [theirs.commit], author: last.author, committer: last.committer,
      message: last.message
    ).object
    try repository.store.apply(
      Change(
        objects: [commit],
        moves: [ReferenceMove(reference, from: tip, to: commit.id, message: "by hand")],
        committer: ledger.author()))
    expectDamage { _ = try repository.version(mine, .number(1)) }
    expectDamage { _ = try repository.version(mine, .digits(theirs.hash.hex, hashOnly: true)) }
    expectDamage { _ = try repository.versions(of: mine) }
    #expect(try repository.latest(of: mine)?.number == 2)
  }

  /// Prompts that were renamed, and names that were used before, are read as ever.
  @Test func `names may change hands`() throws {
    let renamed = try PromptName("renamed")
    try repository.by(ledger.author(10)).rename(mine, to: renamed)
    try repository.by(ledger.author(11)).rename(other, to: mine)
    #expect(try repository.activeText(of: mine).content.template == "secret 2")
    #expect(try repository.activeText(of: renamed).content.template == "2")
    try repository.by(ledger.author(12)).delete(mine, forces: true)
    let draft = try ledger.draft("new")
    try repository.by(ledger.author(13)).create(mine, draft)
    #expect(try repository.activeText(of: mine).content.template == "new")
    #expect(try repository.versions(of: renamed).count == 2)
    #expect(try repository.moves(of: .environment(production), renamed).count == 1)
    #expect(
      try repository.version(renamed, .environment(production)).number == 1)
    #expect(try repository.matrix().failures.isEmpty)
  }
}
