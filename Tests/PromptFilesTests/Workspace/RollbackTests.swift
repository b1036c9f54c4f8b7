import PromptFiles
import PromptRepo
import Testing

/// Files after a rollback: what goes on from the withdrawn text waits, what goes on from the live
/// text goes live.
@Suite struct RollbackTests {
  let desk: Desk

  /// A prompt with the versions "one" and "two", of which the second was rolled back.
  init() throws {
    desk = try Desk()
    try desk.commit("p", "one\n")
    try desk.commit("p", "two\n")
    try roll("no good")
  }

  private func roll(_ reason: String? = nil) throws {
    try desk.repository.by(Desk.author).rollback(PromptName("p"), reason: reason)
  }

  private func active() throws -> Int? { try desk.prompt("p").active?.version }

  private func checkOut(_ spec: VersionSpec?) throws {
    let plan = try desk.workspace.planCheckout(of: [PromptName("p"): spec], from: desk.repository)
    try desk.workspace.checkout(plan)
  }

  @Test func anUneditedFileSaysThatItHasWhatWasWithdrawn() throws {
    let status = try desk.status("p")
    #expect(status.state == .unchanged && status.isClean && !status.followsLive)
    #expect(status.withdrawal?.versions == [2] && status.withdrawal?.reason == "no good")
  }

  @Test func editsOfTheWithdrawnTextWaitOneAfterTheOther() throws {
    for number in 3...5 {
      try desk.write("p", "two, edit \(number)\n")
      let status = try desk.status("p")
      #expect(status.state == .changed && status.withdrawal?.reason == "no good")
      let result = try #require(try desk.commit().results.first)
      #expect(result.isHeldBack && !result.isActive)
      #expect(result.version?.number == number && result.base == number - 1)
      #expect(try active() == 1)
    }
    try desk.repository.by(Desk.author).activate(PromptName("p"), .latest)
    #expect(try desk.status("p").withdrawal == nil)
    let result = try #require(try desk.commit("p", "two, mended\n").results.first)
    #expect(result.isActive && result.withdrawal == nil)
    #expect(try active() == 6)
  }

  /// What status says is what commit does.
  @Test func aFileWithTheLiveTextAgainGoesLive() throws {
    try desk.write("p", "one\n")
    let status = try desk.status("p")
    #expect(status.state == .changed && status.withdrawal == nil)
    let result = try #require(try desk.commit().results.first)
    #expect(result.isActive && result.version?.number == 3)
    #expect(try desk.status("p").withdrawal == nil)
  }

  @Test func theWithdrawnTextMadeFromTheLiveOneIsSaidToWait() throws {
    try checkOut(.active)
    try desk.write("p", "one, edited\n")
    #expect(try desk.status("p").withdrawal == nil)
    try desk.commit("p", "one, edited\n")
    try desk.repository.by(Desk.author).activate(PromptName("p"), .number(1))
    try checkOut(.active)
    try desk.write("p", "one, edited\n")
    #expect(try desk.status("p").withdrawal?.versions.contains(3) == true)
  }

  /// A line that was added with another end does not change those of the text before it.
  @Test(arguments: ["A\r\nB\r\n", "A\nB\n"])
  func theLiveTextComesBackWithItsOwnLineEnds(text: String) throws {
    try desk.commit("q", text)
    try desk.commit("q", text + (text.contains("\r") ? "more\n" : "more\r\n"))
    try desk.repository.by(Desk.author).rollback(PromptName("q"))
    let plan = try desk.workspace.planCheckout(
      of: [PromptName("q"): .active], from: desk.repository)
    try desk.workspace.checkout(plan)
    #expect(try desk.read("q") == text)
  }

  /// What git has for the version is written, with what lies around the text.
  @Test(arguments: [false, true])
  func theFileOfTheVersionsCommitComesBack(isSaved: Bool) throws {
    let code = try CodeDesk()
    let first = "# MIT\n---\nmodel: m\n---\none"
    try code.cut("q", first)
    let second = "# MIT, and a note\n---\nmodel:   m\n---\ntwo\n"
    if isSaved { try code.cut("q", second) } else { try code.desk.commit("q", second) }
    try code.desk.repository.by(Desk.author).rollback(PromptName("q"))
    let plan = try code.desk.workspace.planCheckout(
      of: [PromptName("q"): .active], from: code.desk.repository)
    try code.desk.workspace.checkout(plan)
    #expect(try code.desk.read("q") == first)
  }

  @Test func anActivationOnPurposeSaysWhatItPassesOver() throws {
    try desk.write("p", "two, edited\n")
    let options = CommitOptions(overrulesRollbacks: true)
    let result = try #require(try desk.commit(nil, options).results.first)
    #expect(result.isActive && !result.isHeldBack && result.withdrawal?.versions == [2])
    #expect(try active() == 3)
  }

