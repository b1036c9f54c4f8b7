/// The keys of a row in JSON Lines, in the order in which they are written.
enum RowKey: String, CaseIterable {
  case id, name, title, template, description, metadata, config, version, message, author
  case createdAt = "created_at"
  case promptCreatedAt = "prompt_created_at"
  case active
  case details = "promptrepo"
}
