internal import CanonicalJSON

extension SchemaComponent {
  /// The members of the type.
  var members: [SchemaMember] {
    switch self {
    case .prompt: Self.promptMembers
    case .promptWithTemplate:
      Self.promptMembers + [
        .required("active_template", .text(), "The template of the version that was asked for."),
        .optional(
          "rendered_template", .text(),
          "The template with the variables filled in; there if some were given, or if `strict` was. "
            + "Of a chat it is the chat as text, which reads as exactly the rendered messages."),
        .optional(
          "messages", .objects(),
          "The messages of the prompt in the form of chat completions; there if they were asked for. "
            + "A prompt without messages is one message of the user."),
      ]
    case .createdPrompt:
      Self.promptMembers + [.required("version", .reference(.version), "The first version.")]
    case .promptPage:
      [
        .required("object", .constant("list"), "What this is."),
        .required("data", .list(of: .prompt), "The prompts of the page."),
        .required("has_more", .flag(), "Whether more come after them."),
        .optional("first_id", .id("prompt_"), "The first prompt's id; absent on an empty page."),
        .optional("last_id", .id("prompt_"), "The last prompt's id; absent on an empty page."),
      ]
    case .deletedPrompt:
      [
        .required("id", .id("prompt_"), "The id of the prompt that is gone."),
        .required("object", .constant(.string(DeletedPrompt.type)), "What this is."),
        .required("deleted", .constant(true), "That it is gone."),
      ]
    case .version: Self.versionMembers
    case .promptDetails: Self.promptDetailsMembers
    case .shownVersion: Self.shownVersionMembers
    case .versionDetails: Self.versionDetailsMembers
    case .passedRollback: Self.passedRollbackMembers
    case .versionList:
      [
        .required("object", .constant("list"), "What this is."),
        .required("data", .list(of: .version), "The versions."),
      ]
    case .createPromptRequest, .updatePromptRequest, .createVersionRequest, .rollbackRequest:
      requestMembers
    case .actor: Self.actorMembers
    case .deployment: Self.deploymentMembers
    case .deploymentPage: Self.pageMembers(of: .deployment, .uuid())
    case .deploymentMove: Self.deploymentMoveMembers
    case .deploymentHistory: Self.pageMembers(of: .deploymentMove, .text())
    case .deploymentRollback: Self.deploymentRollbackMembers
    case .deployRequest: Self.deployRequestMembers
    case .deploymentRollbackRequest: Self.deploymentRollbackRequestMembers
    case .error:
      [.required("error", .object(Self.errorMembers), "The error.")]
    case .health: [.required("status", .constant("ok"), "That all is well.")]
    case .readiness: [.required("status", .constant("ready"), "That requests are taken.")]
    }
  }

  private static let promptMembers: [SchemaMember] = [
    .required("id", .id("prompt_"), "The prompt's id."),
    .required("object", .constant(.string(PromptObject.type)), "What this is."),
    .required("name", .text(), "The name that people read; not unique."),
    .optional("description", .text(), "What the prompt is for; absent when nobody has said."),
    .required("active_version", .version(), "The number of the version that is live."),
    .required("latest_version", .version(), "The number of the newest version."),
    .required("metadata", .anything(), "Whatever its users keep with the prompt."),
    .required("created_at", .time(), "When it was created."),
    .required("updated_at", .time(), "When it last changed in any way."),
    .optional(
      "promptrepo", .reference(.promptDetails), "What the ledger knows beyond the hosted API."),
  ]

  private static let versionMembers: [SchemaMember] = [
    .required("id", .id("pver_"), "The version's id."),
    .required("prompt_id", .id("prompt_"), "The id of its prompt."),
    .required("version", .version(), "Its number; the first one is 1."),
    .required("object", .constant(.string(VersionObject.type)), "What this is."),
    .required("template", .text(), "The template, with placeholders such as `{{name}}`."),
    .required("created_at", .time(), "When it was made."),
    .optional(
      "promptrepo", .reference(.versionDetails), "What the ledger knows beyond the hosted API."),
  ]

  private static let errorMembers: [SchemaMember] = [
    .required(
      "type", .choice(APIError.Kind.allCases.map(\.rawValue)),
      "The kind of failure, for programs that handle kinds alike."),
    .required("code", .text(), "The failure, for programs."),
    .required("message", .text(), "What happened and what to do, for people."),
    .optional("param", .text(), "The member, parameter or header field that it is about."),
  ]

  private var requestMembers: [SchemaMember] {
    let name = Schema.text(Limits.name)
    let template = Schema.text(Limits.template)
    let description = Schema.text(0...Limits.description)
    return switch self {
    case .createPromptRequest:
      [
        .required("name", name, "The name that people read; not unique."),
        .required("template", template, "The template of the first version."),
        .optional("description", description, "What the prompt is for."),
        .optional("metadata", .anything(), "Anything else; empty if absent."),
      ]
    case .updatePromptRequest:
      [
        .optional("name", name, "The new name."),
        .optional("description", description.orNull, "The new description, or null to clear it."),
        .optional("metadata", .anything(), "The new metadata, which replaces the old as a whole."),
      ]
    case .createVersionRequest:
      [.required("template", template, "The template, with placeholders such as `{{name}}`.")]
    case .rollbackRequest:
      [.required("version", .version(), "The number of a version that the prompt has.")]
    default: []
    }
  }
}

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
