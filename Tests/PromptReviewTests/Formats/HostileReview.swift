import CanonicalJSON
import PromptLint
import PromptRepo
@testable import PromptReview

/// A review in which one text stands wherever text of others can.
struct HostileReview {
  /// The text.
  let text: String
  /// The review.
  let review: Review

  init(_ text: String) throws {
    self.text = text
    // A template holds no NUL and is not empty; all else may.
    let template = Self.template(text)
    func content(_ template: String) throws -> VersionContent {
      try VersionContent(
        template: template, config: ["config": [JSONMember(key: text, value: .string(text))].value])
    }
    let path = "prompts/a.prompt"
    func findings(_ name: String) -> [Finding] {
      FindingLevel.allCases.flatMap { level in
        [text, "'\(text)' is not declared", "`\(text)`: see (\(text)), or \(text)"].map {
          Finding(
            "variable-added", level,
            at: FindingPlace(path, prompt: name, line: 3, column: 1, endLine: 3, endColumn: 4), $0,
            matched: text,
            fix: FindingFix(
              at: FindingPlace(path, prompt: name, line: 3), 0..<1, text, description: text,
              isSeen: true))
        }
      }
    }
    let live = [
      ReviewedPrompt.LivePointer("active", version: 1), .init(text, version: 2),
    ]
    let name = try PromptName("a")
    let old = try content("Start {{a}}\n\(template)\nend")
    let new = try content("Begin {{b}}\n\(template) and \(template)\n\(template)\n")
    let setting = SettingChange(["metadata", text], from: .string(text), to: [.string(text)])
    let removedSetting = SettingChange([text], from: .string(text), to: nil)
    let hash = new.hash
    review = Review(
      .commits(base: text, head: text, name: text),
      [
        ReviewedPrompt(
          name, path: path, .added, change: ContentChange(from: nil, to: try content(template)),
          live: [], outcome: .new(hash, movedFrom: nil), findings: findings("a")),
        ReviewedPrompt(
          try PromptName("b"), path: path, .changed, change: ContentChange(from: old, to: new),
          live: live, outcome: .conflict(reason: text),
          findings: [
            Finding(
              "secret", .error, at: FindingPlace(path, prompt: "b"), text, matched: text,
              allowedBecause: text)
          ]),
        ReviewedPrompt(
          try PromptName("c"), path: text, .removed, change: ContentChange(from: old, to: nil),
          live: live, outcome: .unknown(reason: text)),
        ReviewedPrompt(
          try PromptName("d"), path: path, .renamed(from: try PromptName("a")),
          change: ContentChange(from: old, to: old), live: live,
          outcome: .new(hash, movedFrom: try PromptName("a"))),
        ReviewedPrompt(
          try PromptName("e"), path: path, .recordOnly, change: ContentChange(from: new, to: new),
          record: [setting, removedSetting], live: nil, outcome: .unknown(reason: text)),
        ReviewedPrompt(
          try PromptName("f"), path: path, .changed, change: nil, live: live,
          outcome: .version(3, hash, .atOnce)),
      ],
      findings: [
        Finding(
          "rules-changed", .warning, at: FindingPlace(text, prompt: nil), text, matched: text),
        Finding("rules-changed", .note, at: FindingPlace(text, prompt: nil, line: 2), text),
      ],
      notes: [text])
  }

  /// The text as a template can hold it.
  static func template(_ text: String) -> String {
    let scalars = text.unicodeScalars.filter { $0 != "\0" }
    return scalars.isEmpty ? "x" : String(String.UnicodeScalarView(scalars))
  }
}

extension [JSONMember] {
  /// The members as an object.
  fileprivate var value: JSONValue { .object(JSONObject(self)) }
}
