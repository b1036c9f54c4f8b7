import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Which version a file was made from, after what people do with git.
@Suite struct BaseTests {
  /// Whether this clone's index is there, or lost as in a fresh clone.
  enum Index: CaseIterable { case kept, lost }

  private func apply(_ index: Index, _ code: CodeDesk) throws {
    if index == .lost { try code.desk.removeIndex() }
  }

  @Test(arguments: Index.allCases)
  func aRevertIsAChange(index: Index) throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.git("revert", "--no-edit", "HEAD")
    try apply(index, code)
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.desk.commit(["a"])
    #expect(try code.desk.latestTemplate("a") == "one")
    #expect(try code.source("a")?.commit == code.head)
    #expect(try code.standing("a") == "unchanged v3 of v3")
  }

  @Test(arguments: Index.allCases)
  func aRevertIsAChangeAlsoOfVersionsWithoutASource(index: Index) throws {
    let code = try CodeDesk()
    for text in ["one\n", "two\n"] {
      try code.desk.commit("a", text)
      try code.save("b", text)
    }
    #expect(try code.source("a") == nil)
    try code.git("revert", "--no-edit", "HEAD")
    try apply(index, code)
    #expect(try code.standing("a") == "changed v2 of v2")
  }

  @Test(arguments: Index.allCases)
  func aSwitchToAnOldBranchIsNoChange(index: Index) throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("branch", "old")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "old")
    try apply(index, code)
    #expect(try code.standing("a") == "behind v1 of v2")
    #expect(try code.desk.workspace.planCommit(to: code.desk.repository).isNothing)
    // An edit there was made from the old version, committed to git or not.
    try code.desk.write("a", "mine\n")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    try code.git("commit", "-q", "-a", "-m", "mine")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    try code.git("checkout", "-q", "main")
    #expect(try code.standing("a") == "unchanged v2 of v2")
  }

  @Test(arguments: Index.allCases)
  func aSwitchIsNoChangeAlsoOfVersionsWithoutASource(index: Index) throws {
    let code = try CodeDesk()
    try code.desk.commit("a", "one\n")
    try code.save("b", "b\n")
    try code.git("branch", "old")
    try code.desk.commit("a", "two\n")
    try code.save("b", "c\n")
    try code.git("checkout", "-q", "old")
    try apply(index, code)
    #expect(try code.standing("a") == "behind v1 of v2")
  }

  @Test(arguments: Index.allCases)
  func aCommitBetweenTwoVersionsIsBehind(index: Index) throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.save("a", "half\n")
    try code.git("branch", "between")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "between")
    try apply(index, code)
    #expect(try code.standing("a") == "behind v1 of v2")
    // Somebody goes on from there, and another way.
    try code.save("a", "mine\n")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
  }

  @Test func anEditCommittedToGitIsAChange() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.save("a", "two\n")
    #expect(try code.standing("a") == "changed v1 of v1")
    let clone = try CodeDesk(cloning: code)
    #expect(try clone.standing("a") == "changed v1 of v1")
    try clone.desk.commit()
    #expect(try clone.source("a")?.commit == code.head)
    #expect(try code.standing("a") == "unchanged v2 of v2")
  }

  @Test func aFreshCloneIsUnchangedAndNotesIt() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("b", "one\n")
    let clone = try CodeDesk(cloning: code)
    let status = try clone.desk.workspace.status(in: clone.desk.repository)
    #expect(status.prompts.map(\.state) == [.unchanged, .unchanged])
    try clone.desk.write("a", "edited\n")
    #expect(try clone.standing("a") == "changed v1 of v1")
  }

  @Test func aTeammatesVersionIsBehindUntilItsCommitIsPulled() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    let mate = try CodeDesk(cloning: code)
    try mate.desk.commit()
    try code.cut("a", "two\n")
    // The ledger came first.
    #expect(try mate.standing("a") == "behind v1 of v2")
    try mate.git("pull", "-q")
    #expect(try mate.standing("a") == "unchanged v2 of v2")
    try mate.save("a", "mine\n")
    #expect(try mate.standing("a") == "changed v2 of v2")
    // Two versions later, with one of them pulled.
    try mate.git("reset", "-q", "--hard", "origin/main")
    try code.cut("a", "three\n")
    try mate.git("pull", "-q")
    try code.cut("a", "four\n")
    #expect(try mate.standing("a") == "behind v3 of v4")
    try mate.save("a", "mine\n")
    #expect(try mate.standing("a") == "bothChanged v3 of v4")
  }

  @Test func aPulledRevertIsAChangeWhereverItIsCut() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    let mate = try CodeDesk(cloning: code)
    try mate.desk.commit()
    try code.cut("a", "two\n")
    try code.git("revert", "--no-edit", "HEAD")
    try mate.git("pull", "-q")
    // The mate's index still says v1, which is what the file holds again.
    #expect(try mate.standing("a") == "changed v2 of v2")
  }

  @Test func aVersionFromABranchThatIsNotMergedHereIsNotOverwritten() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("checkout", "-q", "-b", "feature")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "main")
    #expect(try code.standing("a") == "behind v1 of v2")
    try code.save("a", "mine\n")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    try code.git("merge", "-q", "-s", "ours", "feature")
    #expect(try code.standing("a") == "changed v2 of v2")
  }

  @Test(arguments: Index.allCases)
  func anOldTextInTheHistoryIsNotANewerVersionOfIt(index: Index) throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "-b", "feature")
    try code.cut("a", "one\n")
    try code.git("checkout", "-q", "main")
    try apply(index, code)
    #expect(try code.standing("a") == "behind v2 of v3")
    try code.save("a", "mine\n")
    #expect(try code.standing("a") == "bothChanged v2 of v3")
  }

  @Test(arguments: ["squash", "cherry-pick", "rebase"], Index.allCases)
  func copiesOfACommitContainItsVersion(how: String, index: Index) throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("checkout", "-q", "-b", "feature")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "main")
    try code.save("other", "x\n")
    switch how {
    case "squash":
      try code.git("merge", "-q", "--squash", "feature")
      try code.git("commit", "-q", "-m", "Squashed")
    case "cherry-pick": try code.git("cherry-pick", "feature")
    default:
      try code.git("checkout", "-q", "feature")
      try code.git("rebase", "-q", "main")
    }
    try apply(index, code)
    #expect(try code.standing("a") == "unchanged v2 of v2")
    try code.save("a", "three\n")
    #expect(try code.standing("a") == "changed v2 of v2")
  }

  @Test func whatCheckoutWroteIsTheBaseOnAnyBranch() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("branch", "old")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "old")
    let plan = try code.desk.workspace.planCheckout(
      of: [try PromptName("a"): nil], from: code.desk.repository)
    try code.desk.workspace.checkout(plan)
    #expect(try code.standing("a") == "unchanged v2 of v2")
    try code.desk.write("a", "edited\n")
    #expect(try code.standing("a") == "changed v2 of v2")
    // Once it is committed, nothing says any more that it was not made from what HEAD had.
    try code.git("commit", "-q", "-a", "-m", "edited")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
  }

  @Test func whatWasGivenUpIsNotTheBase() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.git("branch", "old")
    try code.cut("a", "two\n")
    try code.git("checkout", "-q", "old")
    let plan = try code.desk.workspace.planCheckout(
      of: [try PromptName("a"): nil], from: code.desk.repository)
    try code.desk.workspace.checkout(plan)
    try code.git("checkout", "-q", "--", "prompts")
    #expect(try code.standing("a") == "behind v1 of v2")
  }

  @Test func anOlderVersionCheckedOutOnPurposeIsTheBase() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    let plan = try code.desk.workspace.planCheckout(
      of: [try PromptName("a"): .number(1)], from: code.desk.repository)
    try code.desk.workspace.checkout(plan)
    #expect(try code.standing("a") == "behind v1 of v2")
    try code.desk.write("a", "edited\n")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
  }

  @Test func anAmendedCommitIsNotGuessedAt() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.desk.write("a", "three\n")
    try code.git("commit", "-q", "-a", "--amend", "-m", "three")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    try code.desk.commit(["a"], CommitOptions(onto: .latest))
    #expect(try code.standing("a") == "unchanged v3 of v3")
  }

  @Test func aVersionBetweenWithoutASourceCounts() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.desk.commit("a", "two\n")
    try code.git("commit", "-q", "-a", "-m", "two")
    try code.cut("a", "three\n")
    let clone = try CodeDesk(cloning: code)
    try clone.git("reset", "-q", "--hard", "HEAD~1")
    #expect(try clone.standing("a") == "behind v2 of v3")
    try clone.desk.write("a", "mine\n")
    #expect(try clone.standing("a") == "bothChanged v2 of v3")
  }

  @Test func beforeTheFirstCommitTheIndexCounts() throws {
    let code = try CodeDesk()
    try code.desk.commit("a", "one\n")
    try code.desk.write("a", "two\n")
    #expect(try code.standing("a") == "changed v1 of v1")
    try code.git("add", "-A")
    #expect(try code.standing("a") == "changed v1 of v1")
    try code.git("commit", "-q", "-m", "first")
    #expect(try code.standing("a") == "changed v1 of v1")
    try code.desk.commit()
    #expect(try code.source("a")?.commit == code.head)
  }

  @Test func anUntrackedFileGoesByIndexAndContent() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.cut("a", "two\n")
    try code.git("rm", "-q", "--cached", "prompts/a.prompt")
    try code.git("commit", "-q", "-m", "untrack")
    try code.desk.write("a", "three\n")
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.desk.removeIndex()
    #expect(try code.standing("a") == "noBase none of v2")
    try code.desk.write("a", "one\n")
    #expect(try code.standing("a") == "behind v1 of v2")
  }

  @Test func aShallowCloneSaysWhatItCannotKnow() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    try code.save("a", "two\n")
    let clone = try CodeDesk(cloning: code, ["--depth", "1"])
    #expect(try clone.standing("a") == "historyCutShort none of v1")
    #expect { try clone.desk.commit() } throws: {
      ($0 as? RepositoryError)?.message.contains("history of this clone is cut short") == true
    }
    try clone.git("fetch", "-q", "--unshallow")
    #expect(try clone.standing("a") == "changed v1 of v1")
  }

  @Test func theRecordGoesTheSameWay() throws {
    let code = try CodeDesk()
    try code.cut("a", "---\ntitle: Old\n---\none\n")
    try code.git("branch", "old")
    try code.cut("a", "---\ntitle: New\n---\none\n")
    #expect(try code.desk.prompt("a").record.title == "New")
    try code.git("checkout", "-q", "old")
    #expect(try code.desk.status("a").fields == [.title: .behind])
    try code.git("checkout", "-q", "main")
    try code.git("revert", "--no-edit", "HEAD")
    #expect(try code.desk.status("a").fields == [.title: .changed])
  }
}
