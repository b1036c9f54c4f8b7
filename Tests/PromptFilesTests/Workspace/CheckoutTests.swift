import CanonicalJSON
import Foundation
import Platform
import PromptFiles
import PromptRepo
import Testing

@Suite struct CheckoutTests {
  private func checkout(
    _ desk: Desk, _ name: String, _ spec: VersionSpec? = nil, forces: Bool = false,
    merges: Bool = false
  ) throws -> CheckoutItem {
    let plan = try desk.workspace.planCheckout(
      of: [try PromptName(name): spec], from: desk.repository,
      options: CheckoutOptions(forces: forces, merges: merges))
    try desk.workspace.checkout(plan)
    return try #require(plan.items.first)
  }

  private func isConflict(_ error: any Error) -> Bool {
    (error as? RepositoryError)?.code == .conflict
  }

  @Test func writesWhatWasNeverHere() throws {
    let desk = try Desk()
    try desk.commit("a/b", "---\ntitle: T\nmodel: m\n---\nbody\n")
    let other = try Desk(desk.repository)
    try other.workspace.checkout(try other.workspace.planCheckout(from: other.repository))
    #expect(try other.read("a/b") == "---\ntitle: T\nmodel: m\n---\nbody\n")
    #expect(try other.status("a/b").isClean)
    #expect(try other.workspace.index().bases.count == 1)
  }

  @Test func updatesWhatIsBehindAndNothingElse() throws {
    let desk = try Desk()
    for name in ["behind", "edited", "removed", "same"] { try desk.commit(name, "one\n") }
    for name in ["behind", "edited", "removed"] { try desk.cutElsewhere(name, "two") }
    try desk.write("edited", "mine\n")
    try desk.remove("removed")
    let plan = try desk.workspace.planCheckout(from: desk.repository)
    #expect(plan.items.map(\.status.name.rawValue) == ["behind"])
    try desk.workspace.checkout(plan)
    #expect(try desk.read("behind") == "two\n")
    #expect(try desk.read("edited") == "mine\n")
    #expect(!desk.exists("removed"))
    #expect(try desk.state("behind") == .unchanged)
  }

  @Test func anUpdateKeepsTheHeaderAsItIsWritten() throws {
    let desk = try Desk()
    try desk.commit("a", "---\n# mine\nmodel:   m # fast\ntitle: T\n---\none\n")
    try desk.cutElsewhereKeepingConfig("a", "two")
    try desk.editElsewhere("a", RecordEdit(title: .set("U"), description: .set("D")))
    _ = try checkout(desk, "a")
    #expect(try desk.read("a") == "---\n# mine\nmodel:   m # fast\ntitle: U\n---\ntwo\n")
    #expect(try desk.status("a").isClean)
  }

