import CanonicalJSON
import CodeHistory
import GitRemotes
import GitStore
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Three who do things at random to prompts that include each other: whoever pulls or pushes, on no side
/// is a version latest, active or live that includes what is not there.
@Suite struct RandomPartialTests {
  private struct Game {
    let server: Server
    let team: [Teammate]
    let deletes: Bool
    var random: RandomNumbers
    var names = 0
    var held = 0
    var heldPushes = 0
    var log: [String] = []

    init(seed: UInt64, deletes: Bool) throws {
      server = try Server(.strict)
      let server = server
      team = try zip(["Ada", "Bob", "Eve"], [Teammate.Home.workTree, .directory, .workTree]).map {
        try Teammate($0, $1, server)
      }
      self.deletes = deletes
      random = RandomNumbers(seed)
      try team[0].addEnvironment("prod")
      for leaf in ["k", "l"] { try team[0].create(leaf, "1\n2\n3 of \(leaf)") }
      try team[0].include(["l"], in: "m", "m ")
      try team[0].include(["m", "k"], in: "t", "t ")
      try team[0].push()
      for other in team.dropFirst() { try other.pull() }
    }

    private mutating func newName() -> String {
      names += 1
      return "n\(names)"
    }

    mutating func act(_ person: Int) throws {
      let mate = team[person]
      let all = try mate.repository.names()
      let name = all[random(all.count)]
      let deed = random(16)
      log.append("\(mate.name) \(deed) \(name)")
      switch deed {
      case 0...3:
        let leaves = try all.filter { try partials(of: $0, mate).isEmpty }
        if leaves.isEmpty { return }
        let leaf = leaves[random(leaves.count)]
        let latest = try #require(try mate.repository.latest(of: leaf))
        var lines = try mate.repository.content(of: latest).template
          .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[random(lines.count)] = "\(random(1_000))"
        let text = lines.joined(separator: "\n")
        try refusable { try mate.commit(leaf.rawValue, text, activates: random(4) > 0) }
      case 4...7:
        let included = try partials(of: name, mate)
        if included.isEmpty { return }
        let text = "\(random(1_000)) "
        try refusable {
          try mate.include(
            included.map(\.rawValue), in: name.rawValue, text, activates: random(4) > 0)
        }
        // Without what it includes, which may be new too.
        if random(2) == 0 {
          note(try mate.push(name.rawValue))
          try check()
        }
      case 8:
        let whole = try mate.repository.versions(of: name).filter { isWhole($0, name, mate) }
        if whole.isEmpty { return }
        try refusable {
          try mate.rollBack(name.rawValue, to: whole[random(whole.count)].number)
        }
      case 9:
        let whole = try mate.repository.versions(of: name).filter { isWhole($0, name, mate) }
        if whole.isEmpty { return }
        let version = whole[random(whole.count)]
        try mate.change { transaction throws(RepositoryError) in
          try transaction.move(.environment(EnvironmentName("prod")), of: name, to: version)
        }
      case 10:
        let other = all[random(all.count)]
        let prompt = newName()
        try mate.include(Set([name, other]).map(\.rawValue).sorted(), in: prompt, "new ")
      case 11 where random(2) == 0: try mate.rename(name.rawValue, newName())
      case 12 where deletes: try refusable { try mate.delete(name.rawValue) }
      case 13:
        log.append("pushes \(name)")
        note(try mate.push(name.rawValue))
        try check()
      case 14:
        note(try mate.pull())
        try check()
      default: try sync(person)
      }
    }

    /// The prompts that the latest version of one includes, by the names that they have now.
    private func partials(of name: PromptName, _ mate: Teammate) throws -> [PromptName] {
      guard let latest = try mate.repository.latest(of: name) else { return [] }
      let pins = try mate.repository.content(of: latest).partialPins.pins
      let prompts = try mate.repository.prompts()
      return try pins.compactMap { pin in
        let id = try mate.repository.pinned(pin.name, pin.hash)?.version.promptID
        return prompts.first { $0.record.id == id }?.name
      }
    }

    private func isWhole(_ version: Version, _ name: PromptName, _ mate: Teammate) -> Bool {
      (try? Repository(store: mate.store).text(of: version, name)) != nil
    }

    private mutating func note(_ report: RemoteReport) {
      log.append("\(report.lines)")
      let count = report.lines.count {
        $0.hasSuffix("missing_partial") || $0.hasSuffix("included")
      }
      if report.isOfPush { heldPushes += count } else { held += count }
      for outcome in report.prompts {
        if case .refused(let error) = outcome.result { Issue.record("\(error) after \(log)") }
      }
    }

    /// Pulls, settles what is in conflict as people are told to, and pushes.
    ///
    /// - Returns: Whether nothing is left to decide.
    @discardableResult
    mutating func sync(_ person: Int) throws -> Bool {
      let mate = team[person]
      for _ in 0..<12 {
        var report = try mate.pull()
        note(report)
        try check()
        if report.hasConflicts {
          report = try mate.pull(random(2) == 0 ? .merge : .ours)
          if report.hasConflicts { report = try mate.pull(random(2) == 0 ? .ours : .theirs) }
          note(report)
          try check()
        }
        let isSettled = try settle(report, mate)
        let push = try mate.push()
        note(push)
        try check()
        if isSettled, !push.hasConflicts, push.heldBack.isEmpty { return true }
      }
      if !deletes { Issue.record("no end of it, after \(log)") }
      return false
    }

    private mutating func settle(_ report: RemoteReport, _ mate: Teammate) throws -> Bool {
      for outcome in report.prompts {
        guard case .conflict(let conflict) = outcome.result else { continue }
        log.append("\(mate.name) settles \(conflict.kind.rawValue) of \(outcome.name)")
        switch (conflict.kind, conflict.here.name, conflict.there.name) {
        case (.renamed, let here?, let there?): try mate.rename(here.rawValue, there.rawValue)
        case (.sameName, let here?, _): try mate.rename(here.rawValue, newName())
        case (.deletedThere, let here?, _), (.renamed, let here?, nil):
          try refusable { try mate.delete(here.rawValue) }
        case (.deletedHere, _, let there?), (.renamed, nil, let there?):
          try mate.pull([there.rawValue], .theirs)
          try check()
        default: continue
        }
      }
      return !report.hasConflicts
    }

    func check() throws {
      let shared = try GitStore(GitRepository(opening: server.path), layout: .prompts)
      for (name, store) in [("server", shared as any Store)] + team.map({ ($0.name, $0.store) }) {
        #expect(try Repository(store: store).brokenTips() == [], "\(name) after \(log)")
      }
    }

    func checkSame() throws {
      let expected = try server.references()
      for mate in team {
        #expect(try mate.references() == expected, "\(mate.name) after \(log)")
        try mate.isSound()
      }
      try expectSound(server.path)
    }
  }

  @Test(arguments: [false, true])
  func noSideLacksWhatItsPromptsInclude(deletes: Bool) throws {
    var (held, heldPushes) = (0, 0)
    for seed in 1...(isExtra ? 80 : 4) {
      var game = try Game(seed: UInt64(seed), deletes: deletes)
      for _ in 0..<2 {
        for _ in 0..<24 { try game.act(game.random(3)) }
        for person in [0, 1, 2, 0, 1] { try game.sync(person) }
        if !deletes { try game.checkSame() }
      }
      held += game.held
      heldPushes += game.heldPushes
    }
    #expect(held > 0 && heldPushes > 0)
  }
}
