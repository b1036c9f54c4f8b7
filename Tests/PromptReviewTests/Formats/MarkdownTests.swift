import CanonicalJSON
import PromptLint
import PromptRepo
@testable import PromptReview
import TestSupport
import Testing
import VisibleText

/// No text of a prompt leaves its place in a comment.
@Suite struct MarkdownTests {
  @Test func hostileTextsStayInTheirPlaces() throws {
    let reviews = try HostileTexts.andMixtures(150).map { try HostileReview($0) }
    let texts = try reviews.map { try ReviewFormat.markdown.text(of: $0.review) }
    let verdicts = try MarkdownJudge.verdicts(on: texts)
    #expect(verdicts.count == reviews.count)
    for (hostile, verdict) in zip(reviews, verdicts) {
      let shown = "\(hostile.text.prefix(100).debugDescription)"
      #expect(verdict.problems.isEmpty, "\(shown): \(verdict.problems)")
      // A head, and one row for each prompt.
      #expect(verdict.rows == 8, "\(shown)")
      // What is new, what changed, what went, a word that changed.
      #expect(verdict.fences.count == 4, "\(shown)")
    }
  }

  @Test func whatIsNewStandsInItsFenceAsItIs() throws {
    let reviews = try HostileTexts.all.map { try HostileReview($0) }
    let texts = try reviews.map { try ReviewFormat.markdown.text(of: $0.review) }
    for (hostile, verdict) in zip(reviews, try MarkdownJudge.verdicts(on: texts)) {
      let visible = HostileReview.template(hostile.text).visible
      let text = visible.replacing("\r\n", with: "\n").replacing("\r", with: "<U+000D>")
      let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      var expected = lines.map { "+\(String(decoding: $0, as: UTF8.self))\n" }
      if expected.last == "+\n" { expected.removeLast() }
      let fence = try #require(verdict.fences.first)
      #expect(fence.hasSameBytes(as: "@@ 1 @@\n" + expected.joined()), "\(hostile.text.prefix(80))")
    }
  }

  @Test func messagesAreCompleteWhicheverOfTheirWordsAreCode() throws {
    let texts = HostileTexts.all.filter { $0.unicodeScalars.count < 300 }
    let reviews = try texts.map { try HostileReview($0) }
    let comments = try reviews.map { try ReviewFormat.markdown.text(of: $0.review) }
    // Quotes and blanks are what the form may change.
    func letters(_ text: String) -> [UInt8] {
      text.replacing("<U+0060>", with: "").utf8.filter { !" '`".utf8.contains($0) }
    }
    for (hostile, verdict) in zip(reviews, try MarkdownJudge.verdicts(on: comments)) {
      let items = verdict.items.map(letters)
      for finding in hostile.review.openFindings where finding.level != .note {
        let message = letters("\(finding.message.visibleLine)(\(finding.rule))")
        #expect(
          items.contains { $0.suffix(message.count).elementsEqual(message) },
          "\(hostile.text.debugDescription): \(verdict.items)")
      }
    }
  }

  @Test func messagesOfOursReadAsTheyAreWritten() {
    #expect(
      MarkdownText.message("'ammount' is not declared in input.schema; 'amount' is")
        == "`ammount` is not declared in `input.schema`; `amount` is")
    #expect(
      MarkdownText.message("after the merge: `promptrepo mv support/refund support/refunds`")
        == "after the merge: `promptrepo mv support/refund support/refunds`")
    #expect(
      MarkdownText.message("v8 is newer (A user, 2026-03-15, 'Offer a call')")
        == "v8 is newer (A user, 2026-03-15, `Offer a call`)")
    #expect(
      MarkdownText.message("production (v3): promotion will ask to acknowledge tone")
        == "production (v3): promotion will ask to acknowledge tone")
    #expect(MarkdownText.message("the model's input_1 went") == "the model's `input_1` went")
  }

  @Test func everyLimitIsKeptAndLeavesAWholeComment() throws {
    var texts: [String] = []
    var limits: [Int] = []
    let review = try Self.large()
    let whole = try ReviewFormat.markdown.text(of: review, limit: 10_000_000).utf16.count
    var limit = ReviewFormat.smallestLimit
    while limit < whole + 2_000 {
      texts.append(try ReviewFormat.markdown.text(of: review, limit: limit))
      limits.append(limit)
      limit += 1 + limit / 23
    }
    #expect(limits.count > 50)
    let verdicts = try MarkdownJudge.verdicts(on: texts)
    var fences = 0
    for (place, verdict) in verdicts.enumerated() {
      #expect(texts[place].utf16.count <= limits[place])
      #expect(verdict.problems.isEmpty, "\(limits[place]): \(verdict.problems)")
      // More room never shows less.
      #expect(verdict.fences.count >= fences, "\(limits[place])")
      fences = verdict.fences.count
    }
    #expect(verdicts.first?.fences.isEmpty == true)
    #expect(fences == review.prompts.count)
    // Where all findings have room and not all differences, a line names what is missing.
    #expect(texts.contains { $0.contains("Too long for this comment: the differences of `") })
  }

  @Test func theLargestDifferencesGoFirst() throws {
    let review = try Self.large()
    let sizes = review.prompts.map { $0.change?.bytes.to ?? 0 }
    let whole = try ReviewFormat.markdown.text(of: review, limit: 10_000_000).utf16.count
    let text = try ReviewFormat.markdown.text(of: review, limit: whole / 2)
    let shown = review.prompts.map { text.contains("<summary><code>\($0.name)</code>") }
    let smallestLeft = zip(sizes, shown).filter { !$0.1 }.map(\.0).min() ?? 0
    let largestShown = zip(sizes, shown).filter { $0.1 }.map(\.0).max() ?? .max
    #expect(smallestLeft > 0 && largestShown < .max)
    // Sizes are of the texts, not of what is shown of them; so nearly.
    #expect(largestShown < smallestLeft + 200)
  }

  @Test func aLimitThatIsTooSmallIsRefused() {
    #expect(throws: RepositoryError.self) {
      try ReviewFormat.markdown.text(of: try ExampleReview.make(), limit: 1_999)
    }
  }

  @Test func nothingToSayIsSaid() throws {
    let text = try ReviewFormat.markdown.text(of: Review(.workingFiles, []))
    #expect(
      text == """
        <!-- promptrepo review -->
        ### Prompts: nothing changed

        The working files against the latest versions.

        """)
  }

  /// Real prompts, the hostile texts among them, each new.
  private static func large() throws -> Review {
    let prompts = try RealPrompts.load().prefix(60).map(\.template)
    let texts = zip(prompts.indices, prompts).map { place, template in
      "\(template)\n\(HostileTexts.all[place % HostileTexts.all.count])"
    }
    return Review(
      .workingFiles,
      try texts.enumerated().map { place, text in
        let name = "prompt-\(place)"
        return ReviewedPrompt(
          try PromptName(name), path: "prompts/\(name).prompt", .added,
          change: ContentChange(
            from: nil, to: try VersionContent(template: HostileReview.template(text))),
          live: [], outcome: .nothing,
          findings: [
            Finding(
              "placeholder-foreign", place % 2 == 0 ? .warning : .error,
              at: FindingPlace(
                "prompts/\(name).prompt", prompt: name, line: place + 2, column: 1,
                endLine: place + 2, endColumn: 5), "'\(text.prefix(40))' stays as text",
              matched: "x")
          ])
      })
  }
}
