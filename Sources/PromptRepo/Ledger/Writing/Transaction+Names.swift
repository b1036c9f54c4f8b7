internal import Digests

extension Transaction {
  /// A name for a new prompt that people know by a title.
  ///
  /// The title's slug, `prompt-` and 8 digits of the id where none is left of it, or the slug and
  /// those digits where another prompt has it, or left something behind.
  public func unusedName(for title: String, id: PromptID) throws(RepositoryError) -> PromptName {
    let digits = id.uuid.hex.prefix(8)
    let name = PromptName(title: title) ?? PromptName(unchecked: "prompt-\(digits)")
    let references = PromptReferences(name)
    for reference in [references.info, references.versions, references.pointer(.active)]
    where try target(of: reference) != nil {
      return try PromptName("\(name)-\(digits)")
    }
    return name
  }
}
