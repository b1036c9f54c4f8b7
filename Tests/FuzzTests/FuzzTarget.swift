import CCoverage
import Foundation
import TestSupport
import Testing

/// A parser, right inputs for it, and what has to hold of whatever it makes of wrong ones.
///
/// That it neither ends the process nor runs for ever is asked of each; `body` throws what the
/// parser says of an input that it refuses, and records an issue where an answer is wrong.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
  let name: String
  /// How many inputs are tried, to those of a target with the weight 1.
  let weight: Double
  private let seeds: @Sendable () throws -> [[UInt8]]
  private let body: @Sendable (_ input: [UInt8]) throws -> Void

  init(
    _ name: String, weight: Double = 1, seeds: @escaping @Sendable () throws -> [[UInt8]],
    body: @escaping @Sendable (_ input: [UInt8]) throws -> Void
  ) {
    self.name = name
    self.weight = weight
    self.seeds = seeds
    self.body = body
  }

  var testDescription: String { name }

  /// How many inputs a target with the weight 1 gets: with all targets, more than a million in the
  /// extra suite.
  private static var count: Int {
    ProcessInfo.processInfo.environment["PROMPTREPO_FUZZ_COUNT"].flatMap { Int($0) }
      ?? (isExtra ? 60_000 : 500)
  }

  /// Tries the seeds as they are, of which one at least has to be read, then changed ones.
  ///
  /// Where the code is instrumented, an input that reaches a new place is changed further.
  func run(seed: UInt64 = 1) throws {
    var corpus = try seeds()
    try #require(!corpus.isEmpty)
    let record = try InputRecord(name)
    var first: (any Error)?
    var read = 0
    for input in corpus {
      record.note(input)
      do {
        try body(input)
        read += 1
      } catch { first = error }
    }
    try #require(read > 0, "no seed is read: \(first.map { "\($0)" } ?? "")")
    var mutator = Mutator(seed: seed)
    let count = max(1, Int(Double(FuzzTarget.count) * weight))
    var refused = 0
    var reached = ccoverage_reached()
    for _ in 0..<count {
      let input = mutator.input(from: corpus)
      record.note(input)
      do { try body(input) } catch { refused += 1 }
      let now = ccoverage_reached()
      if now > reached && corpus.count < 4_096 { corpus.append(input) }
      reached = now
    }
    record.remove()
    // A parser that takes everything, or nothing but the seeds, is not tried at all.
    print("fuzz: \(name): \(count) inputs, \(refused) refused, \(corpus.count) kept")
  }
}

/// The input that is tried, in a file that outlives the process: what ended it is there.
private final class InputRecord {
  private let path: String
  private let descriptor: Int32
  private let memory: UnsafeMutableRawPointer
  private static let length = Mutator.maximumLength + 8

  init(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.path
    let words = name.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    path = "\(folder)/promptrepo-fuzz-\(words)-\(getpid())"
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0 && ftruncate(descriptor, off_t(InputRecord.length)) == 0)
    let mapped = mmap(
      nil, InputRecord.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    memory = try #require(mapped != MAP_FAILED ? mapped : nil)
  }

  /// The length in 8 bytes, the lowest first, then the input.
  func note(_ input: [UInt8]) {
    let count = min(input.count, Mutator.maximumLength)
    memory.storeBytes(of: UInt64(count).littleEndian, as: UInt64.self)
    input.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      (memory + 8).copyMemory(from: base, byteCount: count)
    }
  }

  func remove() { unlink(path) }

  deinit {
    munmap(memory, InputRecord.length)
    close(descriptor)
  }
}
