import CanonicalJSON
import Foundation
import Synchronization
import TestSupport
import Testing

extension SyncedRepo {
  /// Waits until the proxy holds a request of a client; false when the client ends before.
  @discardableResult
  func waitUntilHeld(_ client: Running) throws -> Bool {
    let end = Date(timeIntervalSinceNow: 30)
    while !proxy.isHolding {
      guard client.isRunning else { return proxy.isHolding }
      try #require(Date() < end, "no request was held")
      usleep(5_000)
    }
    return true
  }
}

extension PromptRepo {
  /// Makes versions of a prompt; those that are there already stay.
  func importVersions(
    _ texts: [String], of names: String..., active: Int? = nil, description: String? = nil
  ) throws {
    try importVersions(texts, of: names, active: active, description: description)
  }

  /// Makes versions of prompts; those that are there already stay.
  func importVersions(
    _ texts: [String], of names: [String], active: Int? = nil, description: String? = nil
  ) throws {
    var lines = ""
    for name in names {
      for (index, text) in texts.enumerated() {
        var row: JSONObject = [
          "name": .string(name), "template": .string(text), "version": .integer(index + 1),
        ]
        if let description { row["description"] = .string(description) }
        if index + 1 == active ?? texts.count { row["active"] = true }
        lines += JSONValue.object(row).text() + "\n"
      }
    }
    try ok("import", "-", "--format", "jsonl", stdin: lines)
  }
}

/// Counts things by their names, from 0.
final class Counts: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func next(_ thing: String) -> Int {
    counts.withLock { counts in
      defer { counts[thing, default: 0] += 1 }
      return counts[thing, default: 0]
    }
  }
}

/// Tells the first time of each thing from the others.
final class Once: Sendable {
  private let seen = Mutex<Set<String>>([])

  func isFirst(_ thing: String) -> Bool {
    seen.withLock { $0.insert(thing).inserted }
  }
}
