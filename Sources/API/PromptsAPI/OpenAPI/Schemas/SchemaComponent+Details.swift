import CanonicalJSON

// What is under the member `promptrepo`.
extension SchemaComponent {
  static let promptDetailsMembers: [SchemaMember] = [
    .required(
      "name", .text(), "The prompt's name in the ledger; unique, and what the command line takes."),
    .optional(
      "title", .text(), "The title; absent where the name in the ledger is shown in its place."),
    .required("active_version_hash", .hash(), "The hash of the active version's content."),
    .optional("archived_at", .time(), "When the prompt was put away; absent for one in use."),
    .optional(
      "version", .reference(.shownVersion),
      "The version whose template is shown; there when one prompt is read."),
  ]

  static let shownVersionMembers: [SchemaMember] =
    [
      .required("id", .id("pver_"), "The version's id."),
      .required("version", .version(), "Its number; the first one is 1."),
      .required("created_at", .time(), "When it was made."),
      .optional(
        "environment", .text(),
        "The environment that was asked for, in which it is live; absent when none was."),
    ] + versionDetailsMembers

  static let versionDetailsMembers: [SchemaMember] = [
    .required("hash", .hash(), "The hash of the content, template and configuration."),
    .required("template_hash", .hash(), "The SHA-256 of the template's bytes alone."),
    .optional("message", .text(), "What its author said about it; absent where that is nothing."),
    .required("author", .reference(.actor), "Who wrote it."),
    .optional(
      "config", .anything(),
      "Model, parameters and whatever else belongs to the version; absent where there is none."),
    .optional(
      "rollback_passed_over", .reference(.passedRollback),
      "The rollback that the version passed over when it became active; only in the answer to "
        + "the request that made it."),
  ]

  static let passedRollbackMembers: [SchemaMember] = [
    .required("live_version", .version(), "The version that was live until then."),
    .required("withdrawn_version", .version(), "The newest version that was withdrawn."),
    .optional("reason", .text(), "Why it was withdrawn; absent where nobody said."),
    .required("actor", .reference(.actor), "Who rolled back last."),
    .required("created_at", .time(), "When that was."),
  ]
}
