import CanonicalJSON
import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Three who do things at random to the same prompts, and join what comes of it.
@Suite struct RandomJoinTests {
  private struct Game {
    let server: Server
    let team: [Teammate]
    let prompts = ["a", "b/c"]
    var random: RandomNumbers
    /// The texts that anybody cut, each of them once.
    var cut: [String: Set<String>] = [:]
    /// Ends of chains that were here before a join.
    var tips: [Set<String>]
    var joins = 0
    var repositoryWideJoins = 0

    init(seed: UInt64) throws {
      server = try Server(.strict)
      let server = server
      team = try zip(["Ada", "Bob", "Eve"], [Teammate.Home.workTree, .directory, .workTree]).map {
        try Teammate($0, $1, server)
      }
      random = RandomNumbers(seed)
      tips = team.map { _ in [] }
      for prompt in prompts {
        let text = "1\n2\n3\n4\n5\n6 of \(prompt)"
        cut[prompt] = [text]
        try team[0].create(prompt, text)
      }
      try team[0].push()
      for other in team.dropFirst() { try other.pull() }
    }

    mutating func act(_ person: Int) throws {
      let (mate, prompt) = (team[person], prompts[random(2)])
      let name = try PromptName(prompt)
      let latest = try #require(try mate.repository.latest(of: name))
      switch random(13) {
      case 0...4:
        var lines = try mate.repository.content(of: latest).template
          .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[random(lines.count)] = "\(mate.name) \(random(1_000_000))"
        if random(4) == 0 { lines.insert("more", at: random(lines.count)) }
        let text = lines.joined(separator: "\n")
        try mate.commit(prompt, text, activates: random(4) > 0)
        #expect(cut[prompt, default: []].insert(text).inserted)
      case 5:
        try ignoringNothing { try mate.rollBack(prompt, to: 1 + random(latest.number)) }
      case 6: try mate.title(prompt, "\(mate.name) \(random(1_000))")
      case 7:
        try mate.repository.by(mate.person()).edit(
          name, RecordEdit(metadata: .set(["k\(random(2))": .integer(random(1_000))])))
      case 8:
        guard let pointer = Pointer(label: "env/e\(random(2))") else { return }
        let number = 1 + random(latest.number)
        try mate.repository.change(by: mate.person()) { transaction throws(RepositoryError) in
          let version = try transaction.version(name, .number(number))
          try transaction.move(pointer, of: name, to: version)
        }
      case 9, 10: try changeEnvironments(mate)
      case 11: try changeReleases(mate)
      default: try sync(person)
      }
    }

    private mutating func changeEnvironments(_ mate: Teammate) throws {
      let names = try mate.repository.environments().map(\.name.rawValue)
      let required = names.isEmpty ? nil : names[random(names.count)]
      try ignoringNothing {
        if names.count < 3 {
          try mate.addEnvironment("\(mate.name.lowercased())\(random(3))")
        } else if random(4) == 0 {
          try mate.removeEnvironment(names[random(names.count)])
        } else {
          try mate.setEnvironment(
            names[random(names.count)], isProtected: random(2) == 0,
            requires: random(2) == 0 ? required : nil)
        }
      }
    }

    private mutating func changeReleases(_ mate: Teammate) throws {
      let (names, environments) = (try mate.releases(), try mate.repository.environments())
      try ignoringNothing {
        if names.isEmpty || random(3) == 0 {
          try mate.createRelease("r\(random(6))")
        } else if let environment = environments.first?.name.rawValue {
          if random(3) > 0 {
            try mate.deployRelease(names[random(names.count)], to: environment)
          } else {
            try mate.rollBackRelease(in: environment)
          }
        }
      }
    }

    /// Pulls, joins what has to be joined, and pushes.
    mutating func sync(_ person: Int) throws {
      let mate = team[person]
      tips[person].formUnion(try mate.references().map { String($0.suffix(40)) })
      for _ in 0..<5 {
        let resolution = Resolution.allCases[random(3)]
        var report = try mate.pull(resolution)
        joins += report.prompts.count { if case .joined = $0.result { true } else { false } }
        if report.hasConflicts {
          #expect(resolution == .merge)
          report = try mate.pull(random(2) == 0 ? .ours : .theirs)
        }
        for outcome in report.prompts {
          switch outcome.result {
          case .conflict(let conflict): Issue.record("\(conflict.error)")
          case .refused(let error): Issue.record("\(error)")
          default: break
          }
        }
        for outcome in report.repositoryWide {
          switch outcome.result {
          case .conflict(let conflict): Issue.record("\(conflict.error)")
          case .refused(let error): Issue.record("\(error)")
          case .joined: repositoryWideJoins += 1
          default: break
          }
        }
        let push = try mate.push()
        if !push.hasConflicts, !push.hasRefusals { return }
      }
      Issue.record("no end of it")
    }

    private func ignoringNothing(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let error as RepositoryError where error.code == .nothingToCommit {
        // It was there already.
      } catch let error as RepositoryError where error.code == .notFound {
        // Nothing was active before.
      } catch let error as RepositoryError
        where [.conflict, .invalid, .protected].contains(error.code)
      {
        // There is one of this name, or a rule is against it.
      }
    }

    func check() throws {
      let expected = try server.references()
      for (mate, tips) in zip(team, tips) {
        #expect(try mate.references() == expected)
        try mate.isSound()
        let reachable = Set(
          try git(mate.gitDirectory, ["rev-list", "--all"]).stdout.split(separator: "\n")
            .map(String.init))
        // Of what both did alike, the remote's commit is left, which says the same.
        let trees = Set(
          try git(mate.gitDirectory, ["log", "--all", "--format=%T"]).stdout.split(separator: "\n"))
        for tip in tips.subtracting(reachable) {
          let tree = try git(mate.gitDirectory, ["log", "-1", "--format=%T", tip]).stdout
          #expect(trees.contains(Substring(tree.prefix(40))))
        }
        let releases = Set(try mate.releases())
        for environment in try mate.repository.environments() {
          let live = try mate.repository.liveRelease(in: environment.name)
          #expect(live.map { releases.contains($0.release.rawValue) } ?? true)
        }
        for prompt in prompts {
          let versions = try mate.repository.versions(of: PromptName(prompt))
          #expect(versions.map(\.number) == (1...versions.count).reversed())
          let own = versions.filter { version in
            !version.message.hasPrefix("Merge v") && !version.message.hasPrefix("Take v")
          }
          let texts = try own.map { try mate.repository.content(of: $0).template }
          #expect(texts.count == cut[prompt]?.count)
          #expect(Set(texts) == cut[prompt])
          for move in try mate.repository.moves(of: .active, PromptName(prompt)) {
            #expect(versions.contains { $0.commit == move.versionCommit })
          }
        }
      }
      try expectSound(server.path)
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func allEndWithTheSameLedgerAndNothingIsLost(seed: UInt64) throws {
    var game = try Game(seed: seed)
    for _ in 0..<3 {
      for _ in 0..<18 { try game.act(game.random(3)) }
      for person in [0, 1, 2, 0, 1] { try game.sync(person) }
      try game.check()
    }
    #expect(game.joins > 2)
    #expect(game.repositoryWideJoins > 0)
  }
}

/// The same numbers from the same seed, everywhere.
struct RandomNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func callAsFunction(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(bound, 1)))
  }
}
