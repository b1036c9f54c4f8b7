import DirectoryStore
import GitRemotes
import CodeHistory
import GitStore
import PromptMerge
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// Somebody with a ledger of their own, and `origin` as their remote.
final class Teammate: Sendable {
  /// Where the ledger is.
  enum Home: CaseIterable, Sendable { case directory, workTree }

  let name: String
  let directory: TemporaryDirectory
  let gitDirectory: String
  let workTree: String?
  let store: any Store
  let repository: Repository
  private let clock: Mutex<Int64>

  init(
    _ name: String, _ home: Home, origin: String, clock: Int64 = 1_700_000_000,
    clone arguments: [String]? = nil
  ) throws {
    self.name = name
    self.clock = Mutex(clock)
    directory = try TemporaryDirectory()
    switch home {
    case .directory:
      gitDirectory = directory.appending("store")
      workTree = nil
      store = try DirectoryStore.create(at: gitDirectory, layout: .prompts, durability: .none)
      try git(gitDirectory, ["remote", "add", "origin", origin])
    case .workTree:
      let top = directory.appending("code")
      workTree = top
      gitDirectory = "\(top)/.git"
      if let arguments {
        try git(directory.path, ["clone", "--quiet"] + arguments + [origin, top])
      } else {
        try git(gitDirectory, ["init", "--quiet", top])
        try git(gitDirectory, ["remote", "add", "origin", origin])
      }
      // Git would clean up in the background while the test's directory is removed.
      try git(gitDirectory, ["config", "gc.auto", "0"])
      store = try GitStore(GitRepository(opening: top), layout: .prompts)
    }
    repository = Repository(store: store)
  }

  convenience init(_ name: String, _ home: Home, _ server: Server) throws {
    try self.init(name, home, origin: server.path)
  }

  /// The user's git, apart from the settings of the machine.
  var program: GitProgram {
    GitProgram(
      gitDirectory: gitDirectory, workTree: workTree, messages: .captured,
      environment: [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory.path,
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
        // As a hook of another repository would set them.
        "GIT_DIR": "/nowhere/.git", "GIT_INDEX_FILE": "/nowhere/index",
        "GIT_QUARANTINE_PATH": "/nowhere/quarantine",
      ])
  }

  func origin() throws -> RemoteLedger {
    RemoteLedger(try GitRemote("origin", of: program), of: repository, git: program)
  }

  /// The person, one second later each time.
  func person() -> Signature {
    let second = clock.withLock { clock in
      clock += 1
      return clock
    }
    return Signature(
      name: name, email: "\(name)@example.com",
      time: Timestamp(milliseconds: second * 1000, offset: 60))
  }

  @discardableResult
  func create(_ name: String, _ template: String = "one") throws -> Prompt {
    try repository.by(person()).create(
      PromptName(name), VersionDraft(VersionContent(template: template)))
  }

  @discardableResult
  func commit(_ name: String, _ template: String, activates: Bool = true) throws -> Version {
    try repository.by(person()).addVersion(
      VersionDraft(VersionContent(template: template), activates: activates),
      to: PromptName(name))
  }

  func title(_ name: String, _ title: String) throws {
    try repository.by(person()).edit(PromptName(name), RecordEdit(title: .set(title)))
  }

  func rollBack(_ name: String, to number: Int) throws {
    try repository.by(person()).rollback(PromptName(name), to: .number(number))
  }

  func addEnvironment(
    _ name: String, isProtected: Bool = false, requires: String? = nil
  ) throws {
    let environment = DeploymentEnvironment(
      try EnvironmentName(name), isProtected: isProtected,
      requires: try requires.map { try EnvironmentName($0) })
    try change { (transaction) throws(RepositoryError) in
      try transaction.addEnvironment(environment)
    }
  }

  func setEnvironment(
    _ name: String, isProtected: Bool = false, requires: String? = nil
  ) throws {
    let environment = DeploymentEnvironment(
      try EnvironmentName(name), isProtected: isProtected,
      requires: try requires.map { try EnvironmentName($0) })
    try change { (transaction) throws(RepositoryError) in
      try transaction.setEnvironment(environment)
    }
  }

  func removeEnvironment(_ name: String) throws {
    let name = try EnvironmentName(name)
    try change { (transaction) throws(RepositoryError) in
      try transaction.removeEnvironment(name)
    }
  }

  func createRelease(_ name: String) throws {
    let name = try ReleaseName(name)
    try change { (transaction) throws(RepositoryError) in try transaction.createRelease(name) }
  }

  func deployRelease(_ name: String, to environment: String) throws {
    let (name, environment) = (try ReleaseName(name), try EnvironmentName(environment))
    try change { (transaction) throws(RepositoryError) in
      try transaction.deployRelease(name, to: environment)
    }
  }

  func rollBackRelease(in environment: String) throws {
    let environment = try EnvironmentName(environment)
    try change { (transaction) throws(RepositoryError) in
      try transaction.rollbackRelease(in: environment)
    }
  }

  /// Makes one change of the ledger.
  @discardableResult
  func change<Result>(
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws -> Result {
    try repository.change(by: person(), body)
  }

  /// The environments with their rules, in order.
  func environments() throws -> [String] {
    try repository.environments().map { environment in
      environment.name.rawValue + (environment.isProtected ? "!" : "")
        + (environment.requires.map { "<\($0)" } ?? "")
    }
  }

  /// The releases, in the order of their names.
  func releases() throws -> [String] { try repository.releases().map(\.name.rawValue) }

  /// The release that is live in an environment.
  func live(in environment: String) throws -> String? {
    try repository.liveRelease(in: EnvironmentName(environment))?.release.rawValue
  }

  func rename(_ name: String, _ newName: String) throws {
    try repository.by(person()).rename(PromptName(name), to: PromptName(newName))
  }

  func delete(_ name: String) throws {
    try repository.by(person()).delete(PromptName(name))
  }

  @discardableResult
  func push(_ names: String...) throws -> RemoteReport {
    try origin().push(names.map { try PromptName($0) })
  }

  @discardableResult
  func pull(_ names: String...) throws -> RemoteReport {
    try origin().pull(names.map { try PromptName($0) }, by: person())
  }

  @discardableResult
  func pull(
    _ resolution: Resolution,
    preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)? = { _ in }
  ) throws -> RemoteReport {
    try origin().pull(resolving: resolution, by: person(), preparing: prepare)
  }

  /// The names and targets of the references of the ledger.
  func references() throws -> [String] {
    try
      (store.references(under: "refs/prompts/") + store.references(in: .tombstones)
      + store.references(in: .repositoryWide))
      .map { "\($0.name) \($0.target)" }.sorted()
  }

  func number(_ name: String) throws -> Int? {
    try repository.latest(of: PromptName(name))?.number
  }

  func isSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try expectSound(gitDirectory, sourceLocation: sourceLocation)
  }
}
