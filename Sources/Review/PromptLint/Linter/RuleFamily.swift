/// Rules that share a scan of one file.
struct RuleFamily: Sendable {
  /// The rules, in the order of the page Rules.
  let rules: [Rule]
  /// Whether the rules need a header that can be read.
  var needsHeader = false
  /// What they find, in whatever order.
  let find: @Sendable (LintText) -> [Draft]

  /// All families, in the order of the page Rules; a new one is listed here.
  static let all: [RuleFamily] = [
    HiddenCharacterRules.family, LookAlikeRule.family, EncodingRules.family,
    NormalizationRule.family, SpaceRules.family, PlaceholderRules.family, VariableRules.family,
    DialectRules.family, PinRules.family, SecretRules.family, LengthRule.family,
    HeaderKeyRule.family,
  ]
}
