import APIKeys
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What the index keeps for lists, beside what the ledger says.
@Suite struct SummaryTests {
  let operated: Operated
  let staging: EnvironmentName

  init() throws {
    operated = try Operated()
    staging = try EnvironmentName("staging")
    try operated.served.addEnvironments("staging")
  }

  /// Expects that the index says of each prompt what the deployment matrix says.
  private func expectAgreement(at location: SourceLocation = #_sourceLocation) throws {
    let summaries = try operated.request(.reader).promptSummaries()
    let matrix = try operated.repository().matrix(archived: true)
    #expect(
      summaries.prompts.map(\.name).sorted() == matrix.rows.map(\.name).sorted(),
      sourceLocation: location)
    #expect(summaries.environments == matrix.environments.map(\.name), sourceLocation: location)
    for row in matrix.rows {
      let summary = try #require(summaries.prompts.first { $0.name == row.name })
      #expect(summary.isArchived == row.isArchived, sourceLocation: location)
      #expect(summary.active?.hash == row.active?.hash, sourceLocation: location)
      #expect(summary.active?.number == row.active?.version, sourceLocation: location)
      #expect(
        summary.live.mapValues(\.hash) == row.live.mapValues(\.hash), sourceLocation: location)
      #expect(
        summary.live.mapValues(\.author) == row.live.mapValues { $0.author.name },
        sourceLocation: location)
      let prompt = try #require(try operated.repository().prompt(row.name))
      #expect(summary.title == prompt.record.title, sourceLocation: location)
      #expect(summary.latest == prompt.latest?.number, sourceLocation: location)
    }
    let times = summaries.prompts.map(\.changedAt)
    #expect(times == times.sorted(by: >), sourceLocation: location)
  }

  @Test func itFollowsWhateverChanges() throws {
    try expectAgreement()
    let first = try operated.create("a", "One", "Two")
    _ = try operated.create("b", "One")
    try expectAgreement()
    try operated.deploy(first, 1, to: staging)
    try expectAgreement()
    #expect(
      try operated.request(.reader).promptSummaries().prompts.map(\.name) == [
        first, PromptName("b"),
      ])
    #expect(try operated.request(.reader).promptSummaries().prompts[0].changedBy == "A user")
    let repository = try operated.repository().by(Sample.person)
    try repository.edit(
      first, RecordEdit(title: .set("Alpha"), description: .keep, metadata: .keep))
    try expectAgreement()
    try repository.archive(first)
    try repository.rename(PromptName("b"), to: PromptName("c"))
    try expectAgreement()
    try repository.rollback(first, .active)
    try operated.served.addEnvironments("production")
    try expectAgreement()
    try repository.delete(PromptName("c"), forces: true)
    try expectAgreement()
  }

  @Test func theNumberIsAnotherOneAfterEachChangeAndOnlyThen() throws {
    let name = try operated.create("a", "One", "Two")
    let before = try operated.request(.reader).promptSummaries().generation
    #expect(try operated.request(.reader).promptSummaries().generation == before)
    try operated.deploy(name, 1, to: staging)
    #expect(try operated.request(.reader).promptSummaries().generation != before)
  }

  @Test(arguments: ["versions", "active"])
  func whatIsDamagedSaysSoAndHidesNoOther(_ chain: String) throws {
    _ = try operated.create("a", "One")
    _ = try operated.create("b", "One")
    try operated.served.damage(chain, of: "a")
    let prompts = try operated.request(.reader).promptSummaries().prompts
    let damaged = try #require(prompts.first { $0.name.rawValue == "a" })
    #expect(damaged.damage?.isEmpty == false)
    let good = try #require(prompts.first { $0.name.rawValue == "b" })
    #expect(good.damage == nil && good.active?.number == 1)
  }
}
