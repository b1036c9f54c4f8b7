internal import Platform

/// One run of the benchmarks: its settings, its place on the disk and what it has found so far.
final class Bench {
  let options: BenchOptions
  let workspace: ScratchDirectory
  private(set) var comparisons: [Comparison] = []
  private(set) var notes: [String] = []

  init(_ options: BenchOptions) throws {
    self.options = options
    workspace = try ScratchDirectory(in: options.directory)
  }

  /// Says something that belongs to the report.
  func note(_ text: String) {
    notes.append(text)
  }

  /// Does the same work on all sides, one sample of each in turn, and keeps the figures.
  func measure(
    _ work: String, _ title: String, samples standard: Int, _ contenders: [Contender],
    goals: [Goal] = []
  ) throws {
    let samples = options.samples ?? (options.isQuick ? 3 : standard)
    let figures = try inTurn(
      contenders.map { contender in
        Side(name: contender.name) {
          try contender.prepare()
          let start = SystemClock.monotonicNanoseconds()
          try contender.work()
          let time = SystemClock.monotonicNanoseconds() - start
          return Double(time) / Double(contender.repetitions)
        }
      }, samples: samples, warmUp: min(3, max(1, samples / 10)))
    add(work, title, figures.compactMap { Series($0.name, $0.samples) }, goals: goals)
  }

  /// Takes samples of all sides that are wanted, one of each in turn.
  ///
  /// In another order each time, since whoever follows a side finds in the processor's and the
  /// system's caches what that one has read.
  ///
  /// - Parameter warmUp: How many samples of each side are taken before those that count.
  func inTurn<Sample>(
    _ all: [Side<Sample>], samples count: Int, warmUp: Int
  ) throws -> [(name: String, samples: [Sample])] {
    let sides = all.filter { options.store == nil || options.store == $0.name }
    var samples = [[Sample]](repeating: [], count: sides.count)
    for turn in 0..<(warmUp + count) {
      for index in sides.indices.shuffled() {
        let sample = try sides[index].take()
        if turn >= warmUp { samples[index].append(sample) }
      }
    }
    return zip(sides, samples).map { ($0.name, $1) }
  }

  /// Keeps the figures of all sides; tiny sizes have no goals.
  func add(_ work: String, _ title: String, _ series: [Series], goals: [Goal] = []) {
    add(
      Comparison(
        work: work, title: title, series: series, goals: options.isQuick ? [] : goals))
  }

  /// Keeps figures that were found in another way.
  func add(_ comparison: Comparison) {
    comparisons.append(comparison)
    options.progress("\(comparison.work): \(comparison.title)")
  }
}

/// A kind of work that several stores can do.
struct Work: Sendable {
  /// The name that `--only` takes.
  let name: String
  /// What it is, in one line.
  let summary: String
  /// Does it on all sides and adds the figures to the run.
  let run: @Sendable (Bench) throws -> Void
}

/// One side of a comparison.
struct Contender {
  /// The store, as the report names it.
  let name: String
  /// How often one sample does the work; the time is divided by it.
  var repetitions = 1
  /// Gets ready for one sample; its time does not count.
  var prepare: () throws -> Void = {}
  /// Does the work.
  let work: () throws -> Void
}

extension Contender {
  /// This project over the directory store: the side that the others are compared with.
  static let ours = "promptrepo"
  /// This project over the git store.
  static let ourGit = "promptrepo, git"
  /// What a C program would do with libgit2.
  static let libgit2 = "libgit2"
  /// A server on libmicrohttpd that does nothing.
  static let bare = "libmicrohttpd"
  /// This project's service in the process that measures.
  static let inProcess = "in process"
}

/// One side of a comparison that takes its samples itself.
struct Side<Sample> {
  /// The name in the report.
  let name: String
  /// Takes one sample.
  let take: () throws -> Sample
}
