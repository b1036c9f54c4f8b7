import CanonicalJSON
import PromptMerge
import PromptRepo
import TestSupport
import Testing
import TextDiff

@Suite struct ContentMergeTests {
  @Test func aChangeOfOneSideIsTaken() throws {
    let base = try VersionContent(template: "a\nb\nc")
    let other = try VersionContent(template: "a\nB\nc", config: ["model": "m"])
    #expect(ContentMerge(base: base, ours: other, theirs: base).outcome == .ours)
    #expect(ContentMerge(base: base, ours: base, theirs: other).outcome == .theirs)
    #expect(ContentMerge(base: base, ours: other, theirs: other).outcome == .ours)
    #expect(ContentMerge(base: nil, ours: other, theirs: other).outcome == .ours)
    #expect(ContentMerge(base: base, ours: base, theirs: other).template == other.template)
  }

  @Test func changesApartAreMergedByLineAndKey() throws {
    let merge = ContentMerge(
      base: try VersionContent(template: "a\nb\nc", config: ["model": "m", "top": 1]),
      ours: try VersionContent(template: "A\nb\nc", config: ["model": "n", "top": 1]),
      theirs: try VersionContent(template: "a\nb\nc\nd", config: ["model": "m", "top": 2]))
    let merged = try VersionContent(template: "A\nb\nc\nd", config: ["model": "n", "top": 2])
    #expect(merge.outcome == .both(merged))
    #expect(merge.resolved(.merge) == merged)
    #expect(merge.resolved(.ours) == merge.ours)
    #expect(merge.resolved(.theirs) == merge.theirs)
  }

  @Test func aLineAddedBelowTheLastOneDoesNotChangeThatLine() throws {
    let merge = ContentMerge(
      base: try VersionContent(template: "a\nb"), ours: try VersionContent(template: "a\nb\nc"),
      theirs: try VersionContent(template: "x\nb"))
    #expect(merge.outcome == .both(try VersionContent(template: "x\nb\nc")))
  }

  @Test func overlappingTextsAreMarkedAsGitMarksThem() throws {
    let merge = ContentMerge(
      base: try VersionContent(template: "a\nb\nc"), ours: try VersionContent(template: "a\nX\nc"),
      theirs: try VersionContent(template: "a\nY\nc"), labels: TextJudge.labels)
    #expect(merge.outcome.isConflict)
    #expect(merge.templateConflicts == 1)
    #expect(
      merge.template
        == "a\n<<<<<<< here\nX\n||||||| before\nb\n=======\nY\n>>>>>>> there\nc")
    #expect(merge.resolved(.merge) == nil)
    #expect(merge.resolved(.theirs) == merge.theirs)
  }

  @Test func keysThatBothChangedAreNamed() throws {
    let merge = ContentMerge(
      base: try VersionContent(template: "a", config: ["model": "m", "top": 1]),
      ours: try VersionContent(template: "a", config: ["model": "n", "top": 1]),
      theirs: try VersionContent(template: "b", config: ["top": 2]))
    #expect(merge.outcome.isConflict)
    #expect(merge.templateConflicts == 0)
    #expect(merge.template == "b")
    #expect(merge.configConflicts == [FieldConflict("model", ours: "n", theirs: nil)])
  }

  @Test func withoutABaseEverythingThatDiffersIsAConflict() throws {
    let merge = ContentMerge(
      base: nil, ours: try VersionContent(template: "a"),
      theirs: try VersionContent(template: "b"), labels: TextJudge.labels)
    #expect(merge.template == "<<<<<<< here\na\n||||||| before\n=======\nb\n>>>>>>> there")
  }

  @Test func aMergeThatLeavesNothingIsAConflict() throws {
    let merge = ContentMerge(
      base: try VersionContent(template: "a\n\nb"), ours: try VersionContent(template: "\nb"),
      theirs: try VersionContent(template: "a\n"), labels: TextJudge.labels)
    #expect(merge.outcome.isConflict)
    #expect(merge.templateConflicts == 1)
  }

  @Test func theOrderOfKeysIsAChangeToo() throws {
    let one = try VersionContent(template: "a", config: ["x": 1, "y": 2])
    let other = try VersionContent(template: "a", config: ["y": 2, "x": 1])
    let edited = try VersionContent(template: "b", config: ["x": 1, "y": 2])
    let both = try VersionContent(template: "b", config: ["y": 2, "x": 1])
    #expect(ContentMerge(base: one, ours: edited, theirs: other).outcome == .both(both))
    #expect(ContentMerge(base: one, ours: other, theirs: edited).outcome == .both(both))
  }

  /// Real prompts, whole and a sentence a line, edited at random on both sides.
  @Test(arguments: [UInt64(1), 2, 3])
  func mergesOfRealPromptsAreGits(seed: UInt64) throws {
    var random = RepeatableNumbers(seed: seed)
    let templates = try RealPrompts.load().map(\.template).filter { !$0.utf8.isEmpty }
    let cases = (0..<150).map { index -> TextJudge.Case in
      let template = templates[Int.random(in: 0..<templates.count, using: &random)]
      let base = index % 3 == 0 ? template : template.replacing(". ", with: ".\n")
      let foreign = templates[Int.random(in: 0..<templates.count, using: &random)]
      return TextJudge.Case(
        base: base, ours: edited(base, foreign, &random), theirs: edited(base, foreign, &random))
    }
    var clean = 0
    for (merge, expected) in zip(cases, try TextJudge.merge(cases)) {
      let result = TemplateMerge(
        base: merge.base, ours: merge.ours, theirs: merge.theirs, labels: TextJudge.labels)
      #expect(Array(result.lines.utf8) == expected.text, "\(merge)")
      #expect(result.conflicts == expected.conflicts, "\(merge)")
      let contents = try [merge.base, merge.ours, merge.theirs].map { text in
        try VersionContent(template: text)
      }
      let content = ContentMerge(base: contents[0], ours: contents[1], theirs: contents[2])
      if let merged = content.resolved(.merge) {
        clean += 1
        #expect(expected.conflicts == 0)
        #expect(merged.template.hasSameBytes(as: result.template))
      }
    }
    #expect((20...140).contains(clean), "\(clean)")
  }

  private func edited(
    _ text: String, _ foreign: String, _ random: inout RepeatableNumbers
  ) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let others = foreign.split(separator: "\n").map(String.init)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let place = Int.random(in: 0...lines.count, using: &random)
      let count = Int.random(in: 0...min(2, lines.count - place), using: &random)
      lines.replaceSubrange(
        place..<place + count, with: others.randomElement(using: &random).map { [$0] } ?? [])
    }
    let edited = lines.joined(separator: "\n")
    return edited.utf8.isEmpty ? "left" : edited
  }
}
