internal import CodeHistory
import Foundation
import GitCommands
import GitStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Which version a file was made from, after one was cut of a text that git does not have.
@Suite struct GivenUpTests {
  private static let one = (1...6).map { "line \($0)\n" }.joined()
  /// With a line that the edit drops again.
  private static let two = "Greet the customer.\n" + one
  private static let three = one + "Offer help.\n"

  /// Version 1 is in git; version 2 was cut of a file that is not committed.
  private func started() throws -> CodeDesk {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    try code.desk.commit("a", Self.two)
    #expect(try code.source("a") == nil)
    return code
  }

  /// What a clone says that has noted nothing.
  private func fresh(_ code: CodeDesk) throws -> String {
    try code.standing("a", index: "\(code.desk.workspace.indexPath).none")
  }

  @Test func anEditCountsAsOneOfWhatWasWrittenLast() throws {
    let code = try started()
    // However near it is to the older version.
    try code.desk.write("a", Self.three)
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.git("add", "-A")
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.desk.write("a", Self.one)
    #expect(try code.standing("a") == "changed v2 of v2")
    try code.desk.commit(["a"])
    #expect(try code.desk.latestTemplate("a") + "\n" == Self.one)
  }

  @Test(arguments: ["restore", "checkout", "stash", "reset", "checkout -f"])
  func whatGitPutInItsPlaceIsTheBase(how: String) throws {
    let code = try started()
    switch how {
    case "restore": try code.git("restore", "prompts/a.prompt")
    case "checkout": try code.git("checkout", "-q", "--", ".")
    case "stash": try code.git("stash", "-q")
    case "reset": try code.git("reset", "-q", "--hard")
    default: try code.git("checkout", "-q", "-f")
    }
    #expect(try code.standing("a") == "behind v1 of v2")
    try code.desk.write("a", Self.three)
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    // Tools for hooks put a file away and back in the same manner.
    #expect(try code.desk.status("a").rival == 2)
    // A commit of it says no more.
    try code.git("commit", "-q", "-a", "-m", "three")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
  }

  @Test(
    arguments: ["restore", "stash", "checkout -f"],
    ["fast-forward", "merge", "squash", "switch", "cherry-pick", "rebase"])
  func anEditOfTheOlderTextThatGitBringsIsAConflict(how: String, then: String) throws {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    try code.git("switch", "-q", "-c", "edit")
    try code.save("a", Self.three)
    try code.git("switch", "-q", "main")
    try code.desk.commit("a", Self.two)
    switch how {
    case "restore": try code.git("restore", ".")
    case "stash": try code.git("stash", "-q")
    default: try code.git("checkout", "-q", "-f")
    }
    switch then {
    case "fast-forward": try code.git("merge", "-q", "--ff-only", "edit")
    case "merge": try code.git("merge", "-q", "--no-ff", "--no-edit", "edit")
    case "squash":
      try code.git("merge", "-q", "--squash", "edit")
      try code.git("commit", "-q", "-m", "squash")
    case "switch": try code.git("switch", "-q", "edit")
    case "cherry-pick": try code.git("cherry-pick", "edit")
    default: try code.git("rebase", "-q", "edit")
    }
    #expect(try code.desk.read("a") == Self.three)
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    #expect(try fresh(code) == "bothChanged v1 of v2")
    // A squash is committed as an edit is, so it may be one of version 2.
    #expect(try code.desk.status("a").rival == (then == "squash" ? 2 : nil))
    #expect { try code.desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    guard then != "squash" else { return }
    let plan = try code.desk.workspace.planCheckout(
      from: code.desk.repository, options: CheckoutOptions(merges: true))
    try code.desk.workspace.checkout(plan)
    #expect(try code.desk.read("a") == "Greet the customer.\n" + Self.three)
    #expect(try code.standing("a") == "changed v2 of v2")
  }

