internal import PromptRepo

/// Tables as RFC 4180 has them, for programs that take some cells for formulas.
package enum CSV {
  /// Rows of cells, each row with its end.
  package static func text(_ rows: [[String]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += self.cell(cell)
      }
      bytes += [13, 10]
    }
    return bytes
  }

  /// A cell. What a program would calculate gets an apostrophe before it, also where quotes stand
  /// before that.
  private static func cell(_ text: String) -> [UInt8] {
    let first = text.utf8.first { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
    let isFormula = first.map { "=+-@\t\r\n".utf8.contains($0) } ?? false
    let safe = Array((isFormula ? "'" + text : text).utf8)
    let isQuoted =
      safe.contains { ",\"\r\n".utf8.contains($0) } || safe.first == 0x20 || safe.last == 0x20
    guard isQuoted else { return safe }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in safe {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return quoted
  }
}

extension CSV {
  /// What was done, a row each below a header.
  static func text(of entries: [AuditEntry]) -> [UInt8] {
    let header = [
      "time", "operation", "by", "author", "prompt", "environment", "what", "reason", "message",
      "on_behalf_of", "undoes", "commit",
    ]
    return text(
      [header]
        + entries.map { entry in
          [
            Timestamp(milliseconds: entry.time.milliseconds).rfc3339, entry.operation ?? "",
            entry.committer.name, entry.author.name, entry.prompt?.rawValue ?? "",
            entry.environment?.rawValue ?? "", entry.subject, entry.reason ?? "", entry.message,
            entry.onBehalfOf ?? "", entry.undoes ?? "", entry.commit.hex,
          ]
        })
  }
}