  @Test func withoutAnActivationThereIsNothingToHoldBack() throws {
    try desk.write("p", "two, edited\n")
    let result = try #require(
      try desk.commit(nil, CommitOptions(activates: false)).results.first)
    #expect(!result.isActive && !result.isHeldBack)
  }

  @Test func oneOfSeveralIsHeldBackAndTheOthersGoLive() throws {
    try desk.commit("q", "one\n")
    try desk.write("p", "two, edited\n")
    try desk.write("q", "two\n")
    try desk.write("r", "one\n")
    let results = try desk.commit().results
    #expect(results.map(\.isHeldBack) == [true, false, false])
    #expect(results.map(\.isActive) == [false, true, true])
  }

  @Test func theLiveVersionIsAsGoodAsTheLatest() throws {
    try checkOut(.active)
    #expect(try desk.read("p") == "one\n")
    var status = try desk.status("p")
    #expect(status.isClean && status.followsLive && status.withdrawal == nil)
    // What was withdrawn does not come back by itself.
    try desk.workspace.checkout(desk.workspace.planCheckout(from: desk.repository))
    #expect(try desk.read("p") == "one\n")
    #expect(try desk.commit().results.isEmpty)
    #expect(try desk.workspace.index().bases[PromptName("p")]?.number == 1)
    try desk.write("p", "one, edited\n")
    status = try desk.status("p")
    #expect(status.state == .changed && status.followsLive && status.withdrawal == nil)
    let result = try #require(try desk.commit().results.first)
    #expect(result.isActive && result.version?.number == 3 && result.base == 1)
    #expect(try desk.status("p").isClean)
    // From here on all is as ever, also for the one who still has the withdrawn text.
    #expect(try desk.commit("p", "one, edited again\n").results.first?.isActive == true)
    try checkOut(.number(2))
    #expect(try desk.state("p") == .behind)
    try desk.write("p", "two, edited\n")
    #expect(try desk.state("p") == .conflict(.bothChanged))
  }

  @Test func theLiveVersionIsKnownWithoutAnIndex() throws {
    try checkOut(.active)
    try desk.removeIndex()
    #expect(try desk.status("p").isClean)
    try desk.workspace.checkout(desk.workspace.planCheckout(from: desk.repository))
    #expect(try desk.read("p") == "one\n")
  }

  @Test func whatWasCutOnTheWithdrawnTextStandsInNobodysWay() throws {
    try desk.commit("p", "two, edited\n")
    try checkOut(.active)
    try desk.write("p", "one, edited\n")
    let result = try #require(try desk.commit().results.first)
    #expect(result.isActive && result.version?.number == 4)
  }

  @Test func aMergeBringsNothingWithdrawnToAFileOfTheLiveVersion() throws {
    try checkOut(.active)
    try desk.write("p", "one, edited\n")
    let options = CheckoutOptions(merges: true)
    let plan = try desk.workspace.planCheckout(from: desk.repository, options: options)
    try desk.workspace.checkout(plan)
    #expect(try desk.read("p") == "one, edited\n")
  }

  @Test func aBaseThatIsNamedCounts() throws {
    try desk.write("p", "new\n")
    #expect(try desk.commit(nil, CommitOptions(onto: .latest)).results.first?.isHeldBack == true)
    try desk.write("p", "newer\n")
    #expect(try desk.commit(nil, CommitOptions(onto: .active)).results.first?.isActive == true)
    #expect(try active() == 4)
  }

  @Test func theLiveTextComesBackByHand() throws {
    let result = try #require(try desk.commit("p", "one\n").results.first)
    #expect(result.isActive && result.version?.number == 3)
    #expect(try desk.commit("p", "one, edited\n").results.first?.isActive == true)
  }

  @Test func aRollbackBetweenPlanAndCommitCounts() throws {
    try desk.repository.by(Desk.author).activate(PromptName("p"), .latest)
    try desk.write("p", "two, edited\n")
    let plan = try desk.workspace.planCommit(to: desk.repository)
    try roll("just now")
    let report = try desk.workspace.commit(plan, to: desk.repository, by: Desk.author)
    #expect(report.results.first?.withdrawal?.reason == "just now")
    #expect(try active() == 1)
  }

  @Test func aCheckoutOfTheWithdrawnVersionSaysSo() throws {
    let name = try PromptName("p")
    let plan = try desk.workspace.planCheckout(
      of: [name: .latest], from: desk.repository, options: CheckoutOptions(forces: true))
    #expect(plan.items.first?.version == 2 && plan.items.first?.withdrawal != nil)
    // Without a name it is the live one.
    let other = try desk.workspace.planCheckout(of: [name: nil], from: desk.repository)
    #expect(other.items.first?.version == 1 && other.items.first?.withdrawal == nil)
  }

  @Test func rowsOfAnImportWait() throws {
    func run(_ text: String) throws -> ImportReport {
      let row = ImportRow(line: 1, name: "p", template: text)
      return try LedgerImport(ImportRows([row])).run(in: desk.repository, by: Desk.author)
    }
    #expect(try run("two").heldBack.isEmpty)
    #expect(try active() == 1)
    let held = try run("three").heldBack
    #expect(held.map(\.version) == [3] && held.first?.withdrawal.reason == "no good")
    #expect(try active() == 1)
    // The live text, which comes back, is live.
    #expect(try run("one").heldBack.isEmpty)
    #expect(try active() == 4)
    #expect(try run("four").heldBack.isEmpty)
    #expect(try active() == 5)
  }
}
