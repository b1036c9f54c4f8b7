import Foundation
import CodeHistory
import GitStore
import PromptRepo
import TestSupport
import Testing

@Suite struct GitOpeningTests {
  @Test func aFolderWithoutRepositoryIsNone() throws {
    let directory = try TemporaryDirectory()
    #expect(try GitRepository.discover(from: directory.path) == nil)
    #expect(failure { _ = try GitRepository(opening: directory.path) }?.code == .notFound)
  }

  @Test func findsTheRepositoryOfAnySubfolder() throws {
    let directory = try TemporaryDirectory()
    _ = try run("git", ["init", "-q", directory.path])
    let deep = directory.appending("a/b")
    try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
    let repository = try #require(try GitRepository.discover(from: deep))
    #expect(repository.workTree == directory.path)
    #expect(repository.gitDirectory == directory.appending(".git"))
  }

  @Test func refusesObjectsNamedBySHA256() throws {
    let repository = try BareRepository("--object-format=sha256")
    let error = failure { _ = try repository.store() }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("names its objects by sha256") == true)
    #expect(error?.hint?.contains("git init --object-format=sha1") == true)
    #expect(failure { _ = try GitRepository.discover(from: repository.path) }?.code == .unsupported)
  }

  @Test func refusesReftable() throws {
    let repository = try BareRepository()
    try repository.git("config", "core.repositoryFormatVersion", "1")
    try repository.git("config", "extensions.refStorage", "reftable")
    let error = failure { _ = try repository.store() }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("keeps its references as reftable") == true)
    #expect(error?.hint?.contains("git refs migrate --ref-format=files") == true)
  }

  @Test(arguments: [0, 1])
  func refusesExtensionsItDoesNotKnow(version: Int) throws {
    let repository = try BareRepository()
    try repository.git("config", "core.repositoryFormatVersion", "\(version)")
    try repository.git("config", "extensions.fancyThing", "true")
    let error = failure { _ = try repository.store() }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("fancything") == true)
  }

  @Test func refusesLaterFormats() throws {
    let repository = try BareRepository()
    try repository.git("config", "core.repositoryFormatVersion", "2")
    let error = failure { _ = try repository.store() }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("format version 2") == true)
  }

  @Test func opensWhatItsExtensionsDoNotConcern() throws {
    let repository = try BareRepository()
    try repository.git("config", "core.repositoryFormatVersion", "1")
    try repository.git("config", "extensions.objectFormat", "sha1")
    try repository.git("config", "extensions.preciousObjects", "true")
    try repository.git("config", "extensions.worktreeConfig", "true")
    try repository.git("config", "extensions.partialClone", "origin")
    let store = try repository.store()
    let id = try store.write("refs/prompts/p", "one")
    #expect(try repository.git("rev-parse", "refs/prompts/p") == "\(id.hex)\n")
  }

  /// As root only: nobody else may give files away.
  @Test(.enabled(if: getuid() == 0), arguments: [false, true])
  func refusesForeignOwnershipInTheWordsOfGit(isBare: Bool) throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("it's theirs")
    _ = try run("git", ["init", "-q"] + (isBare ? ["--bare"] : []) + [path])
    #expect(try run("chown", ["-R", "4321", path]).status == 0)
    let theirs = try run(
      "git", ["-C", path, "rev-parse", "--git-dir"], env: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    #expect(theirs.status != 0)
    for open in [
      { _ = try GitRepository.discover(from: path) }, { _ = try GitRepository(opening: path) },
    ] {
      let error = failure(open)
      #expect(error?.code == .unsupported)
      let words = "detected dubious ownership in repository at '\(path)'"
      #expect(error?.message == words)
      #expect(theirs.stderr.contains(words))
      #expect(error?.hint?.contains("git config --global --add safe.directory") == true)
    }
  }
}
