internal import CLibGit2
internal import PromptRepo

/// A bare repository through libgit2, with the calls that a C program would make.
final class LibGit2Repository {
  let handle: OpaquePointer
  let signature: UnsafeMutablePointer<git_signature>

  /// Opens a repository.
  init(_ path: String) throws(BenchError) {
    var handle: OpaquePointer?
    try LibGit2.check(git_repository_open_bare(&handle, path), "git_repository_open_bare")
    var signature: UnsafeMutablePointer<git_signature>?
    try LibGit2.check(
      git_signature_new(&signature, Fixture.author.name, Fixture.author.email, 1_700_000_000, 0),
      "git_signature_new")
    guard let handle, let signature else { throw BenchError("libgit2 gave no repository") }
    // Without it, every line of a reflog would cost a look into the configuration.
    git_repository_set_ident(handle, Fixture.author.name, Fixture.author.email)
    self.handle = handle
    self.signature = signature
  }

  deinit {
    git_signature_free(signature)
    git_repository_free(handle)
  }

  /// The object that a reference points at.
  func target(_ reference: String) throws(BenchError) -> git_oid {
    var id = git_oid()
    try LibGit2.check(
      git_reference_name_to_id(&id, handle, reference), "git_reference_name_to_id")
    return id
  }

  /// Calls `body` with a commit.
  func withCommit<Result>(
    _ id: git_oid, _ body: (OpaquePointer) throws(BenchError) -> Result
  ) throws(BenchError) -> Result {
    var id = id
    var commit: OpaquePointer?
    try LibGit2.check(git_commit_lookup(&commit, handle, &id), "git_commit_lookup")
    defer { git_commit_free(commit) }
    guard let commit else { throw BenchError("libgit2 gave no commit") }
    return try body(commit)
  }

  /// Calls `body` with a tree.
  func withTree<Result>(
    _ id: git_oid, _ body: (OpaquePointer) throws(BenchError) -> Result
  ) throws(BenchError) -> Result {
    var id = id
    var tree: OpaquePointer?
    try LibGit2.check(git_tree_lookup(&tree, handle, &id), "git_tree_lookup")
    defer { git_tree_free(tree) }
    guard let tree else { throw BenchError("libgit2 gave no tree") }
    return try body(tree)
  }
}
