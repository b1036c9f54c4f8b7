internal import CLibGit2
internal import CLibGit2Shim
internal import Platform
internal import PromptRepo

/// Programs to be measured: git, and this project's own.
enum Git {
  /// The variables every program runs with: no configuration of the user's or the machine's.
  static let environment = EnvironmentVariables(
    EnvironmentVariables.process.variables.merging([
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": Fixture.author.name, "GIT_AUTHOR_EMAIL": Fixture.author.email,
      "GIT_COMMITTER_NAME": Fixture.author.name, "GIT_COMMITTER_EMAIL": Fixture.author.email,
    ]) { _, new in new })

  /// Makes git flush what it commits, as a durable store has to; by default it leaves out loose
  /// objects and references.
  static let durable = ["-c", "core.fsync=committed,loose-object,reference"]

  /// Runs git, which has to succeed.
  @discardableResult
  static func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    try run(program: "git", arguments, input: input)
  }

  /// Runs a program, which has to succeed, and returns what it printed.
  @discardableResult
  static func run(
    program: String, _ arguments: [String], input: [UInt8] = []
  ) throws -> [UInt8] {
    let result = try Subprocess(program, arguments, environment: environment).capture(input: input)
    guard result.succeeded else {
      throw BenchError(
        "\(program) \(arguments.joined(separator: " ")): "
          + String(decoding: result.error, as: UTF8.self))
    }
    return result.output
  }
}

/// The library itself.
enum LibGit2 {
  /// Sets the library up to flush what it writes, as a durable store has to.
  static func begin() throws(BenchError) {
    guard git_libgit2_init() > 0 else { throw BenchError("libgit2 cannot be set up") }
    try check(clibgit2shim_enable_fsync(1), "git_libgit2_opts")
  }

  /// Turns a result code into an error.
  static func check(_ code: Int32, _ call: String) throws(BenchError) {
    guard code < 0 else { return }
    let reason = git_error_last()?.pointee.message.map { String(cString: $0) } ?? "error \(code)"
    throw BenchError("\(call): \(reason)")
  }
}

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

extension LibGit2Repository {
  /// The bytes of a file in the tree of the commit that a reference points at.
  func file(_ name: String, at reference: String) throws(BenchError) -> [UInt8] {
    let tip = try target(reference)
    let treeID = try withCommit(tip) { git_commit_tree_id($0).pointee }
    return try withTree(treeID) { (tree) throws(BenchError) in
      guard let entry = git_tree_entry_byname(tree, name), let id = git_tree_entry_id(entry) else {
        throw BenchError("there is no '\(name)' at \(reference)")
      }
      var blob: OpaquePointer?
      try LibGit2.check(git_blob_lookup(&blob, handle, id), "git_blob_lookup")
      defer { git_blob_free(blob) }
      return Array(
        UnsafeRawBufferPointer(
          start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob))))
    }
  }

  /// The names of references with an ending, in their order.
  ///
  /// Goes through all of them, since libgit2 has no other way; a glob would be slower.
  ///
  /// - Parameters:
  ///   - after: Only names that come after this one.
  ///   - limit: At most so many.
  func names(ending: String, after: String, limit: Int) throws(BenchError) -> [String] {
    var iterator: OpaquePointer?
    try LibGit2.check(git_reference_iterator_new(&iterator, handle), "git_reference_iterator_new")
    defer { git_reference_iterator_free(iterator) }
    var names: [String] = []
    var next: UnsafePointer<CChar>?
    while names.count < limit {
      let code = git_reference_next_name(&next, iterator)
      if code == GIT_ITEROVER.rawValue { break }
      try LibGit2.check(code, "git_reference_next_name")
      guard let next else { break }
      if isAfter(next, after), hasEnding(next, ending.utf8) { names.append(String(cString: next)) }
    }
    return names
  }

  /// Walks a chain of commits from its tip, reading author, time and message of each.
  ///
  /// - Returns: How many bytes of messages there were.
  func history(
    _ reference: String, limit: Int, readsTrailers: Bool
  ) throws(BenchError) -> (commits: Int, bytes: Int) {
    var walk: OpaquePointer?
    try LibGit2.check(git_revwalk_new(&walk, handle), "git_revwalk_new")
    defer { git_revwalk_free(walk) }
    try LibGit2.check(git_revwalk_push_ref(walk, reference), "git_revwalk_push_ref")
    var (commits, bytes) = (0, 0)
    var id = git_oid()
    while commits < limit, git_revwalk_next(&id, walk) == 0 {
      bytes += try withCommit(id) { (commit) throws(BenchError) in
        guard let author = git_commit_author(commit), let message = git_commit_message(commit)
        else { throw BenchError("a commit has no message") }
        if readsTrailers { try trailers(message) }
        return String(cString: author.pointee.name).utf8.count + String(cString: message).utf8.count
      }
      commits += 1
    }
    return (commits, bytes)
  }

  private func trailers(_ message: UnsafePointer<CChar>) throws(BenchError) {
    var trailers = git_message_trailer_array()
    try LibGit2.check(git_message_trailers(&trailers, message), "git_message_trailers")
    git_message_trailer_array_free(&trailers)
  }
}

private func isAfter(_ name: UnsafePointer<CChar>, _ other: String) -> Bool {
  var index = 0
  for byte in other.utf8 {
    let own = UInt8(bitPattern: name[index])
    if own != byte { return own > byte }
    index += 1
  }
  return name[index] != 0
}

/// Compares from the last at sign on, where a prompt's concern begins.
private func hasEnding(_ name: UnsafePointer<CChar>, _ ending: String.UTF8View) -> Bool {
  var index = 0
  var start = 0
  while name[index] != 0 {
    if name[index] == CChar(bitPattern: UInt8(ascii: "@")) { start = index }
    index += 1
  }
  guard index - start == ending.count else { return false }
  return zip(start..<index, ending).allSatisfy { UInt8(bitPattern: name[$0]) == $1 }
}

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
