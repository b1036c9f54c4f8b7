/// What came of mending a file.
public struct FixedSource: Sendable {
  /// The file as it is now.
  public let source: LintSource

  /// What was mended, with the places of before, in the order in which it was done.
  public let fixed: [Finding]
}

extension Linter {
  /// Mends what can be mended in a file: what no reader sees, and, of the rules that are named, what a
  /// reader sees too. What a suppression covers stays.
  ///
  /// A fix that would make a file unreadable which can be read is left out. Fixing again changes
  /// nothing.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - named: The rules whose fixes a reader may see.
  ///   - read: Reads the bytes of the file anew.
  public func fixing(
    _ source: LintSource, seen named: Set<String> = [], read: @escaping ([UInt8]) -> LintSource
  ) -> FixedSource {
    var current = source
    var fixed: [Finding] = []
    // A fix may bring another to light, as a removed comment does; a few rounds are enough for all.
    for _ in 0..<Self.rounds {
      let candidates = findings(in: current).filter { finding in
        guard let fix = finding.fix, finding.allowedBecause == nil else { return false }
        return !fix.isSeen || named.contains(finding.rule)
      }
      var attempt = FixAttempt(of: current, read)
      attempt.add(Self.compatible(candidates)[...])
      guard !attempt.done.isEmpty else { break }
      fixed += attempt.done
      current = attempt.result
    }
    return FixedSource(source: current, fixed: fixed)
  }

  private static let rounds = 8

  /// Findings whose fixes do not touch each other, the earlier before the later.
  private static func compatible(_ findings: [Finding]) -> [Finding] {
    let sorted = findings.sorted {
      ($0.fix?.range.lowerBound ?? 0, $0.fix?.range.upperBound ?? 0)
        < ($1.fix?.range.lowerBound ?? 0, $1.fix?.range.upperBound ?? 0)
    }
    var end = 0
    return sorted.filter { finding in
      guard let range = finding.fix?.range, range.lowerBound >= end else { return false }
      end = max(range.upperBound, range.lowerBound + 1)
      return true
    }
  }
}

/// Fixes that are put into a file as long as it stays readable.
private struct FixAttempt {
  private let source: LintSource
  private let read: ([UInt8]) -> LintSource
  /// The fixes that are in.
  private(set) var done: [Finding] = []
  /// The file with them.
  private(set) var result: LintSource
  /// How often the file is read anew for fixes that break it, at most.
  private var budget = 256

  init(of source: LintSource, _ read: @escaping ([UInt8]) -> LintSource) {
    self.source = source
    self.read = read
    result = source
  }

  /// Puts in those of some fixes, in the order of their places, that do not break the file: all at
  /// once, or else each half for itself.
  mutating func add(_ fixes: ArraySlice<Finding>) {
    guard !fixes.isEmpty, budget > 0 else { return }
    budget -= 1
    let next = read(bytes(with: done + fixes))
    if source.isBroken || !next.isBroken {
      done += fixes
      result = next
    } else if fixes.count > 1 {
      let middle = fixes.startIndex + fixes.count / 2
      add(fixes[..<middle])
      add(fixes[middle...])
    }
  }

  /// The file's bytes with fixes that are in order and do not touch each other.
  private func bytes(with findings: [Finding]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.bytes.count)
    var done = 0
    for fix in findings.compactMap(\.fix) {
      let range = fix.range.clamped(to: done..<source.bytes.count)
      result += source.bytes[done..<range.lowerBound]
      result += fix.text.utf8
      done = range.upperBound
    }
    return result + source.bytes[done...]
  }
}

extension LintSource {
  /// Whether it cannot be read as a prompt.
  fileprivate var isBroken: Bool {
    !isText || problems.contains { $0.kind == .unreadable }
  }
}