  /// The line that was dropped comes back by no hint: where it is not known whether it was ever in
  /// the file, the merge asks.
  @Test(arguments: ["commit", "amend"])
  func aCommittedEditMayBeOfEither(how: String) throws {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    if how == "amend" {
      try code.cut("a", Self.two)
      try code.desk.write("a", Self.three)
      try code.git("commit", "-q", "-a", "--amend", "-m", "three")
    } else {
      try code.desk.commit("a", Self.two)
      try code.save("a", Self.three)
    }
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    #expect(try code.desk.status("a").rival == 2)
    #expect { try code.desk.commit() } throws: { error in
      guard let error = error as? RepositoryError else { return false }
      guard case .twoBases(let name, rival: 2, latest: 2)? = error.cause as? FileRefusal else {
        return false
      }
      return error.code == .conflict && name.rawValue == "a"
    }
    let plan = try code.desk.workspace.planCheckout(
      of: [PromptName("a"): nil], from: code.desk.repository, options: CheckoutOptions(merges: true)
    )
    try code.desk.workspace.checkout(plan)
    #expect(try code.standing("a") == "markers v2 of v2")
    #expect { try code.desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    try code.git("restore", ".")
    try code.desk.commit(["a"], CommitOptions(onto: .number(2)))
    #expect(try code.desk.latestTemplate("a") + "\n" == Self.three)
  }

  @Test func aKeyThatMayHaveBeenRemovedIsAskedFor() throws {
    let code = try CodeDesk()
    try code.cut("a", "---\nmodel: m\n---\none\n")
    try code.desk.commit("a", "---\nmodel: m\nstop: x\n---\none\n")
    try code.save("a", "---\nmodel: m\n---\none, two\n")
    let plan = try code.desk.workspace.planCheckout(
      of: [PromptName("a"): nil], from: code.desk.repository, options: CheckoutOptions(merges: true)
    )
    try code.desk.workspace.checkout(plan)
    #expect(
      try code.desk.read("a").hasPrefix(
        "---\nmodel: m\n<<<<<<< file\n=======\nstop: x\n>>>>>>> v2\n---\n"))
  }

  @Test(arguments: ["pop", "mixed", "soft", "autostash"])
  func whatGitLeftOrPutBackIsTheBase(how: String) throws {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    switch how {
    case "pop":
      try code.desk.commit("a", Self.two)
      try code.git("stash", "-q")
      try code.git("stash", "pop", "-q")
    case "autostash":
      try code.git("switch", "-q", "-c", "other")
      try code.save("b", "b\n")
      try code.git("switch", "-q", "main")
      try code.desk.commit("a", Self.two)
      try code.git("rebase", "-q", "--autostash", "other")
    default:
      try code.cut("a", Self.two)
      try code.git("reset", "-q", "--\(how)", "HEAD~1")
    }
    #expect(try code.standing("a") == "unchanged v2 of v2")
    try code.desk.write("a", Self.two + "Offer help.\n")
    #expect(try code.standing("a") == "changed v2 of v2")
    // A stash may have been of another text; a reset leaves what is there.
    try code.desk.write("a", Self.three)
    let isStash = how == "pop" || how == "autostash"
    #expect(try code.standing("a") == (isStash ? "bothChanged v1 of v2" : "changed v2 of v2"))
  }

  /// An edit of version 1 is put away, version 2 is committed and cut, and HEAD goes back.
  @Test(arguments: ["reset", "switch", "linked"])
  func whatAStashBringsIsNotOneOfAVersionThatHEADHadAfterIt(how: String) throws {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    try code.git("branch", "old")
    if how == "linked" {
      let other = try CodeDesk(besides: code, branch: "other")
      try other.desk.write("a", Self.three)
      try other.git("stash", "-q")
    } else {
      try code.desk.write("a", Self.three)
      try code.git("stash", "-q")
    }
    try code.cut("a", Self.two)
    if how == "switch" {
      try code.git("switch", "-q", "old")
    } else {
      try code.git("reset", "-q", "--hard", "HEAD~1")
    }
    try code.git("stash", "pop", "-q")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    // A text that has what the version brought goes on from it.
    try code.desk.write("a", Self.two + "Offer help.\n")
    let standing = how == "switch" ? "bothChanged v1 of v2" : "changed v2 of v2"
    #expect(try code.standing("a") == standing)
  }

  @Test func whatASwitchBroughtBeforeAResetIsNotAnEditOfWhatWasThere() throws {
    let code = try CodeDesk()
    try code.cut("a", Self.one)
    try code.git("switch", "-q", "-c", "other")
    try code.save("a", Self.three)
    try code.git("switch", "-q", "main")
    try code.cut("a", Self.two)
    try code.git("switch", "-q", "other")
    try code.git("reset", "-q", "--mixed", "HEAD~1")
    #expect(try code.standing("a") == "bothChanged v1 of v2")
  }

  @Test func aTextOfHEADWrittenByHandAfterAStashMayBeEither() throws {
    let code = try started()
    try code.git("stash", "-q")
    try code.save("a", Self.three)
    try code.git("reset", "-q", "--mixed", "HEAD~1")
    try code.desk.write("a", Self.one)
    #expect(try code.standing("a") == "bothChanged v1 of v2")
    #expect(try code.desk.status("a").rival == 2)
  }

  @Test func aFileThatIsNewToGitIsNobodyElses() throws {
    let code = try CodeDesk()
    try code.save("b", "x\n")
    try code.desk.commit("a", Self.one)
    try code.save("a", Self.three)
    #expect(try code.standing("a") == "changed v1 of v1")
    try code.git("switch", "-q", "-c", "other")
    try code.save("b", "y\n")
    try code.git("switch", "-q", "main")
    #expect(try code.standing("a") == "changed v1 of v1")
    // Unless git brought it.
    let mate = try CodeDesk(cloning: code)
    try mate.save("c", Self.three)
    try code.desk.commit("c", Self.one)
    try code.desk.remove("c")
    try code.git("pull", "-q", "--ff-only", mate.desk.folder.path, "main")
    #expect(try code.standing("c") == "noBase none of v1")
  }

  @Test func aTitleThatWasGivenUpIsNotAnEdit() throws {
    let code = try CodeDesk()
    try code.cut("a", "---\ntitle: Old\n---\none\n")
    try code.desk.commit("a", "---\ntitle: New\n---\none\n")
    try code.desk.write("a", "---\ntitle: Old\n---\none\n")
    #expect(try code.desk.status("a").fields == [.title: .changed])
    try code.desk.write("a", "---\ntitle: New\n---\none\n")
    try code.git("restore", ".")
    #expect(try code.desk.status("a").fields == [.title: .behind])
    try code.git("switch", "-q", "-c", "edit")
    try code.save("a", "---\ntitle: Old\n---\none, two\n")
    #expect(try code.desk.status("a").fields == [.title: .behind])
  }

  @Test func whatWasAdoptedIsNotedWithItsCommit() throws {
    let code = try CodeDesk()
    try code.save("a", Self.one)
    try code.save("a", Self.two)
    let source = try code.codeRepository.history(of: ["prompts"], branch: nil)
    let report = try Adoption(source).run(in: code.desk.repository, by: Desk.author)
    try code.desk.workspace.note(report, in: code.desk.repository)
    let base = try #require(code.desk.workspace.index().bases[PromptName("a")])
    #expect(try base.head == code.head)
    #expect(base.mark == .head)
  }

  @Test func theIndexKeepsHowFilesStood() throws {
    let code = try started()
    try code.desk.commit("b", "b\n")
    try code.cut("c", "c\n")
    let bases = try code.desk.workspace.index().bases
    let marks = try ["a", "b", "c"].map { try bases[PromptName($0)]?.mark }
    // The commit for c took a and b along, so a plain commit notes them anew.
    guard case .edited(stamp: .some) = marks[0] else {
      Issue.record("\(marks)")
      return
    }
    #expect(marks[1...] == [.edited(stamp: nil), .head])
    try code.desk.commit()
    #expect(try code.desk.workspace.index().bases.values.allSatisfy { $0.mark == .head })
  }

  @Test func anIndexOfAnEarlierReleaseIsRead() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    let path = code.desk.workspace.indexPath
    var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines[1].hasSuffix(" ="))
    lines[1] = lines[1].dropLast(2)
    lines.removeLast()
    let text = lines.map { "\($0)\n" }.joined()
    let sum = try run("sha256sum", stdin: Array(text.utf8)).stdout.prefix(64)
    try Data("\(text)sha256 \(sum)\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try code.desk.workspace.index().warning == nil)
    #expect(try code.desk.workspace.index().bases.count == 1)
    try code.desk.write("a", "two\n")
    #expect(try code.standing("a") == "changed v1 of v1")
    try code.git("switch", "-q", "-f", "-c", "other")
    try code.save("a", "two\n")
    #expect(try code.standing("a") == "changed v1 of v1")
  }
}
