import Testing

@testable import DirectoryStore
@testable import GitFiles

@Suite struct DeltaMakingTests {
  /// Numbers that look random but are the same in every run (a linear congruential generator).
  private struct Numbers {
    var state: UInt64
    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  @Test(arguments: 1...40)
  func applyingGivesTheTarget(seed: UInt64) throws {
    var numbers = Numbers(state: seed)
    let base = (0..<numbers.next(below: 5_000)).map { _ in UInt8(97 + numbers.next(below: 20)) }
    var target = base
    for _ in 0..<numbers.next(below: 8) {
      let from = numbers.next(below: target.count + 1)
      let to = from + numbers.next(below: min(300, target.count - from) + 1)
      let new = (0..<numbers.next(below: 200)).map { _ in UInt8(numbers.next(below: 256)) }
      target.replaceSubrange(from..<to, with: new)
    }
    guard let delta = Delta.make(from: base, to: target, maximum: .max) else {
      #expect(base.count < 16 || target.count < 16)
      return
    }
    #expect(try Delta.apply(delta, to: base) == target)
    #expect(Delta.make(from: base, to: target, maximum: delta.count) == nil)
  }

  @Test func aSmallEditIsASmallDelta() throws {
    let base = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    var target = base
    target[100_000] ^= 1
    target.insert(7, at: 5)
    let delta = try #require(Delta.make(from: base, to: target, maximum: .max))
    #expect(delta.count < 100)
    #expect(try Delta.apply(delta, to: base) == target)
  }

  @Test func repetitionIsLinear() throws {
    let base = [UInt8](repeating: 0, count: 1 << 20)
    let target = base + Array(0..<200) + base
    let delta = try #require(Delta.make(from: base, to: target, maximum: .max))
    #expect(try Delta.apply(delta, to: base) == target)
    #expect(delta.count < 1_000)
  }
}
