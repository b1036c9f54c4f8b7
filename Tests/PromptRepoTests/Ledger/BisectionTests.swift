import PromptRepo
import TestSupport
import Testing

@Suite struct BisectionTests {
  /// The first bad version is found, wherever it is, in as many tests as halving takes.
  @Test func everyPlaceIsFoundByHalving() {
    for count in 2...70 {
      for first in 2...count {
        var search = Bisection(good: 1, bad: count)
        var tests = 0
        while let number = search.next {
          #expect(number > search.good && number < search.bad)
          search.note(number < first ? .good : .bad, of: number)
          tests += 1
        }
        #expect(search.candidates == first...first)
        // The smallest power of two that is not below the number of places.
        let limit = (0...7).first { 1 << $0 >= count - 1 } ?? 7
        #expect(tests <= limit, "\(count) versions, \(first)")
      }
    }
  }

  /// No version is tested twice, and what is left at the end is what nothing could be told of.
  @Test(arguments: 0..<200)
  func whatCannotBeToldIsLeftOver(seed: Int) {
    var random = Mutator(seed: UInt64(seed))
    let count = 2 + random.random(120)
    let first = 2 + random.random(count - 1)
    let share = random.random(10)
    let untold = Set((1...count).filter { _ in random.random(10) < share })
    var search = Bisection(good: 1, bad: count)
    var tested: Set<Int> = []
    while let number = search.next {
      #expect(tested.insert(number).inserted && number > 1 && number < count)
      search.note(untold.contains(number) ? .unknown : number < first ? .good : .bad, of: number)
    }
    #expect(search.candidates.contains(first))
    #expect(search.candidates.upperBound == search.bad)
    #expect(search.candidates.dropLast().allSatisfy(untold.contains))
    #expect(search.bad >= first && search.good < first)
  }

  /// A long stretch of versions that cannot be told costs some steps, not one for each.
  @Test func aLongSilentStretchIsLeftBehind() {
    let silent = 300...700
    for first in [2, 150, 290, 710, 900, 1_000] {
      var search = Bisection(good: 1, bad: 1_000)
      var tests = 0
      while let number = search.next {
        search.note(silent.contains(number) ? .unknown : number < first ? .good : .bad, of: number)
        tests += 1
      }
      #expect(search.candidates == first...first)
      #expect(tests <= 40, "\(first): \(tests)")
    }
  }

  @Test(arguments: [(3, 3), (5, 2), (0, 1), (Int.min, Int.max), (Int.max, Int.min)])
  func anyEndsAreTaken(good: Int, bad: Int) {
    var search = Bisection(good: good, bad: bad)
    for _ in 0..<200 {
      guard let number = search.next else { break }
      search.note(.bad, of: number)
    }
    #expect(search.next == nil)
    #expect(search.candidates.upperBound == search.bad)
    search.note(.good, of: .max)
    search.note(.unknown, of: .min)
  }
}
