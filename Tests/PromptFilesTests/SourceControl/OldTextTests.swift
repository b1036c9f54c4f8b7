import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Whether a text that the history has more than once is the old version or the new one.
@Suite struct OldTextTests {
  /// Texts that git has, texts that versions have, and what is to be said of the last one in git.
  @Test(arguments: [
    // An old text was taken up again, for a version that git does not have.
    ("B A", "B A B", "behind v2 of v3"),
    ("A B A", "A B A B", "behind v3 of v4"),
    ("B A x", "B A B", "bothChanged v2 of v3"),
    // It is older than the first version.
    ("C A B", "A B C", "behind v2 of v3"),
    ("C A", "A C", "behind v1 of v2"),
    ("C B", "A B C", "behind v2 of v3"),
    // Git has that version, and went back.
    ("B A B A", "B A B", "changed v3 of v3"),
    ("A B C B", "A B C", "changed v3 of v3"),
    ("A C A", "A B C", "changed v3 of v3"),
    ("A B x A", "A B", "changed v2 of v2"),
    ("A B A B", "A B A", "changed v3 of v3"),
    // It does not have all versions, or has others between.
    ("A x C y", "A B C", "changed v3 of v3"),
    ("A y", "A B A", "changed v3 of v3"),
    ("A B A C x", "A B C", "changed v3 of v3"),
  ])
  func versionsWithoutASourceCountInTheirOrder(
    texts: String, versions: String, standing: String
  ) throws {
    let code = try CodeDesk()
    for text in texts.split(separator: " ") { try code.save("a", "\(text)\n") }
    let elsewhere = try Desk(code.desk.repository)
    for text in versions.split(separator: " ") { try elsewhere.commit("a", "\(text)\n") }
    #expect(try code.source("a") == nil)
    #expect(try code.standing("a") == standing)
    guard standing.hasPrefix("behind") else { return }
    #expect(try code.desk.workspace.planCommit(to: code.desk.repository).isNothing)
  }

  @Test func anOldTextThatIsNotInGitYetIsNotUndoneByThosePulling() throws {
    let code = try CodeDesk()
    for text in ["one\n", "two\n"] {
      try code.desk.commit("a", text)
      try code.git("add", "-A")
      try code.git("commit", "-q", "-m", text)
    }
    let clone = try CodeDesk(cloning: code)
    try clone.desk.commit()
    try code.desk.commit("a", "one\n")
    #expect(try clone.standing("a") == "behind v2 of v3")
    #expect(try clone.desk.workspace.planCommit(to: clone.desk.repository).isNothing)
    #expect(try code.standing("a") == "unchanged v3 of v3")
    try code.git("commit", "-q", "-a", "-m", "three")
    try code.git("revert", "--no-edit", "HEAD")
    try clone.git("pull", "-q")
    #expect(try clone.standing("a") == "changed v3 of v3")
  }

  /// The index says version 1, and both other versions came since.
  @Test func anOldTextIsNotUndoneByAnIndexThatIsOlder() throws {
    let code = try CodeDesk()
    try code.desk.commit("a", "one\n")
    try code.save("b", "x\n")
    try code.save("a", "two\n")
    let elsewhere = try Desk(code.desk.repository)
    for text in ["two\n", "one\n"] {
      try elsewhere.write("a", text)
      try elsewhere.commit(["a"], CommitOptions(onto: .latest))
    }
    #expect(try code.standing("a") == "behind v2 of v3")
  }

  @Test(arguments: [false, true])
  func whatASideHadBeforeAMergeIsNotLaterThanWhatWasChosen(isSideNewer: Bool) throws {
    let code = try CodeDesk()
    try code.save("a", "one\n")
    try code.git("checkout", "-q", "-b", "side")
    func side() throws {
      try code.git("checkout", "-q", "side")
      try code.save("a", "other\n")
      try code.save("a", "one\n")
      try code.save("s", "x\n")
    }
    func main() throws {
      try code.git("checkout", "-q", "main")
      try code.save("a", "two\n")
    }
    if isSideNewer { try main() }
    try side()
    if !isSideNewer { try main() }
    try code.git("checkout", "-q", "main")
    try code.git("merge", "-q", "--no-edit", "side")
    let elsewhere = try Desk(code.desk.repository)
    for text in ["one\n", "two\n", "one\n"] { try elsewhere.commit("a", text) }
    #expect(try code.standing("a") == "behind v2 of v3")
    // The same merge, made from the other side.
    try code.git("checkout", "-q", "-B", "back", "side")
    try code.git("merge", "-q", "--no-edit", "main~1")
    #expect(try code.standing("a") == "behind v2 of v3")
  }

