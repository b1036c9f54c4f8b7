import PromptFiles
import PromptLint
import PromptRepo
import Testing

/// A file in which a rule finds something, and one in which it nearly does.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: String
  let file: String
  /// Where, as `line:column-line:column`.
  let span: String
  let level: FindingLevel
  /// The file after the fix; nil if there is none.
  var fixed: String?
  /// Files in which it finds nothing.
  let not: [String]

  init(
    _ rule: String, _ level: FindingLevel, _ file: String, at span: String, fixed: String? = nil,
    not: String...
  ) {
    self.rule = rule
    self.level = level
    self.file = file
    self.span = span
    self.fixed = fixed
    self.not = not
  }

  var testDescription: String { "\(rule): \(file.debugDescription)" }
}

@Suite struct RuleTests {
  private static let inputs =
    "---\ninput:\n  schema:\n    customer: string\n    tone?: string\n---\n"

  static let cases: [RuleCase] = [
    RuleCase(
      "bidi-control", .error, "Pay \u{202E}0001\u{202C}\n", at: "1:5-1:6",
      fixed: "Pay 0001\n", not: "Zahle שלום 10", "‏שלום"),
    RuleCase(
      "tag-character", .error, "é Hi\u{E0049}\u{E0067}\u{E006E}!", at: "1:5-1:8", fixed: "é Hi!",
      not: "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", "葛\u{E0100}城"),
    RuleCase(
      "tag-character", .error, "🙂\u{E0112}\u{E0113}", at: "1:2-1:4", fixed: "🙂", not: "🙂"),
    RuleCase(
      "escape-sequence", .error, "a\n\u{1B}[31mred", at: "2:1-2:2", not: "\\x1b[31m", "^["),
    RuleCase(
      "look-alike", .error, "Log in to p\u{430}ypal", at: "1:11-1:17", fixed: "Log in to paypal",
      not: "оса", "демoing", "ΔS", "TNFα", "der Оса-Test", "x\u{301}", "σx"),
    RuleCase(
      "look-alike", .error, "\u{391}dmin", at: "1:1-1:6", fixed: "Admin", not: "Αθήνα", "IFNγ"),
    RuleCase(
      "invisible-character", .warning, "a\u{200B}\u{200B}b", at: "1:2-1:4", fixed: "ab",
      not: "\u{FEFF}Hi", "👨‍👩‍👧", "نمی‌خواهم", "שלום\u{200F}!"),
    RuleCase(
      "invisible-character", .warning, "Hi\u{FEFF}!", at: "1:3-1:4", fixed: "Hi!", not: "Hi!"),
    RuleCase(
      "invisible-character", .warning, "left\u{200E}!", at: "1:5-1:6", fixed: "left!",
      not: "עברית\u{200E}!"),
    RuleCase(
      "control-character", .warning, "a\u{1E}b", at: "1:2-1:3", not: "a\tb\r\nc", "a b"),
    RuleCase("control-character", .warning, "a\rb", at: "1:2-1:3", not: "a\r\nb"),
    RuleCase(
      "line-separator", .note, "a\u{2028}b", at: "1:2-1:3", fixed: "a\nb", not: "a\nb"),
    RuleCase("line-separator", .note, "a\u{C}b", at: "1:2-1:3", fixed: "a\nb", not: "a b"),
    RuleCase("replacement-character", .warning, "Gr\u{FFFD}\u{FFFD}e", at: "1:3-1:5", not: "Grüße"),
    RuleCase(
      "mojibake", .warning, "itâ€™s", at: "1:3-1:6", not: "it’s", "« là » et « marché »", "CAFÉ®",
      "«AMANHû", "SÃO PAULO", "â", "ÄÖÜ"),
    RuleCase("mojibake", .warning, "a cafÃ©", at: "1:6-1:8", not: "café"),
    RuleCase(
      "not-normalized", .note, "un cafe\u{301}!", at: "1:7-1:9", fixed: "un café!",
      not: "café", "한국어", "日本語が", "e"),
    RuleCase(
      "mixed-line-ends", .warning, "a\nb\r\nc\n", at: "2:2-3:1", fixed: "a\nb\nc\n",
      not: "a\nb\n", "a\r\nb\r\n", "a"),
    RuleCase(
      "no-break-space", .note, "10\u{A0}km", at: "1:3-1:4", fixed: "10 km", not: "10 km"),
    RuleCase(
      "trailing-space", .note, "a  \nb", at: "1:2-1:4", fixed: "a\nb", not: "a\n  b", "a\r\nb\r\n"),
    RuleCase(
      "placeholder-unclosed", .error, "Hi {{name}, you", at: "1:4-1:11",
      not: "Hi {{name}}", "{\"a\": {\"b\": 1}}", "style={{ a: 1 }}", "{{{name}}}", "{{0,1},{2}}"),
    RuleCase(
      "placeholder-unclosed", .error, "Hi {{ name\nand {{other}}", at: "1:4-1:11",
      not: "f({{x:1", "---\ndialect: strict\n---\n\\{{name"),
    RuleCase(
      "placeholder-foreign", .note, "{{#if x}}y{{/if}} z", at: "1:1-1:10",
      not: "{{role \"system\"}}", "{{history}}", "{{media url=x}}", "{{section \"a\"}}", "{{x}}"),
    RuleCase(
      "placeholder-foreign", .note, "a {{ name | upper }}", at: "1:3-1:21", not: "{ name | upper }"),
    RuleCase(
      "placeholder-other-braces", .warning, inputs + "{{tone}} ${customer}", at: "7:10-7:21",
      fixed: inputs + "{{tone}} {{customer}}",
      not: inputs + "{{customer}}", inputs + "{{{customer}}}", "${customer}",
      inputs + "<customer>{{customer}}</customer>", inputs + "[customer](x)", inputs + "{other}"),
    RuleCase(
      "placeholder-other-braces", .warning, inputs + "[customer] {{tone}}", at: "7:1-7:11",
      fixed: inputs + "{{customer}} {{tone}}", not: inputs + "[customers]"),
    RuleCase(
      "variable-misspelt", .error, inputs + "{{Customer}} {{tone}}", at: "7:1-7:13",
      fixed: inputs + "{{customer}} {{tone}}",
      not: inputs + "{{customer}}", inputs + "{{customer.name}}", inputs + "{{history}}"),
    RuleCase(
      "variable-misspelt", .error, inputs + "{{tone}} {{ cutsomer }}", at: "7:10-7:24",
      fixed: inputs + "{{tone}} {{ customer }}", not: inputs + "{{cutsmoer}}", inputs + "{{to}}"),
    RuleCase(
      "variable-misspelt", .warning, "{{user_name}} {{userName}} {{user_name}}", at: "1:15-1:27",
      fixed: "{{user_name}} {{user_name}} {{user_name}}",
      not: "{{point_a}} {{point_b}}", "{{location}} {{location2}}", "{{weight}} {{height}}"),
    RuleCase(
      "variable-undeclared", .error, inputs + "{{customer}} {{tone}} {{style}}", at: "7:23-7:32",
      not: "{{style}}", inputs + "{{tone}}",
      "---\ninput:\n  schema:\n    a: string\n    (*): any\n---\n{{a}} {{style}}",
      "---\ninput:\n  default: {b: 1}\n  schema: {a: string}\n---\n{{a}} {{b}}",
      "---\ninput:\n  schema:\n    type: object\n    properties: {a: {type: string}}\n---\n{{a}}"),
    RuleCase(
      "variable-unused", .warning, inputs + "{{customer}}", at: "5:5-5:9",
      not: inputs + "{{customer}} {{tone}}", inputs + "{{customer}}{{#if tone}}x{{/if}}",
      inputs + "{{>footer}}", "{{customer}}"),
    RuleCase(
      "too-long", .warning, String(repeating: "é", count: 100_001), at: "1:0-1:0",
      not: String(repeating: "é", count: 100_000)),
    RuleCase(
      "header-key-misspelt", .warning, "---\nmodell: x\n---\na", at: "2:1-2:7",
      fixed: "---\nmodel: x\n---\na",
      not: "---\nmodel: x\n---\na", "---\nmode: x\n---\na", "---\ninputs: x\n---\na",
      "---\nowner: x\n---\na", "---\nmodel: x\nmodell: y\n---\na"),
    RuleCase(
      "allow-unused", .warning, "---\n# lint: allow secret: an example\n---\na", at: "2:1-3:1",
      fixed: "---\n---\na", not: "---\n# allow secret: an example\n---\na",
      "---\n# lint: allow invisible-character: art\n---\na\u{200B}",
      "---\ndescription: |\n  # lint: allow secret: text\n---\na"),
    RuleCase(
      "allow-unused", .warning, "# lint: allow nothing-at-all: why\n---\nmodel: m\n---\na",
      at: "1:1-2:1", fixed: "---\nmodel: m\n---\na", not: "# lint: allow nothing-at-all: why\n"),
    RuleCase(
      "allow-without-reason", .warning, "---\n# lint: allow secret\n---\na", at: "2:1-3:1",
      fixed: "---\n---\na", not: "---\n# lint: allowed secret\n---\na"),
    RuleCase(
      "file-unreadable", .error, "---\nx: [\n---\na", at: "3:1-3:2", not: "---\nx: []\n---\na"),
    RuleCase("file-unreadable", .error, "---\nmodel: m\n---\n", at: "4:0-4:0", not: "a"),
    RuleCase(
      "header-not-read", .warning, "----\nmodel: m\n----\na", at: "1:0-1:0",
      not: "---\nmodel: m\n---\na"),
    RuleCase(
      "text-in-conflict", .error, "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n", at: "2:0-2:0",
      not: "<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE\n"),
    RuleCase(
      "dialect-unknown", .warning, "---\ndialect: Chat\n---\nHello", at: "2:1-2:14",
      not: "---\ndialect: chat\n---\nHello", "---\ndialect: plain\n---\nHello", "dialect: x"),
    RuleCase(
      "template-unreadable", .error, "---\ndialect: handlebars\n---\nHi {{#if x}}you",
      at: "4:4-4:5",
      not: "---\ndialect: handlebars\n---\nHi {{#if x}}you{{/if}}", "Hi {{#if x}}you",
      "---\ndialect: chat\n---\nHi {{#if x}}you"),
    RuleCase(
      "template-unreadable", .warning, "---\ndialect: jinja\n---\nHi {{ a b }}", at: "4:4-4:5",
      not: "---\ndialect: jinja\n---\nHi {{ a | upper }}", "Hi {{ a b }}"),
    RuleCase(
      "marker-in-plain", .warning, "é\n{{role \"system\"}} Be kind.\n{{role \"user\"}}",
      at: "2:1-2:18",
      not: "---\ndialect: chat\n---\n{{role \"system\"}} Be kind.", "{{role system}}",
      "---\ndialect: strict\n---\n\\{{role \"system\"}}"),
    RuleCase(
      "history-is-text", .warning,
      "---\ndialect: chat\n---\n{{role \"system\"}} Be kind. {{history}}", at: "4:28-4:39",
      not: "---\ndialect: chat\n---\nBe kind. {{history}}", "{{history}}",
      "---\ndialect: chat\n---\n{{role \"system\"}} Be kind. {{messages \"history\"}}",
      "---\ndialect: chat\ninput: {schema: {history: string}}\n---\n{{role \"user\"}}{{history}}"),
    RuleCase(
      "escaped-placeholder", .note, "---\ndialect: chat\n---\nWrite \\{{name}}.", at: "4:7-4:16",
      not: "---\ndialect: chat\n---\nWrite \\{{#if x}} and \\\\{{name}}.",
      "---\ndialect: strict\n---\nWrite \\{{name}}."),
    RuleCase(
      "pin-missing", .error, "---\ndialect: chat\n---\nBe kind.\n{{> support/tone}}",
      at: "5:1-5:19",
      not:
        "---\ndialect: chat\npartials:\n  support/tone: sha256:1b33768c2652bfdaec6f50215bbbcaf3346d2432985e478cd0ad4284a8c21580\n---\n{{> support/tone}}",
      "---\ndialect: strict\n---\n{{> support/tone}}"),
    RuleCase(
      "pin-unused", .warning,
      "---\npartials:\n  support/tone: sha256:1b33768c2652bfdaec6f50215bbbcaf3346d2432985e478cd0ad4284a8c21580\n---\n{{> support/tone}}",
      at: "3:3-3:15",
      not:
        "---\ndialect: chat\npartials:\n  support/tone: sha256:1b33768c2652bfdaec6f50215bbbcaf3346d2432985e478cd0ad4284a8c21580\n---\n{{> support/tone}}",
      "---\npartials:\n  support/tone: mine\n---\nHello"),
  ]

