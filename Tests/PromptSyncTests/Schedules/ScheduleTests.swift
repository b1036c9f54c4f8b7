internal import PromptRepo
internal import GitModel
import DirectoryStore
import Foundation
import PromptMerge
import PromptSync
import TestSupport
import Testing

/// Random courses of events; a seed that fails is tried alone with `PROMPTREPO_SEED`.
@Suite struct ScheduleTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [Int] =
    environment["PROMPTREPO_SEED"].flatMap(Int.init).map { [$0] }
    ?? Array(0..<(isExtra ? 400 : 16))

  @Test(arguments: seeds, [true, false])
  func allSidesEndInStep(seed: Int, givesTips: Bool) throws {
    let schedule = try Schedule(seed: seed, givesTips: givesTips, mayFail: seed % 2 == 1)
    try schedule.run(30)
    try expectInStep(
      schedule.hosted, schedule.sides(), texts: schedule.texts, duplicates: schedule.duplicates,
      seed % 3 == 0 ? .theirs : .ours,
      "seed \(seed):\n\(schedule.log.joined(separator: "\n"))")
  }

  /// As above, with ledgers on disk, which git finds in order at the end.
  @Test(arguments: isExtra ? Array(1_000..<1_020) : [1_000, 1_001])
  func ledgersOnDiskEndInStep(seed: Int) throws {
    let directory = try TemporaryDirectory()
    let paths = [directory.appending("one"), directory.appending("two")]
    let stores = try paths.map { path in
      _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
      return try DirectoryStore(opening: path, layout: .prompts, durability: .none)
    }
    let schedule = try Schedule(seed: seed, givesTips: false, mayFail: true, stores: stores)
    try schedule.run(20)
    try expectInStep(
      schedule.hosted, schedule.sides(), texts: schedule.texts, duplicates: schedule.duplicates,
      .ours, "seed \(seed):\n\(schedule.log.joined(separator: "\n"))")
    for path in paths { try expectSound(path) }
  }
}
