internal import CanonicalJSON

// The members of the types that deployments are made of.
extension SchemaComponent {
  static let actorMembers: [SchemaMember] = [
    .required("name", .text(), "The owner of the key, or the name of a person."),
    .optional("key_id", .text(), "The key's id; absent for what was done without the server."),
  ]

  static let deploymentMembers: [SchemaMember] = [
    .required("id", .uuid(), "The deployment's id, the same for as long as the prompt is there."),
    .required("object", .constant(.string(DeploymentObject.type)), "What this is."),
    .required("prompt_id", .id("prompt_"), "The id of its prompt."),
    .optional("prompt_name", .text(), "The name that people read of the prompt."),
    .required("environment", .text(), "The environment's name."),
    .required("version", .version(), "The number of the version that is live."),
    .required("version_hash", .hash(), "The hash of its content."),
    .optional(
      "previous_version", .version(),
      "The number of the version that was live before; absent for the first one."),
    .required("deployed_at", .time(), "When it became live."),
    .required("deployed_by", .reference(.actor), "Who made it live."),
    .optional("reason", .text(), "Why; absent when nobody has said."),
    .optional("operation", .text(), "What ties the move to the rest of what one command did."),
  ]

  static let deploymentMoveMembers: [SchemaMember] = [
    .required("id", .text(), "The entry's id."),
    .required("object", .constant(.string(DeploymentMoveObject.type)), "What this is."),
    .required(
      "action", .choice(DeploymentMoveObject.Action.all.map(\.rawValue)), "What was done."),
    .required("version", .version(), "The number of the version that became live."),
    .required("version_hash", .hash(), "The hash of its content."),
    .optional(
      "previous_version", .version(),
      "The number of the version that was live before; absent for the first move."),
    .optional("previous_version_hash", .hash(), "The hash of its content."),
    .required("created_at", .time(), "When it was done."),
    .required("actor", .reference(.actor), "Who did it."),
    .optional("on_behalf_of", .text(), "The end user that it was done for."),
    .optional("reason", .text(), "Why; absent when nobody has said."),
    .optional("promoted_from", .text(), "The environment whose version was taken over."),
    .optional("release", .text(), "The release that the version was deployed with."),
    .optional("operation", .text(), "What ties the move to the rest of what one command did."),
    .required("commit", .text(), "The commit that records the move, as `git log` shows it."),
  ]

  static let deploymentRollbackMembers: [SchemaMember] = [
    .required("success", .constant(true), "That it was done."),
    .required("deployment", .reference(.deployment), "The deployment as it is now."),
  ]

  static let deployRequestMembers: [SchemaMember] = [
    .required(
      "prompt_id", .text(),
      "The prompt's id. Where there is none, `name` is taken: its name in the ledger, or its title."
    ),
    .required(
      "environment", .text(), "The environment's name. Where there is none, `env` is taken."),
    .optional("version", .version(), "The version's number."),
    .optional(
      "version_hash", .hashDigits(), "The version's hash, or its first 8 digits or more."),
    .optional("reason", .text(0...Limits.reason), "Why."),
    .optional(
      "expected_hash", .hashDigits(or: ["none"]),
      "What has to be live so far: `none`, or a version's hash or its first 8 digits or more."),
    .optional(
      "acknowledged_variables", .texts(),
      "Variables that come or go with the version, and that all callers are ready for; "
        + "`kind:messages` or `kind:text` where it gives messages in place of a text, or a text in "
        + "place of messages."),
  ]

  static let deploymentRollbackRequestMembers: [SchemaMember] = [
    .required("deployment_id", .uuid(), "The deployment's id."),
    .required(
      "rollback_to_hash", .hashDigits(), "The version's hash, or its first 8 digits or more."),
    .optional("reason", .text(0...Limits.reason), "Why."),
    .optional(
      "allow_undeployed", .flag(default: false),
      "Whether it may be a version that the environment never held."),
  ]

  /// The members of a page.
  ///
  /// - Parameters:
  ///   - component: What it lists.
  ///   - id: The schema of their ids.
  static func pageMembers(of component: SchemaComponent, _ id: Schema) -> [SchemaMember] {
    [
      .required("object", .constant("list"), "What this is."),
      .required("data", .list(of: component), "What is on the page."),
      .required("has_more", .flag(), "Whether more comes after it."),
      .optional("first_id", id, "The first one's id; absent on an empty page."),
      .optional("last_id", id, "The last one's id; absent on an empty page."),
    ]
  }
}
