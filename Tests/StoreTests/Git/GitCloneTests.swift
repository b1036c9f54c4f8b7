import Foundation
import CodeHistory
import GitStore
import PromptRepo
import TestSupport
import Testing

/// Clones that lack objects.
@Suite struct GitCloneTests {
  let upstream: BareRepository
  let directory: TemporaryDirectory
  let versions: [ObjectID]

  static let refspec = "refs/prompts/*:refs/prompts/*"

  init() throws {
    upstream = try BareRepository()
    directory = try TemporaryDirectory()
    try upstream.git("config", "uploadpack.allowFilter", "true")
    let store = try upstream.store()
    var versions: [ObjectID] = []
    for number in 1...4 {
      versions.append(
        try store.write("refs/prompts/p/@versions", "text \(number)", from: versions.last))
    }
    self.versions = versions
    var branch: ObjectID?
    for number in 1...3 { branch = try store.write("refs/heads/main", "\(number)", from: branch) }
    try upstream.git("symbolic-ref", "HEAD", "refs/heads/main")
  }

  private func clone(_ options: String...) throws -> (path: String, store: GitStore) {
    let path = directory.appending("clone")
    let result = try run(
      "git", ["clone", "-q", "--no-checkout"] + options + ["file://\(upstream.path)", path])
    try #require(result.status == 0, "\(result.stderr)")
    return (path, try GitStore(GitRepository(opening: path), layout: .prompts))
  }

  private func fetch(_ path: String, _ options: [String]) throws {
    let result = try run("git", ["-C", path, "fetch", "-q"] + options)
    try #require(result.status == 0, "\(result.stderr)")
  }

  /// Runs what an error's hint says, as a user would.
  private func obey(_ error: RepositoryError?, in path: String) throws {
    let parts = try #require(error?.hint).split(separator: "`")
    let command = try #require(parts.first { $0.hasPrefix("git ") })
    let result = try run("sh", ["-c", String(command)], cwd: path)
    try #require(result.status == 0, "\(command): \(result.stderr)")
  }

  @Test func aShallowCloneWithoutLedgerWorks() throws {
    let (path, store) = try clone("--depth", "1")
    let id = try store.write("refs/prompts/new", "one")
    #expect(
      try GitStore(GitRepository(opening: path), layout: .prompts).value("refs/prompts/new") == id)
    #expect(try store.object(versions[0]) == nil)
  }

  @Test func aShallowCloneWithAWholeLedgerWorks() throws {
    let (path, store) = try clone("--depth", "1")
    try fetch(path, ["--depth", "100", "origin", Self.refspec])
    for version in versions { #expect(try store.object(version) != nil) }
    #expect(try store.object(Sample.commit("unknown").id) == nil)
  }

  @Test func aShallowLedgerIsRefusedWithWhatCompletesIt() throws {
    let (path, store) = try clone("--depth", "1")
    try fetch(path, ["--depth", "2", "origin", Self.refspec])
    #expect(try store.object(versions[3]) != nil)
    #expect(try store.object(versions[2]) != nil)
    let error = failure { _ = try store.object(versions[1]) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("is a shallow clone") == true)
    #expect(error?.hint?.contains("git fetch --unshallow") == true)
    try obey(error, in: path)
    for version in versions { #expect(try store.object(version) != nil) }
  }

  @Test func aPartialLedgerIsRefusedWithWhatCompletesIt() throws {
    let (path, store) = try clone("--filter=blob:none")
    try fetch(path, ["origin", Self.refspec])
    let blobs = (1...4).map { GitObject(.blob, Array("text \($0)".utf8)).id }
    let error = failure { _ = try store.object(blobs[0]) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("is a partial clone") == true)
    #expect(try store.object(Sample.commit("unknown").id) == nil)
    // What is not needed is not missed.
    try store.write("refs/prompts/p/@versions", "text 5", from: versions[3])
    try obey(error, in: path)
    for blob in blobs { #expect(try store.object(blob) != nil) }
  }
}
