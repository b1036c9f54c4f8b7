import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Files that were given another name without the program.
@Suite struct MovedFileTests {
  private func moved(_ desk: Desk) throws -> [String] {
    try desk.workspace.status(in: desk.repository).prompts.map { status in
      let from = status.movedFrom.map { " from \($0)" } ?? ""
      let to = status.movedTo.map { " to \($0)" } ?? ""
      return "\(status.name) \(status.state.label)\(from)\(to)"
    }
  }

  @Test func statusSeesAMoveByGit() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("c", "other\n")
    try code.git("mv", "prompts/a.prompt", "prompts/b.prompt")
    #expect(
      try moved(code.desk) == ["a missing to b", "b new from a", "c unchanged"])
    try code.git("commit", "-q", "-m", "move")
    // In a fresh clone the program never wrote the old file.
    let clone = try CodeDesk(cloning: code)
    #expect(
      try moved(clone.desk) == ["a not checked out to b", "b new from a", "c unchanged"])
  }

  @Test func mvFollowsAMovedFile() throws {
    let code = try CodeDesk()
    try code.cut("a", "---\nname: a\n---\none\n")
    let id = try code.desk.prompt("a").record.id
    try code.git("mv", "prompts/a.prompt", "prompts/b.prompt")
    try code.desk.workspace.rename(
      try PromptName("a"), to: try PromptName("b"), in: code.desk.repository, by: Desk.author)
    #expect(try code.desk.prompt("b").record.id == id)
    #expect(try code.desk.read("b") == "---\nname: b\n---\none\n")
    #expect(!code.desk.exists("a"))
    #expect(try code.standing("b") == "unchanged v1 of v1")
    try code.git("commit", "-q", "-a", "-m", "move")
    try code.cut("b", "two\n")
    #expect(try code.source("b") == VersionSource(commit: code.head, path: "prompts/b.prompt"))
    try code.git("revert", "--no-edit", "HEAD")
    try code.desk.removeIndex()
    #expect(try code.standing("b") == "changed v2 of v2")
  }

  @Test func aMoveWithoutGitIsSeenToo() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.remove("a")
    try desk.write("b", "one\n")
    #expect(try moved(desk) == ["a missing to b", "b new from a"])
    try desk.workspace.rename(
      try PromptName("a"), to: try PromptName("b"), in: desk.repository, by: Desk.author)
    try desk.write("b", "two\n")
    #expect(try desk.state("b") == .changed)
  }

  @Test func twoThatCouldHaveMovedAreNotGuessedAt() throws {
    let desk = try Desk()
    for name in ["a", "b"] {
      try desk.commit(name, "one\n")
      try desk.remove(name)
    }
    try desk.write("c", "one\n")
    #expect(try moved(desk) == ["a missing", "b missing", "c new"])
  }

  @Test func aFileInTheWayIsNoMove() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.write("b", "one\n")
    #expect(try moved(desk) == ["a unchanged", "b new"])
    #expect {
      try desk.workspace.rename(
        try PromptName("a"), to: try PromptName("b"), in: desk.repository, by: Desk.author)
    } throws: {
      ($0 as? RepositoryError)?.code == .conflict
    }
    #expect(try desk.prompt("a").latest?.number == 1)
  }
}
