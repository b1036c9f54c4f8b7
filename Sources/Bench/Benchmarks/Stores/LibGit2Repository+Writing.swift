internal import CLibGit2

extension LibGit2Repository {
  /// Adds what a new version is to a ledger: blob, tree, the version's commit and the commit that
  /// makes it active, then both references with their logs.
  func addVersion(_ template: [UInt8], name: String, number: Int) throws(BenchError) {
    var blob = git_oid()
    try LibGit2.check(
      git_blob_create_from_buffer(&blob, handle, template, template.count),
      "git_blob_create_from_buffer")
    let tree = try makeTree("template.txt", blob)
    let versions = "refs/prompts/\(name)/@versions"
    let active = "refs/prompts/\(name)/@active"
    let (oldVersion, oldActive) = (try target(versions), try target(active))
    let version = try commit(
      tree, parent: oldVersion, Fixture.versionMessage(name, number: number))
    let move = try commit(
      tree, parent: oldActive, Fixture.moveMessage(name, verb: "moves to", number: number))
    try self.move(versions, from: oldVersion, to: version, "\(name) v\(number)")
    try self.move(active, from: oldActive, to: move, "\(name) active moves to v\(number)")
  }

  /// Makes the version of the active pointer's parent active again: one commit, one reference with
  /// its log.
  func rollBack(_ name: String, number: Int) throws(BenchError) {
    let active = "refs/prompts/\(name)/@active"
    let tip = try target(active)
    let earlier = try withCommit(tip) { git_commit_parent_id($0, 0).pointee }
    let tree = try withCommit(earlier) { git_commit_tree_id($0).pointee }
    let message = Fixture.moveMessage(name, verb: "rolls back to", number: number)
    let move = try commit(tree, parent: tip, message)
    try self.move(active, from: tip, to: move, "\(name) active rolls back to v\(number)")
  }

  private func makeTree(_ file: String, _ blob: git_oid) throws(BenchError) -> git_oid {
    var blob = blob
    var builder: OpaquePointer?
    try LibGit2.check(git_treebuilder_new(&builder, handle, nil), "git_treebuilder_new")
    defer { git_treebuilder_free(builder) }
    try LibGit2.check(
      git_treebuilder_insert(nil, builder, file, &blob, GIT_FILEMODE_BLOB),
      "git_treebuilder_insert")
    var tree = git_oid()
    try LibGit2.check(git_treebuilder_write(&tree, builder), "git_treebuilder_write")
    return tree
  }

  private func commit(
    _ tree: git_oid, parent: git_oid, _ message: String
  ) throws(BenchError) -> git_oid {
    try withTree(tree) { (tree) throws(BenchError) in
      try withCommit(parent) { (parent) throws(BenchError) in
        var id = git_oid()
        var parents: [OpaquePointer?] = [parent]
        try LibGit2.check(
          git_commit_create(
            &id, handle, nil, signature, signature, nil, message, tree, 1, &parents),
          "git_commit_create")
        return id
      }
    }
  }

  private func move(
    _ name: String, from old: git_oid, to new: git_oid, _ message: String
  ) throws(BenchError) {
    var (old, new) = (old, new)
    var reference: OpaquePointer?
    try LibGit2.check(
      git_reference_create_matching(&reference, handle, name, &new, 1, &old, message),
      "git_reference_create_matching")
    git_reference_free(reference)
  }
}
