import Foundation
import TestSupport
import Testing

/// The parts of a Markdown file that tests can check.
struct Readme {
  let text: String

  private init(text: String) {
    self.text = text
  }

  /// Reads a file of the project.
  init(_ path: String = "README.md") throws {
    text = try String(
      contentsOfFile: "\(RealPrompts.projectRoot)/\(path)", encoding: .utf8)
  }

  /// The part below a heading, up to the next one of its level.
  func section(_ heading: String) throws -> Readme {
    let level = heading.prefix { $0 == "#" }
    let parts = text.components(separatedBy: "\n\(level) ").map { "\(level) \($0)" }
    return Readme(text: try #require(parts.first { $0.hasPrefix("\(heading)\n") }))
  }

  /// The lines of each fenced block of a language, in order.
  func blocks(of language: String) -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    var isWanted = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside.toggle()
        isWanted = isInside && line == "```\(language)"
        if isWanted { blocks.append([]) }
      } else if isWanted {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks
  }

  /// The commands of all shell blocks in order, and the Python between them as commands.
  func commands() throws -> [String] {
    let python = blocks(of: "python")
    var commands = text
    for block in python {
      let code = block.joined(separator: "\n")
      let run = ["python3 - <<PYTHON", code, "PYTHON"].joined(separator: "\n")
      commands = commands.replacingOccurrences(
        of: "```python\n\(code)\n```", with: "```sh\n\(run)\n```")
    }
    return Readme(text: commands).blocks(of: "sh").flatMap(\.self)
  }

  /// The cells of each table row below a line, such as a heading or a table's own head.
  func rows(below line: String) throws -> [[String]] {
    let lines = text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: line), "there is no line '\(line)'")
    return lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
      .filter { !$0.hasPrefix("|---") }
      .map { row in
        row.dropFirst().dropLast().components(separatedBy: " | ")
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  /// Where the links lead that are not to other sites or within the file.
  var relativeLinks: [String] {
    text.matches(of: /\]\(([^)#]+)[^)]*\)/).map { String($0.output.1) }
      .filter { !$0.contains("://") }
  }
}

extension PromptRepo {
  /// The commands that the program's help lists.
  static func commands() throws -> [String] {
    let help = try TestSupport.run(program, ["--help"]).stdout
    return help.components(separatedBy: "\n\n").filter { $0.contains("SUBCOMMANDS:") }
      .flatMap { group in
        group.matches(of: /\n  ([a-z][a-z-]*(?: [a-z]+)?)/).map { String($0.output.1) }
      }
  }
}
