import Foundation
import Platform
import PromptFiles
import PromptRepo
import Testing

/// Commands that changed the ledger, and whose files did not follow.
@Suite struct UnfinishedTests {
  private let plan = FaultPlan()
  private let desk: Desk
  private let a: PromptName
  private let b: PromptName

  init() throws {
    desk = try Desk(faults: plan)
    a = try PromptName("a")
    b = try PromptName("b")
    try desk.commit("a", "---\nname: a\n---\none\n")
    try desk.write("a", "---\nname: a\n---\nedited\n")
  }

  /// Expects an error that says what is done already and how to go on.
  private func expectPart(
    _ words: String, at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) -> FileRefusal? {
    let error = #expect(throws: RepositoryError.self, sourceLocation: location, performing: body)
    #expect(error?.code == .partial, sourceLocation: location)
    #expect(
      error?.message.contains(words) == true, "\(error?.description ?? "")",
      sourceLocation: location)
    return error?.cause as? FileRefusal
  }

  /// The new file cannot be written, the old one not removed, or the index not be noted.
  @Test(arguments: [
    FaultPlan.Rule(.rename, pathContaining: "b.prompt", occurrence: 1, .fail(.noSpace)),
    FaultPlan.Rule(.unlink, pathContaining: "a.prompt", occurrence: 1, .fail(.inputOutput)),
    FaultPlan.Rule(.rename, pathContaining: "promptrepo/index", occurrence: 1, .fail(.noSpace)),
  ])
  func aRenameGoesOn(rule: FaultPlan.Rule) throws {
    plan.add(rule)
    let cause = expectPart("'a' is 'b' in the ledger now") {
      try desk.workspace.rename(a, to: b, in: desk.repository, by: Desk.author)
    }
    guard case .unfinishedRename(a, to: b, _)? = cause else {
      Issue.record("\(String(describing: cause))")
      return
    }
    #expect(try desk.repository.prompt(b) != nil)
    #expect(try desk.repository.prompt(a) == nil)
    try desk.workspace.rename(a, to: b, in: desk.repository, by: Desk.author)
    #expect(try desk.read("b") == "---\nname: b\n---\nedited\n")
    #expect(!desk.exists("a"))
    // What the file was made from is known under the new name.
    #expect(try desk.state("b") == .changed)
    #expect(try desk.status("b").base == 1)
    #expect(throws: RepositoryError.self) {
      try desk.workspace.rename(a, to: b, in: desk.repository, by: Desk.author)
    }
  }

  @Test func aDeletionGoesOn() throws {
    plan.add(
      FaultPlan.Rule(.unlink, pathContaining: "a.prompt", occurrence: 1, .fail(.inputOutput)))
    let cause = expectPart("was deleted from the ledger") {
      try desk.workspace.delete(a, forces: true, in: desk.repository, by: Desk.author)
    }
    guard case .unfinishedDeletion(a, _)? = cause else {
      Issue.record("\(String(describing: cause))")
      return
    }
    #expect(try desk.repository.prompt(a) == nil)
    #expect(desk.exists("a"))
    try desk.workspace.delete(a, forces: true, in: desk.repository, by: Desk.author)
    #expect(!desk.exists("a"))
  }

  @Test func anEditOfTheRecordGoesOn() throws {
    plan.add(
      FaultPlan.Rule(.rename, pathContaining: "a.prompt", occurrence: 1, .fail(.noSpace)))
    let edit = RecordEdit(title: .set("New"))
    _ = expectPart("the record of prompt 'a' was edited") {
      try desk.workspace.set(a, edit, in: desk.repository, by: Desk.author)
    }
    #expect(try desk.prompt("a").record.title == "New")
    #expect(try desk.workspace.set(a, edit, in: desk.repository, by: Desk.author))
    #expect(try desk.read("a").contains("title: New"))
  }
}
