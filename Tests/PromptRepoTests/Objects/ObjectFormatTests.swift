import PromptRepo
import TestSupport
import Testing

/// Objects are compared with what git itself makes of the same values.
struct ObjectFormatTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    _ = try git(["init", "-q", "--bare"])
  }

  private func git(_ arguments: [String], stdin: String = "", env: [String: String] = [:]) throws
    -> String
  {
    let result = try run(
      "git", arguments, cwd: directory.path, env: env, stdin: Array(stdin.utf8))
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  @Test(arguments: ["", "hello\n", "a\r\nb\r", "grüße 🎉", String(repeating: "x", count: 70_000)])
  func `a blob has the id that git gives it`(text: String) throws {
    let id = try git(["hash-object", "-w", "--stdin"], stdin: text)
    #expect(GitObject(.blob, Array(text.utf8)).id.hex + "\n" == id)
  }

  @Test func `a tree is ordered and named as git does`() throws {
    let blob = GitObject(.blob, Array("x\n".utf8)).id
    _ = try git(["hash-object", "-w", "--stdin"], stdin: "x\n")
    let inner = Tree([TreeEntry(.file, "f", blob)])
    _ = try git(["mktree"], stdin: "100644 blob \(blob)\tf\n")
    // A folder sorts as if its name ended in a slash: "a-b" < "a/" < "a0".
    let tree = Tree([
      TreeEntry(.file, "a0", blob), TreeEntry(.tree, "a", inner.object.id),
      TreeEntry(.file, "a-b", blob), TreeEntry(.executable, "run", blob),
    ])
    let listing = """
      100644 blob \(blob)\ta0
      040000 tree \(inner.object.id)\ta
      100644 blob \(blob)\ta-b
      100755 blob \(blob)\trun

      """
    #expect(try git(["mktree"], stdin: listing) == "\(tree.object.id)\n")
    #expect(try Tree(tree.object) == tree)
  }

  @Test func `a commit has the id that git gives it`() throws {
    let tree = Tree([]).object
    _ = try git(["mktree"])
    let time = Timestamp(milliseconds: 1_700_000_000_999, offset: -330)
    let author = Signature(name: " Ann <A> ,", email: "ann@example.com", time: time)
    let commit = Commit(
      tree: tree.id, parents: [], author: author, committer: author, message: "subject\n\nbody\n")
    let env = [
      "GIT_AUTHOR_NAME": " Ann <A> ,", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_AUTHOR_DATE": "1700000000 -0530", "GIT_COMMITTER_NAME": " Ann <A> ,",
      "GIT_COMMITTER_EMAIL": "ann@example.com", "GIT_COMMITTER_DATE": "1700000000 -0530",
    ]
    let id = try git(["commit-tree", tree.id.hex], stdin: "subject\n\nbody\n", env: env)
    #expect(commit.object.id.hex + "\n" == id)
    let read = try Commit(commit.object)
    #expect(read.author.name == author.name)
    #expect(read.author.line == author.line)
    #expect(read.message == commit.message)
  }

  @Test(arguments: ["tree", "100644 a", "100644 a\0abc", "999 a\0aaaaaaaaaaaaaaaaaaaa"])
  func `a damaged tree is an error`(text: String) {
    #expect(throws: RepositoryError.self) { try Tree(GitObject(.tree, Array(text.utf8))) }
  }

  @Test(arguments: ["", "tree x\n", "tree \(String(repeating: "0", count: 40))\n\nmessage"])
  func `a damaged commit is an error`(text: String) {
    #expect(throws: RepositoryError.self) { try Commit(GitObject(.commit, Array(text.utf8))) }
  }
}
