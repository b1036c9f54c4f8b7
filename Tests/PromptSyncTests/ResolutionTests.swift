import CanonicalJSON
import MemoryStore
import PromptMerge
import PromptRepo
import PromptSync
import PromptsAPI
import Testing

/// What both sides changed, and how it is decided.
@Suite struct ResolutionTests {
  private func pair(givesTips: Bool = false) throws -> (hosted: Hosted, side: Side, id: String) {
    let hosted = try Hosted(givesTips: givesTips)
    let side = try Side(hosted)
    try side.create("reply", "a\nb\nc\n")
    for text in ["2", "3"] { try side.commit("reply", text) }
    try side.run(.sync).expectDone()
    return (hosted, side, try Writer(hosted).prompts()[0].id)
  }

  @Test(arguments: [Resolution.ours, .theirs, .merge], [true, false])
  func aPointerThatBothMoved(resolution: Resolution, givesTips: Bool) throws {
    let (hosted, side, id) = try pair(givesTips: givesTips)
    try side.rollback("reply", to: 1)
    try Writer(hosted).activate(id, 2)
    let before = try side.view()
    for direction in [SyncOptions.Direction.push, .pull, .sync] {
      #expect(try side.run(direction).remedies == [.resolve])
    }
    #expect(try side.view() == before)
    let report = try side.run(.sync, resolution)
    guard resolution != .merge else {
      #expect(report.remedies == [.resolve])
      return
    }
    report.expectDone()
    #expect(try side.view()["reply"]?.active == (resolution == .ours ? 1 : 2))
    try expectInStep(hosted, [side], texts: ["a\nb\nc\n", "2", "3"])
    #expect(try side.view()["reply"]?.active == (resolution == .ours ? 1 : 2))
  }

  /// One side cut a version, the other moved the pointer.
  @Test(arguments: [Resolution.ours, .theirs], [true, false])
  func aVersionAgainstAMove(resolution: Resolution, cutsHere: Bool) throws {
    let (hosted, side, id) = try pair()
    if cutsHere {
      try side.commit("reply", "4")
      try Writer(hosted).activate(id, 1)
    } else {
      try Writer(hosted).publish(id, "4")
      try side.rollback("reply", to: 1)
    }
    #expect(try side.run(.sync).remedies == [.resolve])
    try side.run(.sync, resolution).expectDone()
    let active = cutsHere == (resolution == .ours) ? 4 : 1
    #expect(try side.view()["reply"]?.active == active)
    try expectInStep(hosted, [side], texts: ["a\nb\nc\n", "2", "3", "4"])
    #expect(try View.all(hosted.repository)["reply"]?.active == active)
  }

  @Test(arguments: [Resolution.ours, .theirs, .merge], [true, false])
  func aRecordThatBothEdited(resolution: Resolution, overlaps: Bool) throws {
    let (hosted, side, id) = try pair()
    try side.edit(
      "reply",
      RecordEdit(description: .set("ours"), metadata: .set(["a": 1, "b": ["c": 1]])))
    try Writer(hosted).edit(
      id,
      UpdatePromptRequest(
        name: "theirs", description: overlaps ? .some("theirs") : nil,
        metadata: ["b": ["d": 1], "e": 2]))
    let conflict = try side.run(.sync)
    #expect(conflict.remedies == [.resolve])
    let report = try side.run(.sync, resolution)
    if overlaps, resolution == .merge {
      #expect(report.remedies == [.resolve])
      return
    }
    report.expectDone()
    try expectInStep(hosted, [side])
    let view = try #require(try side.view()["theirs"])
    #expect(view.text == (overlaps && resolution == .theirs ? "theirs" : "ours"))
    #expect(view.metadata == #"{"a":1,"b":{"c":1,"d":1},"e":2}"#)
  }

  @Test(arguments: [Resolution.ours, .theirs, .merge])
  func textsThatDoNotOverlap(resolution: Resolution) throws {
    let (hosted, side, id) = try pair()
    for side in [side] { try side.commit("reply", "a\nb\nc\nd\ne") }
    try side.run(.sync).expectDone()
    try side.commit("reply", "A\nb\nc\nd\ne")
    try Writer(hosted).publish(id, "a\nb\nc\nd\nE")
    try side.run(.sync, resolution).expectDone()
    let text =
      switch resolution {
      case .ours: "A\nb\nc\nd\ne"
      case .theirs: "a\nb\nc\nd\nE"
      case .merge: "A\nb\nc\nd\nE"
      }
    #expect(try side.view()["reply"]?.activeText == text)
    #expect(try View.all(hosted.repository)["reply"]?.activeText == text)
    try expectInStep(
      hosted, [side],
      texts: ["a\nb\nc\n", "2", "3", "a\nb\nc\nd\ne", "A\nb\nc\nd\ne", "a\nb\nc\nd\nE"])
  }

  /// Texts that overlap are merged by hand and committed, or a side's text is taken after all.
  @Test(arguments: [nil, Resolution.ours, .theirs])
  func textsThatOverlap(after resolution: Resolution?) throws {
    let (hosted, side, id) = try pair()
    try side.commit("reply", "ours")
    try Writer(hosted).publish(id, "theirs")
    let report = try side.run(.sync, .merge)
    guard case .edit(let marked)? = report.remedies.first else {
      Issue.record("\(report)")
      return
    }
    #expect([marked.ours, marked.theirs].map(\.template) == ["ours", "theirs"])
    #expect(marked.labels.first == "v4" && marked.labels.last == "v4 of hosted")
    let before = try side.view()
    for direction in [SyncOptions.Direction.push, .sync] {
      #expect(try side.run(direction).remedies == [.commit])
      #expect(try side.run(direction, .merge).remedies == [.commit])
    }
    try side.run(.pull).expectDone()
    #expect(try side.view() == before)
    if let resolution {
      try side.run(.push, resolution).expectDone()
    } else {
      try side.commit("reply", "both")
      try side.run(.push).expectDone()
    }
    let text = resolution == nil ? "both" : resolution == .ours ? "ours" : "theirs"
    #expect(
      try View.all(hosted.repository)["reply"]?.texts
        == ["a\nb\nc\n", "2", "3", "theirs", "ours", text])
    #expect(try View.all(hosted.repository)["reply"]?.activeText == text)
    try expectInStep(
      hosted, [side],
      texts: ["a\nb\nc\n", "2", "3", "ours", "theirs"] + (resolution == nil ? ["both"] : []))
  }

  /// A plan writes nothing, and says what the run then does.
  @Test func aPlanChangesNothing() throws {
    let scenario = try Scenario(givesTips: true)
    var options = SyncOptions(.sync)
    options.isDryRun = true
    options.concurrency = 1
    let side = try scenario.side()
    scenario.hosted.forgetRequests()
    let before = try side.view()
    let plan = try side.synchronizer.run(options)
    #expect(try scenario.hosted.writes.isEmpty && side.view() == before)
    let done = try side.run(.sync)
    let (planned, did) = (plan.actions, done.actions)
    #expect(planned["ahead"]?.isSubset(of: did["ahead"] ?? []) == true)
    for name in ["behind", "moved", "edited", "there"] { #expect(planned[name] == did[name]) }
    #expect(planned["new"] == did["new"])
  }
}

extension SyncReport {
  /// What was done, by name.
  fileprivate var actions: [String: Set<SyncAction>] {
    Dictionary(items.map { ($0.name, Set($0.actions)) }, uniquingKeysWith: { $1 })
  }
}
