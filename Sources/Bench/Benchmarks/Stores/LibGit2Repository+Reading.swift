internal import CLibGit2

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
