import DirectoryStore
import Foundation
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// Writers and readers of the store at work while real git maintains it.
@Suite struct MaintenanceRaceTests {
  /// How many rounds git goes; the others work until it is through.
  private static let rounds = isExtra ? 20 : 5

  /// What changes packs is done by one git after the other, since its processes take each other's:
  /// `gc` removes what `repack` is about to rename, and an index of several packs may name one that
  /// has only its temporary name, or is gone.
  ///
  /// - Parameter isCollecting: Whether the store collects its own garbage, too. If so, git writes no
  ///   index of several packs, for the same reason.
  @Test(arguments: [false, true])
  func nothingIsLostAndNobodyFails(isCollecting: Bool) throws {
    let maintained = try MaintainedStore(prompts: 60)
    let path = maintained.path
    let crew = Crew()
    let writers = (0..<4).map { _ in MaintenanceWriter(path, crew) }
    let commands = [
      [["pack-refs", "--all"], ["reflog", "expire", "--all"]],
      [
        ["repack", "-a", "-q"], ["prune-packed", "-q"], ["gc", "-q"],
        isCollecting ? ["gc", "-q"] : ["multi-pack-index", "write"],
      ],
    ]
    var workers = commands.map { commands in
      { @Sendable () throws in
        for _ in 0..<MaintenanceRaceTests.rounds {
          for command in commands { try Self.maintain(path, command) }
        }
      }
    }
    if isCollecting {
      workers.append {
        let store = try DirectoryStore(opening: path, layout: .prompts, durability: .none)
        for _ in 0..<MaintenanceRaceTests.rounds {
          _ = try retrying { try store.collectGarbage(gracePeriod: 3_600) }
        }
      }
    }
    try crew.run(
      workers,
      beside: [
        writers[0].moveOn, writers[1].comeAndGo, writers[2].writePacks,
        { try writers[3].movePointers(maintained.names.prefix(5)) },
        { try Self.read(maintained.names, crew) { maintained.store } },
        {
          try Self.read(maintained.names, crew) {
            try DirectoryStore(opening: path, layout: .prompts)
          }
        },
      ])
    let values = try maintained.store.values()
    let objects = try maintained.expectSameAsGit()
    for writer in writers {
      #expect(writer.changes > 0)
      for (name, id) in writer.written {
        #expect(values[name] == id, "\(name)")
        if let id { #expect(objects.contains(id)) }
      }
    }
    // No move was lost, and none was made twice.
    let chain = try git(path, ["rev-list", "--count", MaintenanceWriter.chain]).stdout
    #expect(chain == "\(writers[0].changes)\n")
  }

  /// Runs git, which may find that somebody else is changing a reference.
  private static func maintain(_ path: String, _ command: [String]) throws {
    let result = try git(path, command)
    // Git waits a second for a lock, and for each other writer in turn.
    let isHeld = ["cannot lock ref", "packed-refs.lock': File exists"]
      .contains { result.stderr.contains($0) }
    guard result.status == 0 || isHeld else {
      throw Failure("git \(command.joined(separator: " ")): \(result.stderr)")
    }
  }

  /// Finds every prompt in each listing, and what it points at.
  private static func read(
    _ names: [PromptName], _ crew: Crew, _ open: () throws -> DirectoryStore
  ) throws {
    while crew.isWorking {
      let store = try open()
      let listed = try store.values()
      for name in names {
        let reference = "refs/prompts/\(name)/@versions"
        guard let id = listed[reference], try store.value(reference) == id,
          try store.object(id) != nil
        else { throw Failure("\(reference) was missed") }
      }
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }
}

/// Does something again as long as git holds a lock; every other failure is one, conflicts included,
/// since nobody else moves these references.
@discardableResult
func retrying<Result>(_ body: () throws -> Result) throws -> Result {
  while true {
    do {
      return try body()
    } catch let error as RepositoryError where error.code == .locked {
      continue
    }
  }
}
