import CanonicalJSON
import PromptFiles
import PromptLint
import PromptRepo
import PromptReview
import TestSupport
import TextDiff
import Testing

/// Contents and files that nobody would write: whatever they are, a comparison ends, and what it says
/// agrees with itself.
@Suite struct GarbageTests {
  @Test func anyTwoContentsCanBeCompared() throws {
    let dressed = try DressedPrompt.Form.allCases.map { form in
      try DressedPrompt("Be brief.\r\n<<<<<<< a\n{{#if x}} {{{ y }}} \u{200B}é e\u{301}", form)
    }
    let templates = dressed.map { Array($0.template.utf8) }
    let headers = dressed.map { JSONValue.object($0.config).utf8() }
    var mutator = Mutator(seed: 3)
    func content(_ mutator: inout Mutator) -> VersionContent? {
      let header = try? JSONValue(parsing: mutator.input(from: headers)).object
      let text = String(decoding: mutator.input(from: templates), as: UTF8.self)
      return try? VersionContent(template: text, config: header ?? dressed[0].config)
    }
    var compared = 0
    for _ in 0..<(isExtra ? 50_000 : 1_500) {
      guard let from = content(&mutator), let to = content(&mutator) else { continue }
      compared += 1
      let change = ContentChange(from: from, to: to)
      let breaks = change.breaks()
      #expect(change.isAny || breaks.isEmpty)
      #expect(breaks.map(\.rung) == breaks.map(\.rung).sorted())
      for found in breaks {
        guard case .template(let start, let end) = found.place else { continue }
        #expect(start <= end && start.line >= 1 && start.column >= 1)
      }
      let findings = change.findings(breaking: .text) { _ in FindingPlace("p", prompt: nil) }
      #expect(findings.count >= breaks.count)
      #expect(!change.templateDiffers || breaks.contains { $0.rule == "text-changed" })
      // Back again, what was added is gone.
      let back = ContentChange(from: to, to: from)
      #expect(back.variables.added == change.variables.removed)
      #expect(Set(back.settings.map(\.path)) == Set(change.settings.map(\.path)))
      _ = ChangedPhrases(change.words).report()
    }
    #expect(compared > 500)
  }

  @Test func placesOfAnyFileAreInIt() throws {
    let files = try DressedPrompt.Form.allCases.map { form in
      let prompt = try DressedPrompt("Be brief.", form)
      return try PromptFile.bytes(template: prompt.template, config: prompt.config, path: "p")
    }
    var mutator = Mutator(seed: 4)
    var read = 0
    for _ in 0..<(isExtra ? 50_000 : 3_000) {
      let bytes = mutator.input(from: files)
      // It reads what a prompt's file is read of, and no less.
      guard let file = try? PromptFile(parsing: bytes, path: "p") else { continue }
      let places = try FilePlaces(bytes, path: "p")
      read += 1
      #expect(places.templateLine == file.templateLine)
      let lines = bytes.count { $0 == 10 } + 1
      for member in file.config {
        var paths = [[member.key], [member.key, "0"], [member.key, "schema", "none"]]
        paths += (member.value.object ?? JSONObject()).map { [member.key, $0.key] }
        for path in paths {
          let place = places.place(ofSetting: path)
          #expect(place.column != nil && place.line > 1 && place.endLine <= lines)
          #expect(place.endLine < file.templateLine)
        }
      }
    }
    #expect(read > 300)
  }
}
