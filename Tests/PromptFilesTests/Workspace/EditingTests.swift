import CanonicalJSON
import Foundation
import PromptFiles
import PromptRepo
import Testing

@Suite struct EditingTests {
  private func name(_ text: String) throws -> PromptName { try PromptName(text) }

  private func isConflict(_ error: any Error) -> Bool {
    (error as? RepositoryError)?.code == .conflict
  }

  @Test func newWritesAFileOnce() throws {
    let desk = try Desk()
    let name = try name("support/reply")
    try desk.workspace.new(
      name, template: "Hello {{name}}\n", title: "Reply", in: desk.repository)
    #expect(try desk.read("support/reply") == "---\ntitle: Reply\n---\nHello {{name}}\n\n")
    #expect(try desk.state("support/reply") == .new)
    #expect {
      try desk.workspace.new(name, template: "x", in: desk.repository)
    } throws: { isConflict($0) }
    try desk.commit()
    try desk.remove("support/reply")
    #expect {
      try desk.workspace.new(name, template: "x", in: desk.repository)
    } throws: { isConflict($0) }
    #expect { try desk.workspace.new(self.name("e"), template: "", in: desk.repository) } throws: {
      ($0 as? RepositoryError)?.code == .invalid
    }
    #expect(!desk.exists("e"))
  }

  @Test func setEditsRecordAndHeader() throws {
    let desk = try Desk()
    try desk.commit("a", "---\n# keep\ntitle: T\nmodel: m\n---\nbody\n")
    try desk.write("a", "---\n# keep\ntitle: T\nmodel: m\n---\nedited\n")
    let edit = RecordEdit(title: .set("New"), metadata: .set(["team": "x"]))
    #expect(
      try desk.workspace.set(name("a"), edit, in: desk.repository, by: Desk.author))
    #expect(try desk.prompt("a").record.title == "New")
    #expect(
      try desk.read("a")
        == "---\n# keep\ntitle: New\nmetadata:\n  team: x\nmodel: m\n---\nedited\n")
    let status = try desk.status("a")
    #expect(status.state == .changed && status.fields.isEmpty)
    #expect(
      try !desk.workspace.set(name("a"), edit, in: desk.repository, by: Desk.author))
    // What was edited elsewhere since is told apart from what was set here.
    try desk.editElsewhere("a", RecordEdit(title: .set("Elsewhere")))
    #expect(try desk.status("a").fields == [.title: .behind])
  }

  @Test func setChangesNothingWhenTheFileCannotBeRead() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.write("a", "---\nbroken: [\n---\none\n")
    #expect {
      try desk.workspace.set(
        name("a"), RecordEdit(title: .set("T")), in: desk.repository, by: Desk.author)
    } throws: { ($0 as? RepositoryError)?.code == .invalid }
    #expect(try desk.prompt("a").record.title == nil)
  }

  @Test func setWithoutAFileOrWithoutAPrompt() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.remove("a")
    try desk.workspace.set(
      name("a"), RecordEdit(title: .set("T")), in: desk.repository, by: Desk.author)
    #expect(try desk.prompt("a").record.title == "T" && !desk.exists("a"))
    try desk.write("b", "x\n")
    try desk.workspace.set(
      name("b"), RecordEdit(title: .set("T")), in: desk.repository, by: Desk.author)
    #expect(try desk.read("b") == "---\ntitle: T\n---\nx\n")
    #expect(try desk.state("b") == .new)
  }

  @Test func renameMovesFileAndBase() throws {
    let desk = try Desk()
    try desk.commit("old/a", "---\nname: old/a\n---\none\n")
    try desk.write("old/a", "---\nname: old/a\n---\nedited\n")
    try desk.workspace.rename(
      name("old/a"), to: name("b"), in: desk.repository, by: Desk.author)
    #expect(try desk.read("b") == "---\nname: b\n---\nedited\n")
    #expect(!FileManager.default.fileExists(atPath: desk.workspace.root + "/prompts/old"))
    #expect(try desk.state("b") == .changed)
    #expect(try desk.workspace.index().bases.keys.map(\.rawValue) == ["b"])
    try desk.write("taken", "x")
    #expect {
      try desk.workspace.rename(
        name("b"), to: name("taken"), in: desk.repository, by: Desk.author)
    } throws: { isConflict($0) }
    #expect(try desk.prompt("b").latest?.number == 1)
  }

  @Test func deleteRemovesTheFileUnlessItIsEdited() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.write("a", "edited\n")
    #expect {
      try desk.workspace.delete(name("a"), in: desk.repository, by: Desk.author)
    } throws: { isConflict($0) }
    #expect(try desk.prompt("a").latest?.number == 1)
    try desk.workspace.delete(name("a"), forces: true, in: desk.repository, by: Desk.author)
    #expect(!desk.exists("a"))
    #expect(try desk.repository.names().isEmpty && desk.workspace.index().bases.isEmpty)
  }
}
