import CanonicalJSON
import PromptRepo
import Testing

@testable import LangfuseImport

/// What another import adds, and what it leaves alone.
@Suite struct SecondImportTests {
  private func imported(_ count: Int = 3) throws -> Importing {
    let importing = Importing()
    for number in 1...count { importing.langfuse.add("a", number, .string("t\(number)")) }
    importing.langfuse.set("a", count - 1, "labels", ["production", "staging"])
    try importing.run(environments: ["production", "staging"])
    return importing
  }

  @Test func whatIsThereIsNotAddedAgain() throws {
    let importing = try imported()
    let before = try importing.references()
    let report = try importing.run(environments: ["production", "staging"])
    #expect(try importing.references() == before)
    #expect(!report.isIncomplete && report.prompts.allSatisfy { !$0.isChange && $0.notes.isEmpty })
  }

  @Test func newVersionsAreAdded() throws {
    let importing = try imported()
    importing.langfuse.add("a", 4, "t4")
    importing.langfuse.add("b", 1, "new")
    let report = try importing.run()
    #expect(try importing.item(report, "a").addedCount == 1)
    #expect(try importing.item(report, "b").isNew)
    #expect(try importing.texts("a") == ["t1", "t2", "t3", "t4"])
    #expect(try importing.live("a") == 2)
  }

