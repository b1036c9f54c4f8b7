/// Rules about keys and passwords.
enum SecretRules {
  static let family = RuleFamily(rules: [secret, token], find: find)

  static let secret = Rule(
    "secret", .error,
    finds: "keys and passwords by the shapes of their issuers",
    why: """
      What is committed is in every clone for ever, and a prompt goes to a model and into logs \
      besides. Found are keys of AWS, GitHub, GitLab, OpenAI, Anthropic, Slack, Google, Stripe, npm \
      and Hugging Face, private keys, and passwords in addresses. Nothing is judged by a name such \
      as `key = …`, nor by how random it looks.
      """,
    example: "`curl -H 'Authorization: Bearer ghp_…'`",
    remedy: """
      Revoke the key at its issuer, then put a placeholder or a made-up value in its place. For an \
      example that is published as one, say so in the header: \
      `# lint: allow secret: the example of the vendor's manual`.
      """)

  static let token = Rule(
    "token-like", .warning,
    finds: "a JSON Web Token",
    why: "Many are keys for as long as they are valid; some are examples.",
    example: "`eyJhbGciOi….eyJzdWIiOi….SflKxwRJ…`",
    remedy: "If it is valid anywhere, revoke it. Put a made-up value in its place.")

  private static func find(_ text: LintText) -> [Draft] {
    SecretScan.found(in: text.bytes, text.bytes.indices).map { found in
      let shown = String(
        decoding: text.bytes[found.range].prefix(SecretScan.shownLength), as: UTF8.self)
      return Draft(
        found.isCertain ? secret : token, found.range,
        found.isCertain
          ? "\(found.what), '\(shown)…': revoke it, and put a placeholder in its place"
          : "\(found.what): revoke it if it is valid anywhere",
        // The finding's text is what tells it from others; who shows it hides it.
        matched: text.text(found.range))
    }
  }
}
