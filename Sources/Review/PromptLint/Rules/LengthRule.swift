/// The rule about templates that are too long for a hosted API.
enum LengthRule {
  static let family = RuleFamily(rules: [rule], find: find)

  static let rule = Rule(
    "too-long", .warning,
    finds: "a template that is longer than the hosted API takes",
    why: "The prompt can be kept and rendered here, and cannot be synchronised.",
    example: "A template of more than 100,000 characters.",
    remedy: "Give the long part as a variable when the prompt is rendered.")

  private static func find(_ text: LintText) -> [Draft] {
    guard let limit = text.longestTemplate, text.source.template.utf8.count > limit else {
      return []
    }
    let count = text.source.template.unicodeScalars.count
    guard count > limit else { return [] }
    return [
      Draft(
        rule, nil, "the template has \(count) characters; the hosted API takes at most \(limit)")
    ]
  }
}
