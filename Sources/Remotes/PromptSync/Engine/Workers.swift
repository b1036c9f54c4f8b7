internal import Dispatch

/// Threads that do the same.
enum Workers {
  /// Runs something on so many threads, and waits for all.
  static func run(_ count: Int, _ body: @Sendable @escaping () -> Void) {
    guard count > 1 else { return body() }
    let group = DispatchGroup()
    let queue = DispatchQueue(label: "promptrepo.sync", attributes: .concurrent)
    for _ in 0..<count { queue.async(group: group, execute: body) }
    group.wait()
  }
}
