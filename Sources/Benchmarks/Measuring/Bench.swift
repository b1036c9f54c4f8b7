internal import Platform

/// One run of the benchmarks: its settings, its place on the disk and what it has found so far.
final class Bench {
  let options: BenchOptions
  let workspace: Workspace
  private(set) var comparisons: [Comparison] = []
  private(set) var notes: [String] = []

  init(_ options: BenchOptions) throws {
    self.options = options
    workspace = try Workspace(in: options.directory)
  }

  /// Says something that belongs to the report.
  func note(_ text: String) {
    notes.append(text)
  }

  /// Does the same work on all sides, one sample of each in turn, and keeps the figures.
  ///
  /// In another order each time, since whoever follows a side finds in the processor's and the
  /// system's caches what that one has read.
  func measure(
    _ work: String, _ title: String, samples standard: Int, _ all: [Contender],
    goals: [Goal] = []
  ) throws {
    let contenders = all.filter { options.store == nil || options.store == $0.name }
    let samples = options.samples ?? (options.isQuick ? 3 : standard)
    let warmUp = min(3, max(1, samples / 10))
    var figures = [[Double]](repeating: [], count: contenders.count)
    for sample in 0..<(warmUp + samples) {
      for index in contenders.indices.shuffled() {
        let contender = contenders[index]
        try contender.prepare()
        let start = SystemClock.monotonicNanoseconds()
        try contender.work()
        let time = SystemClock.monotonicNanoseconds() - start
        if sample >= warmUp { figures[index].append(Double(time) / Double(contender.repetitions)) }
      }
    }
    add(
      Comparison(
        work: work, title: title,
        series: zip(contenders, figures).compactMap { Series($0.name, $1) },
        goals: options.isQuick ? [] : goals))
  }

  /// Keeps figures that were found in another way.
  func add(_ comparison: Comparison) {
    comparisons.append(comparison)
    options.progress("\(comparison.work): \(comparison.title)")
  }
}