  @Test func aVersionOfASideThatAMergeDecidedAgainstIsContained() throws {
    let code = try CodeDesk()
    try code.save("a", "one\n")
    try code.git("checkout", "-q", "-b", "side")
    try code.save("a", "two\n")
    try code.git("checkout", "-q", "main")
    try code.save("b", "x\n")
    try code.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    let elsewhere = try Desk(code.desk.repository)
    for text in ["one\n", "two\n"] { try elsewhere.commit("a", text) }
    #expect(try code.standing("a") == "changed v2 of v2")
  }

  /// Version 2 was cut of a file that HEAD then had not, and version 3 has the text before.
  @Test func anAmendedCommitDoesNotMakeTheTextBeforeItALaterOne() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.save("a", "x\n")
    try code.git("revert", "--no-edit", "HEAD")
    try code.desk.commit("a", "two\n")
    try code.desk.cutElsewhere("a", "one")
    try code.git("commit", "-q", "-a", "--amend", "--no-edit")
    #expect(try code.standing("a") == "behind v2 of v3")
  }

  @Test func aRebaseOntoTheTextBeforeDoesNotMakeItALaterOne() throws {
    let code = try CodeDesk()
    try code.save("a", "x\n")
    try code.git("switch", "-q", "-c", "other")
    try code.git("commit", "-q", "--amend", "-m", "another first commit")
    try code.save("a", "one\n")
    try code.git("switch", "-q", "main")
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.git("rebase", "-q", "other")
    try code.desk.cutElsewhere("a", "one")
    #expect(try code.standing("a") == "behind v2 of v3")
  }

  /// The commit that version 3 was cut from came after HEAD, and took up a text that HEAD had before.
  @Test func aTextBeforeTheCommitOfItsVersionIsNotThatVersion() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.desk.commit("a", "two\n")
    for text in ["two\n", "three\n", "two\n"] { try code.save("a", text) }
    try code.cut("a", "three\n")
    try code.git("switch", "-q", "-c", "back", "HEAD~1")
    #expect(try code.standing("a") == "behind v2 of v3")
    try code.desk.write("a", "two, and more\n")
    #expect(try code.standing("a") == "bothChanged v2 of v3")
  }

  @Test func aTextThatTheCommitOfItsVersionOnlyKeptIsThatVersion() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.save("a", "two\n")
    try code.save("b", "x\n")
    try code.desk.commit(["a"])
    try code.git("switch", "-q", "-c", "back", "HEAD~1")
    try code.desk.write("a", "two, and more\n")
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.git("commit", "-q", "-a", "-m", "more")
    let index = "\(code.desk.workspace.indexPath).none"
    #expect(try code.standing("a") == "changed v2 of v2")
    #expect(try code.standing("a", index: index) == "changed v2 of v2")
  }

  /// HEAD had the first text, which is the latest version's too, and another branch brought the
  /// second one.
  @Test func aSquashOfAnOlderVersionsTextDoesNotUndoTheLatest() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.git("switch", "-q", "-c", "back", "HEAD~1")
    try code.desk.cutElsewhere("a", "one")
    try code.desk.commit(["a"])
    #expect(try code.standing("a") == "unchanged v3 of v3")
    try code.git("merge", "-q", "--squash", "main")
    try code.git("commit", "-q", "-m", "squash")
    #expect(try code.standing("a") == "bothChanged v2 of v3")
    #expect(try code.desk.status("a").rival == 3)
    #expect(
      try code.standing("a", index: "\(code.desk.workspace.indexPath).none") == "behind v2 of v3")
  }

  @Test func aTextOfAnotherSideIsNotLaterThanWhatWasCommittedSince() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("switch", "-q", "-c", "side")
    try code.save("a", "three\n")
    try code.git("switch", "-q", "main")
    try code.desk.commit("a", "two\n")
    try code.git("commit", "-q", "-a", "-m", "two")
    try code.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    try code.desk.cutElsewhere("a", "three")
    #expect(try code.standing("a") == "behind v2 of v3")
  }
}