  @Test(arguments: cases)
  func aRuleFindsWhatItIsFor(_ rule: RuleCase) throws {
    let found = try lint(rule.file).filter { $0.rule == rule.rule }
    let first = try #require(found.first, "\(rule.rule) finds nothing")
    #expect(first.span == rule.span)
    #expect(first.level == rule.level)
    #expect(first.place.prompt == "a" && first.place.path == "prompts/a.prompt")
    #expect(!first.message.isEmpty)
  }

  @Test(arguments: cases)
  func aRuleLeavesAloneWhatIsNear(_ rule: RuleCase) throws {
    for file in rule.not {
      let found = try lint(file).filter { $0.rule == rule.rule }
      #expect(found.isEmpty, "\(file.debugDescription): \(found)")
    }
  }

  /// A fix does what it says, leaves nothing for a second one, and is seen or not as the rule says.
  @Test(arguments: cases)
  func aFixMends(_ rule: RuleCase) throws {
    let source = try source(rule.file)
    // A suppression is unused only where its rule is looked for.
    let isAllowance = rule.rule.hasPrefix("allow-")
    let linter = Linter(.everything, only: isAllowance ? nil : [rule.rule])
    let known = try #require(Rule.named(rule.rule))
    #expect((known.fix == .none) == (rule.fixed == nil))
    #expect(linter.findings(in: source).allSatisfy { ($0.fix != nil) == (rule.fixed != nil) })
    let read: ([UInt8]) -> LintSource = {
      LintSource($0, path: source.path, name: try? PromptName("a"))
    }
    let unnamed = linter.fixing(source, read: read)
    #expect(unnamed.fixed.isEmpty == (known.fix != .unseen))
    let done = linter.fixing(source, seen: [rule.rule], read: read)
    #expect(String(decoding: done.source.bytes, as: UTF8.self) == rule.fixed ?? rule.file)
    if rule.fixed != nil { #expect(linter.findings(in: done.source).isEmpty) }
    let again = linter.fixing(done.source, seen: [rule.rule], read: read)
    #expect(again.fixed.isEmpty && again.source.bytes == done.source.bytes)
  }

  @Test func everyRuleOfOneFileHasACase() {
    let tested = Set(Self.cases.map(\.rule)).union(["secret", "token-like"])
    #expect(Set(Rule.all.filter { $0.scope == .file }.map(\.id)).subtracting(tested).isEmpty)
    #expect(Set(Rule.all.map(\.id)).count == Rule.all.count)
  }

  /// Levels, fixes and which rules there are, by the table that the rules were designed with.
  @Test func rulesAreAsTheyWereDesigned() {
    let designed: [(FindingLevel?, Rule.Fix, [String])] = [
      (.error, .unseen, ["bidi-control", "tag-character"]),
      (
        .error, .none, ["escape-sequence", "placeholder-unclosed", "secret", "variable-undeclared"]
      ),
      (.error, .none, ["template-unreadable", "pin-missing"]),
      (
        .warning, .none, ["dialect-unknown", "marker-in-plain", "history-is-text", "pin-unused"]
      ),
      (.note, .none, ["escaped-placeholder", "pin-behind"]),
      (.error, .seen, ["look-alike", "variable-misspelt"]),
      (
        .warning, .unseen,
        ["invisible-character", "mixed-line-ends", "allow-unused", "allow-without-reason"]
      ),
      (
        .warning, .none,
        [
          "control-character", "replacement-character", "mojibake", "variable-unused", "token-like",
          "too-long",
        ]
      ),
      (.warning, .seen, ["placeholder-other-braces", "header-key-misspelt"]),
      (.note, .seen, ["line-separator"]), (.note, .unseen, ["not-normalized"]),
      (.note, .none, ["placeholder-foreign", "title-clash", "same-text", "file-not-read"]),
      (nil, .unseen, ["no-break-space", "trailing-space"]),
      (
        .warning, .none,
        [
          "variable-added", "variable-removed", "variable-renamed", "variable-required",
          "variable-type", "dialect-changed", "messages-changed", "prompt-removed",
          "prompt-renamed", "output-format",
          "output-field-removed", "output-field-optional", "output-field-type", "tool-removed",
          "tool-renamed", "tool-parameters", "schema-changed", "renamed-in-git",
          "removed-while-live", "rules-changed", "allow-added",
        ]
      ),
      (
        .error, .none,
        ["ledger-behind", "file-unwritten", "commit-stops", "unseen-change", "text-in-conflict"]
      ),
      (.note, .none, ["ledger-unknown", "returns-to", "white-space-only"]),
    ]
    for (level, fix, rules) in designed {
      for id in rules {
        let rule = Rule.named(id)
        #expect(
          rule?.level == level && rule?.fix == fix, "\(id): \(String(describing: rule?.level))")
      }
    }
  }
}
