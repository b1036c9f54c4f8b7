import PromptSync
import TestSupport
import Testing

/// The process ends at any point, and another one goes on.
@Suite struct DeathTests {
  @Test(arguments: [true, false])
  func aDeathAtAnyPointIsMadeGood(givesTips: Bool) throws {
    let result = try Scenario.result()
    var last = 0
    while true {
      let scenario = try Scenario(givesTips: givesTips)
      let death = Death(after: last)
      let side = try Side(
        scenario.hosted, MortalStore(store: scenario.store, death: death),
        transport: MortalTransport(transport: scenario.hosted, death: death))
      _ = try? side.run(.sync)
      guard death.hasCome else { break }
      try scenario.side().run(.sync).expectDone()
      let comment: Comment = "after step \(last)"
      #expect(try scenario.side().view() == result, comment)
      #expect(try View.all(scenario.hosted.repository) == result, comment)
      try expectInStep(scenario.hosted, [scenario.side()], texts: scenario.texts, nil, comment)
      last += isExtra ? 1 : 3
    }
    #expect(last > 40)
  }

  /// It ends again and again, each time a little later.
  @Test(arguments: [true, false])
  func manyDeathsAreMadeGood(givesTips: Bool) throws {
    let result = try Scenario.result()
    let scenario = try Scenario(givesTips: givesTips)
    for last in 0..<200 {
      let death = Death(after: last / 2)
      let side = try Side(
        scenario.hosted, MortalStore(store: scenario.store, death: death),
        transport: MortalTransport(transport: scenario.hosted, death: death))
      _ = try? side.run(.sync)
      guard death.hasCome else { break }
    }
    #expect(try View.all(scenario.hosted.repository) == result)
    try expectInStep(scenario.hosted, [scenario.side()], texts: scenario.texts)
  }
}
