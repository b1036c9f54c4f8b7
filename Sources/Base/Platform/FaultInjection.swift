internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Faults to inject into the calls of a ``FileSystem``, and a record of the calls it made.
///
/// Every call is counted and recorded before it is made. Rules are consulted in order; the first
/// that applies decides. Meant for tests: the calls are real, only those a rule picks go wrong.
public final class FaultPlan: Sendable {
  /// One recorded call.
  public struct Call: Sendable, Hashable, CustomStringConvertible {
    /// The operation.
    public let call: SystemCall
    /// The path it was made on; the new path of a rename or link.
    public let path: String

    /// For example `rename /x/y`.
    public var description: String { "\(call.rawValue) \(path)" }
  }

  /// What happens to a call that a rule picks.
  public enum Effect: Sendable, Hashable {
    /// The call is not made and fails with this number.
    case fail(Errno)
    /// The call is made, then reported as failed with this number.
    case performThenFail(Errno)
    /// Only this many bytes of a write reach the file, then the call fails with this number;
    /// with `.killed`, all later calls fail as well. Other calls fail without being made.
    case tear(bytes: Int, Errno)
    /// The process dies before the call: it and all later calls fail with `.killed` and touch
    /// nothing.
    case kill
  }

  /// Which calls go wrong, and how.
  public struct Rule: Sendable, Hashable {
    let call: SystemCall?
    let pathContaining: String?
    let occurrence: Int?
    let effect: Effect

    /// Picks calls by operation, by a part of the path, and by their occurrence.
    ///
    /// - Parameters:
    ///   - call: the operation; nil for every one.
    ///   - pathContaining: a part of the path's bytes; nil for every path.
    ///   - occurrence: the n-th call that matches (from 1); nil for always.
    ///   - effect: what happens to it.
    public init(
      _ call: SystemCall?, pathContaining: String? = nil, occurrence: Int? = nil, _ effect: Effect
    ) {
      self.call = call
      self.pathContaining = pathContaining
      self.occurrence = occurrence
      self.effect = effect
    }
  }

  private struct State {
    var rules: [(rule: Rule, seen: Int)]
    var calls: [Call] = []
    var isKilled = false
  }

  private let state: Mutex<State>

  /// A plan with these rules; without any, it only records.
  public init(_ rules: [Rule] = []) {
    state = Mutex(State(rules: rules.map { ($0, 0) }))
  }

  /// A plan whose process dies before its n-th call (from 1).
  public static func killing(atCall number: Int) -> FaultPlan {
    FaultPlan([Rule(nil, occurrence: number, .kill)])
  }

  /// Adds a rule; its occurrences are counted from now on.
  public func add(_ rule: Rule) {
    state.withLock { $0.rules.append((rule, 0)) }
  }

  /// The calls so far, in order, without those made after a simulated death.
  public var calls: [Call] { state.withLock { $0.calls } }

  /// How often an operation was called so far.
  public func count(of call: SystemCall) -> Int {
    state.withLock { state in state.calls.count { $0.call == call } }
  }

  /// Whether the process has died, as far as this plan is concerned.
  public var isKilled: Bool { state.withLock { $0.isKilled } }

  /// Forgets the recorded calls; rules keep their counts.
  public func clearCalls() {
    state.withLock { $0.calls.removeAll() }
  }

  /// Records a call and decides what happens to it; nil to let it go ahead.
  func consult(_ call: SystemCall, _ path: String) -> Effect? {
    state.withLock { state in
      if state.isKilled { return .kill }
      state.calls.append(Call(call: call, path: path))
      var decided: Effect?
      for index in state.rules.indices where state.rules[index].rule.matches(call, path) {
        state.rules[index].seen += 1
        let (rule, seen) = state.rules[index]
        if decided == nil, rule.occurrence == nil || rule.occurrence == seen {
          decided = rule.effect
        }
      }
      if decided == .kill { state.isKilled = true }
      if case .tear(_, .killed) = decided { state.isKilled = true }
      return decided
    }
  }
}

extension FaultPlan.Rule {
  func matches(_ call: SystemCall, _ path: String) -> Bool {
    if let wanted = self.call, wanted != call { return false }
    guard let pathContaining else { return true }
    let part = Array(pathContaining.utf8)
    let bytes = Array(path.utf8)
    guard !part.isEmpty else { return true }
    guard bytes.count >= part.count else { return false }
    return (0...(bytes.count - part.count)).contains { start in
      bytes[start..<(start + part.count)].elementsEqual(part)
    }
  }
}

/// Makes a call that answers −1 and `errno` on failure; retries when a signal interrupts it.
@inline(__always)
func perform(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan?, _ body: () -> Int
) throws(SystemError) -> Int {
  if let faults { return try performInjectingFaults(call, path, faults, body) }
  return try retrying(call, path, body)
}

@inline(__always)
func retrying(
  _ call: SystemCall, _ path: String, _ body: () -> Int
) throws(SystemError) -> Int {
  while true {
    let result = body()
    if result != -1 { return result }
    let errno = Errno.current
    if errno != .interrupted { throw SystemError(call: call, path: path, errno: errno) }
  }
}

/// As `perform`, for a call that takes a path: one with a NUL byte would be cut short silently.
@inline(__always)
func performOnPath(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan?, _ body: () -> Int
) throws(SystemError) -> Int {
  if hasNUL(path) {
    throw SystemError(call: call, path: path, errno: .invalidArgument)
  }
  return try perform(call, path, faults, body)
}

/// Whether a path holds a NUL byte; asked before every call, so it must cost next to nothing.
func hasNUL(_ path: String) -> Bool {
  path.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
  } ?? path.utf8.contains(0)
}

@inline(never)
private func performInjectingFaults(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan, _ body: () -> Int
) throws(SystemError) -> Int {
  switch faults.consult(call, path) {
  case nil: return try retrying(call, path, body)
  case .fail(let errno), .tear(_, let errno):
    throw SystemError(call: call, path: path, errno: errno)
  case .kill: throw SystemError(call: call, path: path, errno: .killed)
  case .performThenFail(let errno):
    _ = try retrying(call, path, body)
    throw SystemError(call: call, path: path, errno: errno)
  }
}
