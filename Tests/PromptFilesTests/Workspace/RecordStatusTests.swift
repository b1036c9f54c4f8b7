import CanonicalJSON
import Foundation
import PromptFiles
import PromptRepo
import Testing

@Suite struct RecordStatusTests {
  @Test func headerFieldsBecomeTheRecord() throws {
    let desk = try Desk()
    try desk.commit("a", "---\ntitle: T\nmetadata:\n  team: x\nmodel: m\n---\nbody\n")
    let record = try desk.prompt("a").record
    #expect(record.title == "T" && record.metadata == ["team": "x"] && record.description == nil)
    let version = try desk.repository.version(try PromptName("a"), .latest)
    #expect(try desk.repository.content(of: version).config == ["model": "m"])
  }

  @Test func anEditOfTheTitleCutsNoVersion() throws {
    let desk = try Desk()
    try desk.commit("a", "---\ntitle: T\n---\nbody\n")
    try desk.write("a", "---\ntitle: U\n---\nbody\n")
    let status = try desk.status("a")
    #expect(status.state == .unchanged && status.fields == [.title: .changed])
    let report = try desk.commit()
    #expect(report.results.map(\.isRecordEdited) == [true])
    #expect(report.results[0].version == nil)
    #expect(try desk.prompt("a").record.title == "U")
    #expect(try desk.status("a").isClean && desk.status("a").latest == 1)
  }

  @Test func anAbsentKeyLeavesTheRecordAlone() throws {
    let desk = try Desk()
    try desk.commit("a", "---\ntitle: T\n---\nbody\n")
    try desk.write("a", "body\n")
    #expect(try desk.status("a").isClean)
    try desk.write("a", "---\ntitle:\n---\nbody\n")
    #expect(try desk.status("a").fields == [.title: .changed])
    try desk.commit()
    #expect(try desk.prompt("a").record.title == nil)
  }

  @Test func anOldTitleInAFileUndoesNoNewerOne() throws {
    for keepsIndex in [true, false] {
      let desk = try Desk()
      try desk.commit("a", "---\ntitle: T\n---\nbody\n")
      try desk.editElsewhere("a", RecordEdit(title: .set("Newer")))
      if !keepsIndex { try desk.removeIndex() }
      #expect(try desk.status("a").fields == [.title: .behind])
      #expect(try desk.workspace.planCommit(to: desk.repository).isNothing)
      // Nor does a commit of something else.
      if keepsIndex {
        try desk.commit("a", "---\ntitle: T\n---\nbody two\n")
        try desk.commit("a", "---\ntitle: T\ndescription: D\n---\nbody two\n")
        #expect(try desk.prompt("a").record.title == "Newer")
        #expect(try desk.prompt("a").record.description == "D")
        #expect(try desk.status("a").fields == [.title: .behind])
      }
    }
  }

  @Test func differentEditsOfOneFieldAreAConflict() throws {
    let desk = try Desk()
    try desk.commit("a", "---\ntitle: T\ndescription: D\n---\nbody\n")
    try desk.editElsewhere("a", RecordEdit(title: .set("Theirs")))
    try desk.write("a", "---\ntitle: Ours\ndescription: D2\n---\nbody\n")
    let status = try desk.status("a")
    #expect(status.fields == [.title: .conflict, .description: .changed])
    #expect(status.isConflict)
    #expect { try desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect(try desk.prompt("a").record.description == "D")
    // The same edit on both sides is none.
    try desk.write("a", "---\ntitle: Theirs\ndescription: D2\n---\nbody\n")
    try desk.commit()
    #expect(try desk.prompt("a").record.description == "D2")
    #expect(try desk.status("a").isClean)
  }
}
