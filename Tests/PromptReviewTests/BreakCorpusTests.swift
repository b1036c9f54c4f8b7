import CanonicalJSON
import PromptFiles
import PromptLint
import PromptRepo
import PromptReview
import TestSupport
import Testing

/// Changes with a known effect on real prompts: each is told by exactly the rules that it is about.
@Suite struct BreakCorpusTests {
  /// Real prompts in which none of the words occur that the changes look for.
  private static func prompts() throws -> [String] {
    try RealPrompts.load().map(\.template).filter { text in
      text.utf8.count < 90_000 && !text.utf8.isEmpty
        && !["{{", "}}", "\\", "writes", "history"].contains { text.contains($0) }
    }
  }

  @Test func everyChangeIsToldByItsRulesAlone() throws {
    let prompts = try Self.prompts()
    #expect(prompts.count >= 15)
    // Of many prompts each gets a part of the changes, another one than its neighbours.
    let step = prompts.count > 100 ? 12 : 1
    var count = 0
    for (place, text) in prompts.enumerated() {
      for form in DressedPrompt.Form.allCases {
        let before = try DressedPrompt(text, form)
        let from = try before.content()
        let mutations = Mutation.all.enumerated().filter { number, mutation in
          mutation.forms.contains(form) && (place + number) % step == 0
        }.map(\.element)
        for mutation in mutations {
          var after = before
          mutation.apply(&after)
          let to = try after.content()
          #expect(from != to, "\(mutation.name)")
          let change = ContentChange(from: from, to: to)
          let told = change.breaks(upTo: .text).map { "\($0.rule) \($0.subject)" }
          #expect(
            Set(told) == mutation.expected && told.count == mutation.expected.count,
            "\(mutation.name), \(form): \(told)")
          try Self.expectPlaces(change, after.template, mutation.name)
          count += 1
        }
      }
    }
    #expect(count >= 100 / step * prompts.count)
  }

  /// What is new is told where it stands.
  private static func expectPlaces(
    _ change: ContentChange, _ template: String, _ name: String
  ) throws {
    let lines = template.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for found in change.breaks(upTo: .call) {
      guard case .template(let start, let end) = found.place else { continue }
      guard ["variable-added", "variable-renamed"].contains(found.rule) else {
        #expect(start == end, "\(name)")
        continue
      }
      let line = Array(lines[start.line - 1])
      let text = String(
        String.UnicodeScalarView(line[(start.column - 1)..<(end.column - 1)]))
      #expect(
        text.replacing(" ", with: "") == "{{\(found.subject)}}" && start.line == end.line,
        "\(name): \(text)")
    }
  }

  @Test func rungsHaveThoseBeforeThem() throws {
    let before = try DressedPrompt("Be brief.", .picoschema)
    var after = before
    after.template = after.template.replacing("{{issue}}", with: "{{matter}} in {{voice}}")
    after.set("output/format", "text")
    after.set("model", "gpt-5")
    let change = ContentChange(from: try before.content(), to: try after.content())
    var last: [ContractBreak] = []
    for rung in ContractRung.allCases {
      let breaks = change.breaks(upTo: rung)
      #expect(breaks.starts(with: last) && breaks.count > last.count)
      #expect(breaks.allSatisfy { $0.rung <= rung } && breaks.last?.rung == rung)
      last = breaks
    }
  }

  /// All prompts, saved by way of a file and read again: nothing is told.
  @Test func nothingIsToldOfWhatIsTheSame() throws {
    for (title, template) in try RealPrompts.load() {
      let content = try VersionContent(
        template: template, config: ["model": "m", "config": ["seed": 5]])
      let bytes = try PromptFile.bytes(
        template: template, config: content.config, title: title.isEmpty ? nil : title, path: "p")
      let again = try PromptFile(parsing: bytes, path: "p").content()
      let change = ContentChange(from: content, to: again)
      #expect(!change.isAny && !change.templateDiffers && change.settings.isEmpty)
      #expect(!change.variables.isAny && change.reordered.isEmpty && change.prefix.equal == nil)
      #expect(change.breaks(upTo: .text).isEmpty)
      let findings = change.findings(breaking: .text) { _ in FindingPlace("p", prompt: nil) }
      #expect(findings.isEmpty)
    }
  }

  @Test func goneAndNewPrompts() throws {
    let content = try VersionContent(template: "Hi {{name}}")
    #expect(ContentChange(from: nil, to: content).breaks().isEmpty)
    let gone = ContentChange(from: content, to: nil)
    #expect(gone.breaks(upTo: .call).map(\.rule) == ["prompt-removed"])
    #expect(gone.bytes.from == 11 && gone.bytes.to == 0 && gone.tokens.to == 0)
    let renamed = ContractBreak.renamed(
      from: try PromptName("support/refund"), to: try PromptName("support/refunds"))
    #expect(renamed.rule == "prompt-renamed" && renamed.rung == .call)
  }
}
