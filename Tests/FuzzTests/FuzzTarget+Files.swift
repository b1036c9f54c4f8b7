import CanonicalJSON
import Foundation
import PromptLint
import PromptRepo
import PromptTemplate
import TestSupport
import Testing

@testable import PromptFiles

extension FuzzTarget {
  /// Files that people write.
  static let workingFiles: [FuzzTarget] = [
    FuzzTarget("JSON", weight: 2) {
      ["null", #"{"a":[1,-2.5e3,true,"\u00e9\n\ud83d\ude00"],"b":{}}"#, "[0.1, 1e21, \"x\"]"]
        .map { Array($0.utf8) }
    } body: { input in
      let value = try JSONValue(parsing: input)
      let written = value.utf8(.canonical)
      #expect(try JSONValue(parsing: written).utf8(.canonical) == written)
      #expect(try JSONValue(parsing: value.utf8(.pretty)) == value)
    },
    FuzzTarget("prompt files", weight: 2) {
      promptFiles
    } body: { input in
      let file = try PromptFile(parsing: input, path: "a.prompt")
      guard !file.template.isEmpty else { throw Refused() }
      let again = try PromptFile(
        parsing: PromptFile.bytes(
          template: file.template, config: file.config, path: "a.prompt"),
        path: "a.prompt")
      #expect(again.template.utf8.elementsEqual(file.template.utf8))
      #expect(again.config == file.config)
    },
    FuzzTarget("files of other tools") {
      promptFiles + foreignFiles
    } body: { input in
      let ending = PromptFileKind.endings[input.count % PromptFileKind.endings.count]
      guard let kind = PromptFileKind.of("a\(ending)")?.kind else { throw Refused() }
      _ = try kind.read(input, path: "a\(ending)").hashes()
    },
    FuzzTarget("lint") {
      promptFiles + foreignFiles
        + [
          "---\n# lint: allow secret: x\ninput: {schema: {a?: string}}\n---\n{{b}} {a} \u{200B}e\u{301}Ã©",
          "\u{FEFF}p\u{430}\u{E0041}\u{202E}\u{1F3F4}\u{E0067}\r\n{{#if x}} \n",
        ].map { Array($0.utf8) }
    } body: { input in
      let ending = PromptFileKind.endings[input.count % PromptFileKind.endings.count]
      func read(_ bytes: [UInt8]) -> LintSource { LintSource(bytes, path: "a\(ending)") }
      let linter = Linter()
      let source = read(input)
      for finding in linter.findings(in: source) {
        if let range = finding.fix?.range {
          #expect(range.lowerBound >= 0 && range.upperBound <= input.count)
        }
        #expect(
          (finding.place.line, finding.place.column ?? 0)
            <= (finding.place.endLine, finding.place.endColumn ?? 0))
      }
      let fixed = linter.fixing(source, seen: Set(Rule.all.map(\.id)), read: read)
      #expect(linter.fixing(fixed.source, seen: [], read: read).fixed.isEmpty)
      _ = try? RuleLevels(parsing: input)
      if !source.isText { throw Refused() }
    },
    FuzzTarget("templates", weight: 2) {
      try [
        "Hi {{ name }}, {\"a\": {{b}}} \\{{ {{{c}}} {{#if x}}{{/if}}",
        "{{role \"user\"~}} {{> a}}{{~media url='x'}}{{messages \"history\"}}",
      ].map { Array($0.utf8) }
        + RealPrompts.load().prefix(20).map { Array($0.template.utf8) }
    } body: { input in
      let text = String(decoding: input, as: UTF8.self)
      #expect(Template(text).render(JSONObject()).utf8.elementsEqual(text.utf8))
      for dialect in Dialect.allCases {
        let template = Template(text, dialect: dialect)
        _ = template.render(["name": "{{b}}", "b": .null, "c": [1, "x"]])
        _ = try? template.render(strict: ["name": "x"])
      }
      let elements = ChatText(parsing: text).elements
      if let written = try? ChatText(elements) { #expect(written.elements == elements) }
    },
    FuzzTarget("names, versions and dates", weight: 2) {
      [
        "support/reply", "v3", "~1", "sha256:0123456789abcdef", "production", "active",
        "prompt_0123456789abcdef0123456789abcdef", "2026-03-15T10:30:00.123+02:00",
        "Thu, 07 Apr 2005 22:13:13 +0200", "@1112911993 +0200", "Élan vital, 東京",
      ].map { Array($0.utf8) }
    } body: { input in
      let text = String(decoding: input, as: UTF8.self)
      if let name = PromptName(title: text) { _ = try PromptName(name.rawValue) }
      _ = try? VersionSpec(text)
      _ = try? EnvironmentName(text)
      _ = try? PromptID(text)
      _ = try? VersionHash(text)
      if let time = try? Timestamp(text) { _ = try Timestamp(time.rfc3339) }
      _ = try PromptName(text)
    },
  ]

  /// Files that are imported.
  static let exchangedFiles: [FuzzTarget] = [
    FuzzTarget("CSV") {
      [
        "act,prompt\nA,\"Say \"\"hi\"\",\n{{name}}\"\nB,x\n", "name;template\r\na;b\r\n",
        "\u{feff}title,content,model\nT,C,m\n",
      ].map { Array($0.utf8) }
    } body: { input in
      var source = try CSVImport(input)
      let (rows, errors) = source.readAll()
      // Each row is somewhere in the input.
      #expect(rows.count + errors.count <= input.count + 1)
      if let error = errors.first { throw error }
    },
    FuzzTarget("JSON Lines") {
      [
        #"{"name":"a","template":"x","version":1,"created_at":"2026-01-01T00:00:00Z"}"# + "\n"
          + #"{"name":"a","template":"y","version":2,"message":"m","config":{"model":"m"}}"# + "\n",
        #"{"act":"A","prompt":"P"}"# + "\r\n",
      ].map { Array($0.utf8) }
    } body: { input in
      var source = JSONLinesImport(input)
      let (rows, errors) = source.readAll()
      #expect(rows.count + errors.count <= input.count + 1)
      if let error = errors.first { throw error }
    },
  ]

  private static let promptFiles: [[UInt8]] = [
    """
    ---
    title: "Support: reply"
    model: gpt-4o-mini
    config:
      temperature: 0.7
      stop: ["\\n", 'x']
    input:
      schema:
        name: string
    metadata: {team: a, "n": 1}
    ---
    Hi {{customer}}!

    """,
    "# A licence\n\n---\nmodel: m\n---\nText\r\n", "---\r\na: |\r\n  b\r\n---\r\nText\r\n", "Text",
    "---\n---\n---\nText\n",
  ].map { Array($0.utf8) }

  private static let foreignFiles: [[UInt8]] = [
    "---\nname: Basic\nmodel:\n  api: chat\nsample:\n  x: y\n---\nsystem:\nYou are {{x}}.\n",
    "name: a\nmodel: openai/gpt-4o\nmessages:\n  - role: system\n    content: Hi {{x}}\n",
  ].map { Array($0.utf8) }
}
