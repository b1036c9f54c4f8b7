package import CanonicalJSON
internal import Digests

/// Findings in the forms that programs and hosts read: JSON, annotations of GitHub, SARIF, code
/// quality of GitLab.
///
/// Each is text, without any input or output.
public struct FindingReport: Sendable {
  /// The findings, those that a suppression covers too, in the order in which they were found.
  public let findings: [Finding]

  /// For each finding the 32 hexadecimal digits that tell it from all others of the report.
  ///
  /// They are the first of the SHA-256 of rule, NUL, prompt, NUL, matched text, NUL and the
  /// how-manieth of these it is, from 1. So a finding keeps its digits though lines move. Where
  /// there is no prompt, the path stands for it.
  public let fingerprints: [String]

  /// Makes a report of findings.
  public init(_ findings: [Finding]) {
    self.findings = findings
    fingerprints = Self.fingerprints(of: findings)
  }

  /// One `finding` object a line, in the order of the findings.
  ///
  /// Texts are exact but for secrets, and hidden characters are escaped as JSON does.
  public var json: String {
    zip(findings, fingerprints).reduce(into: "") { text, pair in
      text += pair.0.json(fingerprint: pair.1).reportLine
    }
  }

  private static func fingerprints(of findings: [Finding]) -> [String] {
    var counts: [UTF8Key: Int] = [:]
    return findings.map { finding in
      let subject = finding.place.prompt ?? finding.place.path
      let key = "\(finding.rule)\0\(subject)\0\(finding.matched)\0"
      let count = counts[UTF8Key(key), default: 0] + 1
      counts[UTF8Key(key)] = count
      return Hex.encode(SHA256.hash("\(key)\(count)".utf8).prefix(16))
    }
  }
}

extension Finding {
  /// The finding as an object of machine-readable output.
  ///
  /// - Parameter fingerprint: Its digits in the report.
  package func json(fingerprint: String) -> JSONObject {
    var object: JSONObject = [
      "object": "finding", "rule": .string(rule), "level": .string(level.rawValue),
      "path": .string(place.path),
    ]
    place.add(to: &object)
    object["message"] = .string(message.withoutSecrets)
    object["fingerprint"] = .string(fingerprint)
    if let fix {
      var change: JSONObject = [
        "text": .string(fix.text.withoutSecrets), "seen": .bool(fix.isSeen),
      ]
      fix.place.add(to: &change)
      object["fix"] = .object(change)
    }
    if let allowedBecause {
      object["allowed_because"] = .string(allowedBecause.withoutSecrets)
    }
    return object
  }
}

extension FindingPlace {
  /// Adds the lines, and the columns if there are any.
  fileprivate func add(to object: inout JSONObject) {
    object["line"] = .integer(line)
    if let column { object["column"] = .integer(column) }
    object["end_line"] = .integer(endLine)
    if let endColumn { object["end_column"] = .integer(endColumn) }
  }
}

extension JSONObject {
  /// The object on a line of its own, with hidden characters escaped.
  package var reportLine: String { JSONValue.object(self).reportText + "\n" }
}

extension JSONValue {
  /// The value as JSON, with hidden characters escaped.
  package var reportText: String {
    String(decoding: HiddenCharacters.escaped(inJSON: utf8(.canonical)), as: UTF8.self)
  }
}
