internal import CanonicalJSON

extension FindingReport {
  /// The findings as a log of SARIF 2.1.0, on one line.
  ///
  /// Those that a suppression covers are in it as suppressed in the source, with the reason.
  ///
  /// - Parameters:
  ///   - command: The command that found them, such as `lint`: a host keeps the logs of several apart
  ///     by it.
  ///   - version: The program's version, if it has one.
  public func sarif(of command: String, version: String? = nil) -> String {
    let table = SARIFRules(of: findings)
    let isAnySuppressed = findings.contains { $0.allowedBecause != nil }
    let results = zip(findings, fingerprints).map { finding, fingerprint in
      var result = finding.sarifResult(fingerprint, ruleIndex: table.index(of: finding.rule))
      // All results of a run say it, or none does.
      if isAnySuppressed { result["suppressions"] = .array(finding.sarifSuppressions) }
      return JSONValue.object(result)
    }
    var driver: JSONObject = ["name": "promptrepo"]
    if let version { driver["version"] = .string(version) }
    driver["rules"] = .array(table.descriptors)
    let log: JSONObject = [
      "$schema": .string(Self.sarifSchema), "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": .object(driver)],
          "automationDetails": ["id": .string("promptrepo/\(command)/")],
          "originalUriBaseIds": [
            "ROOT": ["description": ["text": "The top of the repository."]]
          ],
          "columnKind": "unicodeCodePoints", "results": .array(results),
        ]
      ],
    ]
    return log.reportLine
  }

  private static let sarifSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
}

/// The rules that a log describes, each once, in the order of their first findings.
private struct SARIFRules {
  private var places: [String: Int] = [:]
  private(set) var descriptors: [JSONValue] = []

  init(of findings: [Finding]) {
    for finding in findings where places[finding.rule] == nil {
      places[finding.rule] = descriptors.count
      var descriptor: JSONObject = ["id": .string(finding.rule)]
      if let rule = Rule.named(finding.rule) {
        let summary: JSONValue = .string(
          "\(rule.summary.prefix(1).uppercased() + rule.summary.dropFirst()).")
        descriptor["shortDescription"] = ["text": summary]
        descriptor["help"] = ["text": summary, "markdown": .string(rule.help)]
        descriptor["defaultConfiguration"] =
          rule.level.map { ["level": .string($0.rawValue)] } ?? ["enabled": false]
      }
      descriptors.append(.object(descriptor))
    }
  }

  func index(of rule: String) -> Int { places[rule] ?? 0 }
}

extension Finding {
  fileprivate func sarifResult(_ fingerprint: String, ruleIndex: Int) -> JSONObject {
    var result: JSONObject = [
      "ruleId": .string(rule), "ruleIndex": .integer(ruleIndex), "level": .string(level.rawValue),
      "message": ["text": .string(sarifText(message))],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": place.sarifArtifact, "region": place.sarifRegion,
          ]
        ]
      ],
      "partialFingerprints": ["promptrepo/v1": .string(fingerprint)],
    ]
    if let fix {
      var replacement: JSONObject = ["deletedRegion": fix.place.sarifRegion]
      if !fix.text.isEmpty {
        replacement["insertedContent"] = ["text": .string(fix.text.withoutSecrets)]
      }
      result["fixes"] = [
        [
          "description": ["text": .string(sarifText(fix.description))],
          "artifactChanges": [
            [
              "artifactLocation": fix.place.sarifArtifact,
              "replacements": [.object(replacement)],
            ]
          ],
        ]
      ]
    }
    return result
  }

  fileprivate var sarifSuppressions: [JSONValue] {
    guard let allowedBecause else { return [] }
    return [["kind": "inSource", "justification": .string(ReportText.line(allowedBecause))]]
  }

  /// A message's plain text. In it `[words](address)` would be a link, so the two brackets do not
  /// stand side by side.
  private func sarifText(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in ReportText.line(text).utf8 {
      if byte == UInt8(ascii: "("), result.last == UInt8(ascii: "]") {
        result.append(UInt8(ascii: " "))
      }
      result.append(byte)
    }
    // The format knows no empty message.
    return result.isEmpty ? rule : String(decoding: result, as: UTF8.self)
  }
}

extension FindingPlace {
  fileprivate var sarifRegion: JSONValue {
    var region: JSONObject = ["startLine": .integer(max(line, 1))]
    if let column { region["startColumn"] = .integer(max(column, 1)) }
    region["endLine"] = .integer(max(endLine, line, 1))
    if let endColumn { region["endColumn"] = .integer(max(endColumn, 1)) }
    return .object(region)
  }

  /// The file; one outside of the repository by its whole path.
  fileprivate var sarifArtifact: JSONValue {
    path.utf8.first == UInt8(ascii: "/")
      ? ["uri": .string("file://\(Self.uri(path))")]
      : ["uri": .string(Self.uri(path)), "uriBaseId": "ROOT"]
  }

  /// The path as a reference of RFC 3986: all but what is plain in it is escaped.
  private static func uri(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += byte < 16 ? "%0" : "%"
        result += String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
