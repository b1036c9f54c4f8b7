import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Three who do things at random to prompts, and a server whose hook judges what they push.
///
/// They write few texts, so that they often write the same, and give the prompts each other's names.
@Suite struct RandomPushTests {
  private struct Game {
    let server: Server
    let team: [Teammate]
    var random: RandomNumbers
    private var names = 0
    /// What was done so far, for whoever has to find out why something was refused.
    var log: [String] = []

    init(seed: UInt64) throws {
      server = try Server()
      let server = server
      team = try zip(["Ada", "Bob", "Eve"], [Teammate.Home.workTree, .directory, .workTree]).map {
        try Teammate($0, $1, server)
      }
      random = RandomNumbers(seed)
      for name in ["x", "y", "z"] { try team[0].create(name, "1\n2\n3 of \(name)") }
      try team[0].addEnvironment("staging")
      try team[0].addEnvironment("prod", requires: "staging")
      try team[0].push()
      for other in team.dropFirst() { try other.pull() }
      try server.judgePushes()
    }

    private mutating func newName() throws -> PromptName {
      names += 1
      return try PromptName("new\(names)")
    }

    mutating func act(_ person: Int) throws {
      let mate = team[person]
      let all = try mate.repository.prompts().map(\.name)
      let name = all[random(all.count)]
      let latest = try #require(try mate.repository.latest(of: name))
      let deed = random(12)
      log.append("\(mate.name) \(deed) \(name)")
      switch deed {
      case 0...3:
        let content = try mate.repository.content(of: latest).template
        var lines = content.split(separator: "\n").map(String.init)
        lines[random(lines.count - 1)] = "\(random(3))"
        let text = lines.joined(separator: "\n")
        try refusable { try mate.commit(name.rawValue, text, activates: random(4) > 0) }
      case 4:
        try refusable {
          try mate.rollBack(name.rawValue, to: 1 + random(latest.number))
        }
      case 5, 6:
        let environment = try EnvironmentName(random(2) == 0 ? "staging" : "prod")
        try refusable {
          try mate.repository.by(mate.person()).deploy(name, to: environment)
        }
      case 7: try refusable { try mate.title(name.rawValue, "title \(random(2))") }
      case 8:
        try refusable { try mate.rename(name.rawValue, ["x", "y", "z", "v", "w"][random(5)]) }
      case 9:
        let other = all[random(all.count)]
        guard other != name else { return }
        let third = try newName().rawValue
        for (old, new) in [(name.rawValue, third), (other.rawValue, name.rawValue)] {
          try mate.rename(old, new)
        }
        try mate.rename(third, other.rawValue)
      case 10:
        let third = try newName().rawValue
        try mate.rename(name.rawValue, third)
        if random(2) == 0 { try mate.rename(third, name.rawValue) }
      default: try sync(person)
      }
    }

    /// Pulls until nothing is in conflict, and pushes, which the server has to take.
    mutating func sync(_ person: Int) throws {
      let mate = team[person]
      for _ in 0..<20 {
        var report = try mate.pull()
        if report.hasConflicts {
          let resolution = Resolution.allCases[random(3)]
          log.append("\(mate.name) pulls \(resolution)")
          report = try mate.pull(resolution)
          if report.hasConflicts { report = try mate.pull(random(2) == 0 ? .ours : .theirs) }
        }
        for outcome in report.prompts {
          if case .refused(let error) = outcome.result {
            Issue.record("\(mate.name), \(outcome.name): \(error), after \(log)")
          }
        }
        if try settle(report, mate) { continue }
        let push = try mate.push()
        log.append("\(mate.name) pushes")
        #expect(!push.hasConflicts && !push.hasRefusals, "\(push.lines) after \(log)")
        for outcome in push.prompts {
          if case .refused(let error) = outcome.result { Issue.record("\(error)") }
        }
        return
      }
      Issue.record("no end of it, after \(log)")
    }

    /// Gives the first prompt whose name is in conflict another one, as people are told to.
    ///
    /// - Returns: Whether there was a conflict, so that it is time to pull again.
    private mutating func settle(_ report: RemoteReport, _ mate: Teammate) throws -> Bool {
      for outcome in report.prompts {
        guard case .conflict(let conflict) = outcome.result else { continue }
        log.append("\(mate.name) settles \(conflict.kind.rawValue) of \(outcome.name)")
        if case .nameIsTaken(let name)? = conflict.obstacle?.cause as? RemoteRefusal {
          try mate.rename(name.rawValue, newName().rawValue)
          return true
        }
        guard let here = conflict.here.name, let there = conflict.there.name else { continue }
        switch conflict.kind {
        case .renamed:
          let isTaken = try mate.repository.prompts().contains { $0.name == there }
          if isTaken { try mate.rename(there.rawValue, newName().rawValue) }
          try mate.rename(here.rawValue, there.rawValue)
        case .sameName: try mate.rename(here.rawValue, newName().rawValue)
        case .diverged: break
        case .deletedHere, .deletedThere, .missingPartial, .included:
          Issue.record("nobody deletes anything")
        }
        return true
      }
      return false
    }

    func check() throws {
      let expected = try server.references()
      let fresh = try Teammate("Fay", .workTree, server)
      try fresh.pull()
      for mate in team + [fresh] {
        #expect(try mate.references() == expected, "\(mate.name) after \(log)")
        try mate.isSound()
      }
      try expectSound(server.path)
    }
  }

  @Test(arguments: 1...(isExtra ? 300 : 8))
  func everyHonestPushIsTaken(seed: Int) throws {
    var game = try Game(seed: UInt64(seed))
    for _ in 0..<2 {
      for _ in 0..<10 { try game.act(game.random(3)) }
      for person in [0, 1, 2, 0, 1] { try game.sync(person) }
      try game.check()
    }
  }
}

extension Server {
  /// Has the program that this build made judge pushes, as the hook does that it installs.
  fileprivate func judgePushes() throws {
    for setting in ["receive.denyNonFastForwards", "transfer.fsckObjects"] {
      try git(path, ["config", setting, "true"])
    }
    let result = try run(
      "\(BuiltPrograms.folder)/promptrepo", ["-C", path, "hook", "install", "--server"], cwd: path)
    try #require(result.status == 0, "\(result.stderr)")
  }
}
