internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptLint
internal import PromptRepo
internal import VisibleText

let grepCommand = Command<CommandContext>(
  "grep", abstract: "Search the templates.",
  discussion: """
    The pattern is a POSIX extended regular expression. Searches the latest version of every \
    prompt, or of the named ones. Exits with 1 if nothing matches.
    """,
  .argument("pattern", help: "What to search for."),
  .onlyThese,
  .flag("--all-versions", help: "Search every version."),
  .flag("-i", "--ignore-case", help: "Ignore case.")
) { (context, pattern: String, names: [PromptName], allVersions: Bool, ignoringCase: Bool) in
  let expression: RegularExpression
  do throws(RegularExpressionError) {
    expression = try RegularExpression(pattern, ignoringCase: ignoringCase, byLine: true)
  } catch {
    throw UsageError("The pattern '\(pattern)' is not a regular expression: \(error.message).")
  }
  let repository = try context.repository()
  var found = false
  for name in try names.isEmpty ? repository.names() : names {
    for version in try repository.versions(of: name, limit: allVersions ? nil : 1) {
      let template = try repository.content(of: version).template
      found = try context.show(expression, in: template, of: name, version) || found
    }
  }
  if !found { throw CommandExit.noMatch }
}

extension CommandContext {
  /// Prints the lines of a template that match, and says whether there were any.
  fileprivate func show(
    _ expression: RegularExpression, in template: String, of name: PromptName, _ version: Version
  ) throws -> Bool {
    var found = false
    func split(_ text: String) -> [Substring.UTF8View] {
      text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    }
    // The same lines, but for the secrets in them.
    let shown = split(template.withoutSecrets)
    for (index, line) in split(template).enumerated() where shown.indices.contains(index) {
      guard expression.firstMatch(in: Array(line)) != nil else { continue }
      found = true
      let text = String(decoding: shown[index], as: UTF8.self)
      if json {
        try output.json([
          "object": "match", "name": .string(name.rawValue), "version": .integer(version.number),
          "line": .integer(index + 1), "text": .string(text),
        ])
      } else {
        let place = output.styled("\(name)@v\(version.number)", .cyan)
        try output.styledText("\(place):\(index + 1):\(text.visible)\n")
      }
    }
    return found
  }
}
