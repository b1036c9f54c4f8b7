import Foundation
import CodeHistory
import GitStore
import PromptRepo
import TestSupport
import Testing

/// The store and git programs on one repository at the same time.
@Suite struct GitConcurrencyTests {
  private static func isExpected(_ error: RepositoryError) -> Bool {
    error.code == .conflict || error.code == .locked
  }

  /// Git moves and packs the references that the store moves.
  @Test func movesAreNeverLost() async throws {
    let repository = try BareRepository()
    let name = "refs/prompts/p"
    let path = repository.path
    let store = try repository.store()
    try store.write(name, "base")
    let other = try store.write("refs/prompts/other", "other")
    let rounds = isExtra ? 100 : 12
    let moves = try await withThrowingTaskGroup(of: Int.self) { group in
      for writer in 0..<2 {
        group.addTask {
          let store = try GitStore(GitRepository(opening: path), layout: .prompts)
          var wins = 0
          for round in 0..<rounds * 5 {
            do {
              try store.write(name, "writer \(writer), \(round)", from: try store.value(name))
              wins += 1
            } catch let error as RepositoryError where Self.isExpected(error) {
              continue
            }
          }
          return wins
        }
      }
      group.addTask {
        var wins = 0
        for _ in 0..<rounds {
          let old = try git(path, ["rev-parse", name]).stdout.prefix(40)
          let result = try git(path, ["update-ref", name, other.hex, String(old)])
          // git keeps no log of a move that leaves the reference where it is.
          if result.status == 0, old != other.hex { wins += 1 }
        }
        return wins
      }
      group.addTask {
        for _ in 0..<rounds { try git(path, ["pack-refs", "--all"]) }
        return 0
      }
      return try await group.reduce(0, +)
    }
    // Every move that anybody was told of is in the log: none was lost, none made twice.
    let log = try git(path, ["log", "-g", "--format=%H", name]).stdout
    #expect(log.split(separator: "\n").count == moves + 1)
    #expect(try locks(path) == [])
    try expectSound(path)
  }

  /// Removals rewrite the packed file while git packs new branches into it: no branch gets lost.
  @Test func removalsLeaveWhatGitPacksMeanwhile() async throws {
    let repository = try BareRepository()
    let path = repository.path
    let store = try repository.store()
    let base = try store.write("refs/heads/main", "base")
    let rounds = isExtra ? 200 : 25
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for round in 0..<rounds {
          let name = "refs/prompts/p\(round)/@versions"
          let id = try store.write(name, "text")
          try git(path, ["pack-refs", "--all"])
          while true {
            do {
              try store.apply(Sample.removal(name, from: id))
              break
            } catch let error as RepositoryError where error.code == .locked {
              continue
            }
          }
        }
      }
      group.addTask {
        for round in 0..<rounds {
          _ = try git(path, ["update-ref", "refs/heads/b\(round)", base.hex])
          try git(path, ["pack-refs", "--all"])
        }
      }
      try await group.waitForAll()
    }
    let left = try store.references(under: "refs/").map(\.name.rawValue)
    let branches = (0..<rounds).map { "refs/heads/b\($0)" } + ["refs/heads/main"]
    #expect(Set(left) == Set(branches))
    try expectSound(path)
  }

  /// Readers of a listing never miss a reference that git packs at that moment.
  @Test func listingsAreWholeWhileGitCleansUp() async throws {
    let repository = try BareRepository()
    let path = repository.path
    let store = try repository.store()
    for number in 0..<30 { try store.write("refs/prompts/p\(number)/@info", "\(number)") }
    let rounds = isExtra ? 60 : 6
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for round in 0..<rounds {
          for number in 0..<30 where number % 3 == round % 3 {
            let name = "refs/prompts/p\(number)/@info"
            try store.write(name, "\(number), \(round)", from: try store.value(name))
          }
          #expect(try git(path, ["gc", "-q"]).status == 0)
        }
      }
      for _ in 0..<2 {
        group.addTask {
          let reader = try GitStore(GitRepository(opening: path), layout: .prompts)
          for _ in 0..<rounds * 20 {
            let found = try reader.references(under: "refs/prompts/")
            #expect(found.count == 30)
            for reference in found { #expect(try reader.object(reference.target) != nil) }
          }
        }
      }
      try await group.waitForAll()
    }
    try expectSound(path)
  }
}
