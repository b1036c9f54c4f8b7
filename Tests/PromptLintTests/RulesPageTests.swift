import Foundation
import PromptLint
import TestSupport
import Testing

/// The page Rules says what `--explain` says.
@Suite struct RulesPageTests {
  @Test func thePageHasTheSectionOfEachRule() throws {
    let page = try String(
      contentsOfFile:
        "\(RealPrompts.projectRoot)/Sources/Review/PromptLint/PromptLint.docc/Rules.md",
      encoding: .utf8)
    let parts = page.components(separatedBy: "\n### ").dropFirst()
    var sections: [String: String] = [:]
    for part in parts {
      let text = part.components(separatedBy: "\n## ")[0]
      sections[String(text.prefix { $0 != "\n" })] = "### " + text
    }
    for rule in Rule.all {
      let section = try #require(sections["`\(rule.id)`"], "\(rule.id) has no section")
      #expect(
        section.trimmingCharacters(in: .newlines)
          == rule.section.trimmingCharacters(in: .newlines), "\(rule.id)")
    }
    #expect(parts.count == Rule.all.count)
  }

  @Test(arguments: Rule.all.map(\.id))
  func aRuleSaysWhatToDo(_ id: String) throws {
    let rule = try #require(Rule.named(id))
    #expect(rule.summary.first?.isUppercase == false && !rule.summary.hasSuffix("."))
    for text in [rule.why, rule.example, rule.remedy] {
      #expect(text.count > 10 && !text.contains("  "), "\(text)")
    }
    #expect(rule.why.hasSuffix(".") && rule.remedy.hasSuffix("."))
    #expect(id.allSatisfy { $0.isLowercase || $0 == "-" })
  }
}
