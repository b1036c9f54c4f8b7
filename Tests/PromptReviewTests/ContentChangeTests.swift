import CanonicalJSON
import PromptLint
import PromptRepo
import PromptReview
import PromptTemplate
import TestSupport
import Testing

@Suite struct ContentChangeTests {
  private static func change(
    _ old: String, _ new: String, _ before: JSONObject? = nil, _ after: JSONObject? = nil
  ) throws -> ContentChange {
    ContentChange(
      from: try VersionContent(template: old, config: before),
      to: try VersionContent(template: new, config: after))
  }

  @Test func namesVariablesOfOneSideOnly() throws {
    let change = try Self.change(
      "Hello {{name}}, {{mood}} and {{mood}}", "Hello {{name}}, {{tone}}, you")
    #expect(change.variables.added == ["tone"])
    #expect(change.variables.removed == ["mood"])
    // Not at all places of the other.
    #expect(change.variables.renamed.isEmpty)
  }

  @Test(arguments: [
    ("{{a}} b {{a}}", "{{c}} b {{c}}", "a c"), ("{{a}} b {{a}}", "{{c}} b {{a}}", ""),
    ("{{a}} and {{b}}", "{{b}} and {{c}}", ""), ("{{a}}, {{b}}", "{{c}}, {{d}}", "a c b d"),
    ("{{a}} {{b}}", "{{c}} {{c}}", ""), ("{{{a}}} x", "{{{ c }}} x", "a c"),
    ("{{a}} x", "{{a2}} {{b}} x", ""), ("Dear {{a}}", "Hello {{ c }}!", "a c"),
    ("x", "{{a}} x", ""), ("{{a}} x", "x", ""),
  ])
  func findsOtherNames(old: String, new: String, expected: String) throws {
    let renamed = try Self.change(old, new).variables.renamed
    #expect(renamed.map { "\($0.from) \($0.to)" }.joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("ammount", true), ("amont", true), ("amuont", true), ("Amount", true), ("a-mount", true),
    ("amounts", true), ("a_mo.unt", true), ("sum", false), ("ammounts", false), ("total", false),
    ("amoutn2", false),
  ])
  func aMisspellingIsNoOtherName(name: String, isMisspelt: Bool) throws {
    let header: JSONObject = ["input": ["schema": ["amount": "number", "to": "string"]]]
    let change = try Self.change("Pay {{amount}} now.", "Pay {{\(name)}} now.", header, header)
    #expect(change.variables.added == [name] && change.variables.removed == ["amount"])
    #expect(change.variables.renamed.isEmpty == isMisspelt)
    #expect(change.variables.misspelt.map(\.declared) == (isMisspelt ? ["amount"] : []))
    #expect(change.breaks(upTo: .call).isEmpty == isMisspelt)
  }

  @Test func settingsAreToldByPathInTheNewOrder() throws {
    let change = try Self.change(
      "a", "b",
      [
        "model": "m", "config": ["temperature": 1, "stop": ["x"], "seed": 7],
        "old": ["a": ["b": 1]],
      ],
      [
        "input": ["schema": ["tone": "string"]], "config": ["temperature": 2, "stop": ["x", "y"]],
        "model": "m", "empty": [:],
      ])
    #expect(
      change.settings.map(\.description) == [
        "input.schema.tone + \"string\"", "config.temperature 1 → 2",
        "config.stop [\"x\"] → [\"x\",\"y\"]", "config.seed - 7", "empty + {}", "old.a.b - 1",
      ])
    #expect(change.settings[1].path == ["config", "temperature"])
    #expect(change.settings[1].from == 1 && change.settings[1].to == 2)
    #expect(change.reordered == [[]])
  }

  @Test func aValueOfAnotherKindIsOneChange() throws {
    let change = try Self.change("a", "a", ["model": ["name": "m"]], ["model": "m"])
    #expect(change.settings.map(\.description) == ["model {\"name\":\"m\"} → \"m\""])
    let long = String(repeating: "x", count: 100)
    let cut = SettingChange(["k"], from: .string(long), to: 1).description
    #expect(cut == "k \"\(String(repeating: "x", count: 59))… → 1")
  }

  @Test func aCutValueShowsNoPartOfASecret() {
    let secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    for length in 0...80 {
      let text = String(repeating: "x ", count: length) + secret
      let values: [JSONValue] = [.string(text), [.string(text)], .object([text: 1])]
      for value in values {
        let shown = SettingChange(["k"], from: nil, to: value).description
        #expect(!shown.contains("ghp_1"), "\(shown)")
      }
    }
  }

  @Test func recordsAreComparedByField() throws {
    let id = try PromptID("prompt_00000000000000000000000000000001")
    let old = PromptRecord(
      id: id, createdAt: Timestamp(milliseconds: 0), title: "A", metadata: ["b": 1, "a": ["x": 1]])
    let new = PromptRecord(
      id: id, createdAt: Timestamp(milliseconds: 0), description: "D",
      metadata: ["a": ["x": 2], "b": 1])
    #expect(
      SettingChange.between(old, new).map(\.description) == [
        "description + \"D\"", "metadata.a.x 1 → 2", "title - \"A\"",
      ])
    #expect(SettingChange.between(old, old).isEmpty)
  }

  @Test func sizesAreThoseOfTheTemplates() throws {
    let old = "Hello {{customer}}, thank you for contacting us about {{issue}}."
    let new = "Grüße {{customer}}!"
    let change = try Self.change(old, new)
    #expect(change.bytes == (old.utf8.count, new.utf8.count))
    #expect(change.tokens.from == TokenEstimate.count(of: Template(old)))
    #expect(change.tokens.to == TokenEstimate.count(of: Template(new)))
  }

  @Test(
    arguments: [
      (
        "You are kind. {{a}} x", "You are kind. {{a}} y", 14, 14, 20,
        "a provider's prompt cache reuses the first 14 bytes"
      ),
      (
        "You are kind. {{a}}", "You are mild. {{a}}", 14, 14, 8,
        "a provider's prompt cache reuses 8 of the first 14 bytes"
      ),
      (
        "No variable", "No variable, more", 11, 17, 11,
        "a provider's prompt cache reuses the first 11 bytes"
      ),
      (
        "Kind. {{a}}", "Kind. And {{a}}", 6, 10, 6,
        "a provider's prompt cache reuses the first 6 bytes"
      ),
      (
        "Kind. And {{a}}", "Kind. {{a}}", 10, 6, 6,
        "a provider's prompt cache reuses 6 of the first 10 bytes"
      ),
      ("{{a}} x", "{{a}} y", 0, 0, 6, nil),
    ] as [(String, String, Int, Int, Int, String?)])
  func thePrefixIsWhatComesBeforeTheFirstVariable(
    old: String, new: String, from: Int, to: Int, equal: Int, summary: String?
  ) throws {
    let prefix = try Self.change(old, new).prefix
    #expect(prefix.from == from && prefix.to == to && prefix.equal == equal)
    #expect(prefix.summary == summary)
  }

  @Test func longPrefixesAreGrouped() throws {
    let text = String(repeating: "x", count: 1_204_567)
    let change = try Self.change(
      String(text.prefix(1_000_204)) + " {{a}}", String(text.prefix(1_000_204)) + " {{a}} b")
    #expect(change.prefix.summary == "a provider's prompt cache reuses the first 1,000,205 bytes")
  }

  @Test(.timeLimit(.minutes(2))) func takesTimeInProportion() throws {
    let limit = isExtra ? 250_000 : 80_000
    func repeated(_ piece: (Int) -> String) -> String {
      var text = ""
      var number = 0
      while text.utf8.count < limit {
        text += piece(number)
        number += 1
      }
      return text
    }
    let names = (0..<(isExtra ? 5_000 : 500)).map { JSONMember(key: "name\($0)", value: "string") }
    let header: JSONObject = ["input": ["schema": .object(JSONObject(names))]]
    for (old, new) in [
      (repeated { "{{a\($0)}} " }, repeated { "{{b\($0)}} " }),
      (repeated { "{{a\($0)}}" }, repeated { "{{name_\($0)}}" }),
      (repeated { _ in "{{role \"x\"}}" }, repeated { _ in "{{role \"y\"}}" }),
      (repeated { _ in "a\u{200B}b\n" }, repeated { _ in "ab\n" }),
      (repeated { _ in "<<<<<<< a\n" }, repeated { _ in "=======\n" }),
    ] {
      let change = try Self.change(old, new, nil, header)
      _ = change.breaks()
      _ = change.findings { _ in FindingPlace("p", prompt: nil) }
      _ = ChangedPhrases(change.words).fence()
    }
  }
}