  @Test func refusesToOverwriteEdits() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("a", "two\n")
    for edit in ["mine\n", "---\nbroken: [\n---\nx\n", "one\n", "---\ntitle: T\n---\ntwo\n"] {
      try desk.write("a", edit)
      #expect { try checkout(desk, "a", .number(1)) } throws: { isConflict($0) }
      #expect(try desk.read("a") == edit)
    }
    _ = try checkout(desk, "a", .number(1), forces: true)
    #expect(try desk.read("a") == "one\n")
    #expect(try desk.state("a") == .behind)
    // A file that nothing is known of is not overwritten either.
    let other = try Desk(desk.repository)
    try other.write("a", "unknown\n")
    #expect { try checkout(other, "a") } throws: { isConflict($0) }
    #expect(try other.read("a") == "unknown\n")
  }

  @Test func anOlderVersionCheckedOutIsBehind() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("a", "two\n")
    _ = try checkout(desk, "a", .number(1))
    #expect(try desk.read("a") == "one\n")
    #expect(try desk.state("a") == .behind)
    try desk.write("a", "one and more\n")
    #expect(try desk.state("a") == .conflict(.bothChanged))
  }

  @Test func mergesWhatDoesNotOverlap() throws {
    let desk = try Desk()
    let header = "---\nmodel: m # fast\n---\n"
    try desk.commit("a", "\(header)1\n2\n3\n4\n5\n")
    try desk.cutElsewhereKeepingConfig("a", "one\n2\n3\n4\n5")
    try desk.write("a", "\(header)1\n2\n3\n4\nfive\n")
    let item = try checkout(desk, "a", merges: true)
    guard case .merge(conflicts: 0) = item.action else {
      Issue.record("\(item.action)")
      return
    }
    #expect(try desk.read("a") == "\(header)one\n2\n3\n4\nfive\n")
    #expect(try desk.state("a") == .changed)
    try desk.commit()
    #expect(try desk.status("a").latest == 3)
  }

  @Test func marksWhatOverlapsUntilSomebodyChooses() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.cutElsewhere("a", "theirs")
    try desk.write("a", "ours\n")
    let item = try checkout(desk, "a", merges: true)
    guard case .merge(conflicts: 1) = item.action else {
      Issue.record("\(item.action)")
      return
    }
    #expect(
      try desk.read("a")
        == "<<<<<<< file\nours\n||||||| v1\none\n=======\ntheirs\n>>>>>>> v2\n")
    #expect(try desk.state("a") == .conflict(.markers))
    #expect { try desk.commit() } throws: { isConflict($0) }
    #expect { try checkout(desk, "a", merges: true) } throws: { isConflict($0) }
    try desk.write("a", "both\n")
    try desk.commit()
    #expect(try desk.latestTemplate("a") == "both")
  }

  @Test func mergesTheHeaderByKey() throws {
    let desk = try Desk()
    let name = try PromptName("a")
    try desk.commit("a", "---\ntitle: T\nmodel: m\nparams: {a: 1, b: 1}\nstop: x\n---\none\n")
    try desk.repository.by(Desk.author).addVersion(
      VersionDraft(
        try VersionContent(
          template: "one",
          config: ["model": "m", "params": ["a": 1, "b": 2], "stop": "theirs", "new": true])),
      to: name)
    try desk.editElsewhere("a", RecordEdit(title: .set("Theirs")))
    try desk.write(
      "a", "---\ntitle: T\nmodel: m2\nparams: {a: 5, b: 1}\nstop: ours\n---\none\n")
    let item = try checkout(desk, "a", merges: true)
    guard case .merge(conflicts: 1) = item.action else {
      Issue.record("\(item.action)")
      return
    }
    #expect(
      try desk.read("a") == """
        ---
        title: Theirs
        model: m2
        params:
          a: 5
          b: 2
        <<<<<<< file
        stop: ours
        =======
        stop: theirs
        >>>>>>> v2
        new: true
        ---
        one

        """)
    #expect(try desk.state("a") == .conflict(.markers))
    let resolved = try desk.read("a").split(separator: "\n").filter {
      !["<<<<<<< file", "=======", "stop: theirs", ">>>>>>> v2"].contains($0)
    }
    try desk.write("a", resolved.joined(separator: "\n") + "\n")
    #expect(try desk.status("a").state == .changed)
    try desk.commit()
    let version = try desk.repository.version(name, .latest)
    #expect(
      try desk.repository.content(of: version).config
        == ["model": "m2", "params": ["a": 5, "b": 2], "stop": "ours", "new": true])
    #expect(try desk.prompt("a").record.title == "Theirs")
  }

  @Test func mergesTwoEditsOfTheRecord() throws {
    let desk = try Desk()
    try desk.commit("a", "---\ntitle: T\nmetadata: {a: 1, b: 1}\n---\none\n")
    try desk.editElsewhere(
      "a", RecordEdit(title: .set("Theirs"), metadata: .set(["a": 1, "b": 2])))
    try desk.write("a", "---\ntitle: Ours\nmetadata: {a: 2, b: 1}\n---\none\n")
    _ = try checkout(desk, "a", merges: true)
    #expect(
      try desk.read("a") == """
        ---
        <<<<<<< file
        title: Ours
        =======
        title: Theirs
        >>>>>>> v1
        metadata:
          a: 2
          b: 2
        ---
        one

        """)
    try desk.write("a", "---\ntitle: Ours\nmetadata: {a: 2, b: 2}\n---\none\n")
    try desk.commit()
    #expect(try desk.prompt("a").record.title == "Ours")
    #expect(try desk.prompt("a").record.metadata == ["a": 2, "b": 2])
  }

  @Test(arguments: [SystemCall.write, .rename, .open, .close])
  func aFullDiskLeavesTheOldFile(call: SystemCall) throws {
    let faults = FaultPlan()
    let desk = try Desk(faults: faults)
    try desk.commit("a", "one\n")
    try desk.commit("b", "one\n")
    try desk.cutElsewhere("a", "two")
    try desk.cutElsewhere("b", "two")
    let plan = try desk.workspace.planCheckout(from: desk.repository)
    // Reading opens the file itself, so only what is made beside it fails.
    faults.add(
      .init(
        call, pathContaining: call == .rename ? "b.prompt" : "b.prompt.", .fail(.noSpace)))
    #expect { try desk.workspace.checkout(plan) } throws: {
      ($0 as? RepositoryError)?.code == .inputOutput
    }
    #expect(try desk.read("b") == "one\n")
    #expect(try desk.read("a") == "two\n")
    #expect(try desk.state("a") == .unchanged)
    #expect(try desk.state("b") == .behind)
    let left = try FileManager.default.contentsOfDirectory(atPath: desk.workspace.root + "/prompts")
    #expect(left.sorted() == ["a.prompt", "b.prompt"])
  }

  @Test func doesNotOverwriteAnEditMadeMeanwhile() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.cutElsewhere("a", "two")
    let plan = try desk.workspace.planCheckout(from: desk.repository)
    try desk.write("a", "just now\n")
    #expect { try desk.workspace.checkout(plan) } throws: { isConflict($0) }
    #expect(try desk.read("a") == "just now\n")
  }

  @Test func neverWritesThroughLinks() throws {
    let desk = try Desk()
    try desk.commit("out/a", "one\n")
    let other = try Desk(desk.repository)
    try other.write("b", "x")
    let outside = other.workspace.root + "/outside"
    try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: other.workspace.root + "/prompts/out", withDestinationPath: outside)
    #expect { try checkout(other, "out/a") } throws: {
      ($0 as? RepositoryError)?.code == .invalid
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
  }
}

extension Desk {
  /// Cuts a version with the latest one's configuration, without the files.
  func cutElsewhereKeepingConfig(_ name: String, _ template: String) throws {
    let name = try PromptName(name)
    let config = try repository.content(of: repository.version(name, .latest)).config
    try repository.by(Desk.author).addVersion(
      VersionDraft(try VersionContent(template: template, config: config)), to: name)
  }
}