  /// A new version comes to the place in the row that a deleted one had here.
  @Test func aVersionIsNotTakenForOneOfAnotherNumber() throws {
    let importing = try imported()
    importing.langfuse.remove("a", 1)
    importing.langfuse.add("a", 4, "t3")
    importing.langfuse.add("a", 5, "t1")
    try importing.run()
    #expect(try importing.texts("a") == ["t1", "t2", "t3", "t3", "t1"])
    #expect(
      try importing.marks("a")
        == ["langfuse 1", "langfuse 2", "langfuse 3", "langfuse 4", "langfuse 5"])
  }

  @Test func allThatWasDeletedThereStaysHere() throws {
    let importing = try imported()
    for number in 1...3 { importing.langfuse.remove("a", number) }
    importing.langfuse.add("a", 4, "t4")
    try importing.run()
    #expect(try importing.texts("a") == ["t1", "t2", "t3", "t4"])
  }

  /// A version that was made here counts by its content, in its place and nowhere else.
  @Test func aVersionOfThisSideCountsInItsPlace() throws {
    let importing = try imported()
    let name = try PromptName("a")
    try importing.repository.addVersion(to: name, template: "t4", activates: false)
    importing.langfuse.add("a", 4, "t4")
    importing.langfuse.add("a", 5, "t5")
    try importing.run()
    #expect(try importing.texts("a") == ["t1", "t2", "t3", "t4", "t5"])
    #expect(try importing.marks("a")[3] == nil)
    let before = try importing.references()
    try importing.run()
    #expect(try importing.references() == before)
  }

  @Test func whatSomebodyHereMovedStays() throws {
    let importing = try imported()
    let name = try PromptName("a")
    try importing.repository.activate(name, .number(3))
    importing.langfuse.set("a", 2, "labels", ["staging"])
    importing.langfuse.set("a", 3, "labels", ["production"])
    let before = try importing.references()
    let report = try importing.run(environments: ["production", "staging"])
    #expect(try importing.references() == before)
    // The active version happens to be where the label is; the environment is not.
    let notes = try importing.item(report, "a").notes
    #expect(notes.count == 1)
    guard case .labelElsewhere("production", 3, 3, let environment?, 2)? = notes.first else {
      Issue.record("\(notes)")
      return
    }
    #expect(environment.rawValue == "production")
  }

  /// A rollback there is a label that has moved to an older version.
  @Test func aRollbackThereIsReportedAndNotFollowed() throws {
    let importing = try imported()
    importing.langfuse.set("a", 2, "labels", ["staging"])
    importing.langfuse.set("a", 1, "labels", ["production"])
    let before = try importing.references()
    let notes = try importing.item(try importing.run(), "a").notes
    #expect(try importing.references() == before)
    guard case .labelElsewhere("production", 1, 1, nil, 2)? = notes.first, notes.count == 1 else {
      Issue.record("\(notes)")
      return
    }
  }

  @Test func whatIsLabelledLaterGoesLiveWhereNothingWas() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "t1")
    try importing.run()
    importing.langfuse.set("a", 1, "labels", ["production", "staging"])
    let item = try importing.item(try importing.run(environments: ["staging"]), "a")
    #expect(item.live.map(\.label) == ["production", "staging"])
    #expect(try importing.live("a") == 1)
  }

  @Test func aPromptThatWasDeletedHereStaysSo() throws {
    let importing = try imported()
    try importing.repository.delete(PromptName("a"), forces: true)
    let before = try importing.references()
    let item = try importing.item(try importing.run(), "a")
    #expect(try importing.references() == before)
    guard case .deletedHere("Importer", _)? = item.failure else {
      Issue.record("\(String(describing: item.failure))")
      return
    }
  }

  @Test func aDeletedPromptIsImportedAnewIfThatIsWanted() throws {
    let importing = try imported()
    let name = try PromptName("a")
    let first = try #require(try importing.repository.prompt(name)).record.id
    try importing.repository.delete(name, forces: true)
    try importing.run { $0.recreates = true }
    let second = try #require(try importing.repository.prompt(name)).record.id
    #expect(first != second)
    #expect(try importing.texts("a") == ["t1", "t2", "t3"])
    // From then on it is found again without the option, until it is deleted again.
    importing.langfuse.add("a", 4, "t4")
    #expect(try importing.item(try importing.run(), "a").addedCount == 1)
    try importing.repository.delete(name, forces: true)
    #expect(try importing.run().isIncomplete)
    #expect(try importing.repository.prompt(name) == nil)
    try importing.run { $0.recreates = true }
    let third = try #require(try importing.repository.prompt(name)).record.id
    #expect(Set([first, second, third]).count == 3)
  }

  @Test func aPromptIsFoundUnderItsNewName() throws {
    let importing = try imported()
    try importing.repository.rename(PromptName("a"), to: PromptName("b"))
    importing.langfuse.add("a", 4, "t4")
    try importing.run()
    #expect(try importing.texts("b") == ["t1", "t2", "t3", "t4"])
    #expect(try importing.repository.prompt(PromptName("a")) == nil)
  }

  @Test func anEnvironmentThatWasRemovedHereStaysSo() throws {
    let importing = try imported()
    let staging = try EnvironmentName("staging")
    try importing.repository.removeEnvironment(staging, forces: true)
    let report = try importing.run(environments: ["staging"])
    #expect(report.removedEnvironments == [staging])
    #expect(try importing.repository.environments().map(\.name.rawValue) == ["production"])
  }

  @Test(arguments: [["staging", "production"], ["production", "staging"]])
  func aRuleOfAnEnvironmentHolds(environments: [String]) throws {
    let importing = Importing()
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    try importing.repository.addEnvironment(staging)
    try importing.repository.addEnvironment(production, requires: staging)
    importing.langfuse.add("a", 1, "t1", ["labels": ["production"]])
    importing.langfuse.add("b", 1, "t1", ["labels": ["production", "staging"]])
    let report = try importing.run(environments: environments)
    #expect(
      try importing.item(report, "a").live.map { "\($0.label) \($0.isActiveAlone)" }
        == ["production true"])
    #expect(
      try importing.item(report, "b").live.map { "\($0.label) \($0.isActiveAlone)" }
        == ["production false", "staging false"])
    guard case .notDeployed(1, production, _)? = try importing.item(report, "a").notes.first else {
      Issue.record("\(report)")
      return
    }
    #expect(try importing.live("a", .environment(production)) == nil)
    #expect(try importing.live("b", .environment(production)) == 1)
  }

  /// Three environments of which each requires the next, named in the worst order.
  @Test func environmentsThatRequireOthersComeAfterThem() throws {
    let importing = Importing()
    let names = ["production", "staging", "testing"]
    for (index, name) in names.enumerated().reversed() {
      try importing.repository.addEnvironment(
        EnvironmentName(name),
        requires: index + 1 < names.count ? EnvironmentName(names[index + 1]) : nil)
    }
    importing.langfuse.add("a", 1, "t1", ["labels": .array(names.map { .string($0) })])
    let item = try importing.item(importing.run(environments: names), "a")
    #expect(item.notes.isEmpty, "\(item.notes)")
    for name in names {
      #expect(try importing.live("a", .environment(EnvironmentName(name))) == 1)
    }
  }

  /// A prompt that was deleted there and made anew has other texts under the same numbers.
  @Test func anotherTextUnderTheSameNumberIsSaid() throws {
    let importing = try imported()
    importing.langfuse.set("a", 2, "prompt", "other")
    let before = try importing.references()
    let notes = try importing.item(try importing.run(), "a").notes
    guard case .otherText(2, 2)? = notes.first, notes.count == 1 else {
      Issue.record("\(notes)")
      return
    }
    #expect(try importing.references() == before)
  }
}
