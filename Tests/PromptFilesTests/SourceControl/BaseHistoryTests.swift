import TestSupport
import Testing

/// Random histories of edits, reverts, stashes, switches, merges, squashes, rebases and resets, done
/// with git itself, and the program's verdicts beside a model's that knows what was done.
@Suite struct BaseHistoryTests {
  @Test(arguments: 0..<(isExtra ? 400 : 12))
  func noVerdictIsWrong(seed: Int) throws {
    var history = try BaseHistory(seed: UInt64(seed))
    let steps = isExtra ? 60 : 30
    let fault = try history.run(steps)
    #expect(fault == nil, "seed \(seed): \(fault ?? "")")
    #expect(fault != nil || history.verdicts == 2 * steps)
  }
}
