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

  /// The names of the prompts that have a chain, in the order of their references.
  func names(having concern: Concern) throws(RepositoryError) -> [PromptName] {
    let root = PromptReferences.root.utf8
    let ending = "/@\(concern.label)".utf8
    var names: [PromptName] = []
    for reference in try references(under: PromptReferences.root) {
      let text = reference.name.rawValue.utf8
      guard text.suffix(ending.count).elementsEqual(ending) else { continue }
      let name = text.dropFirst(root.count).dropLast(ending.count)
      // What others wrote there under a name that no prompt has is none of the ledger's.
      do throws(RepositoryError) {
        names.append(try PromptName(String(decoding: name, as: UTF8.self)))
      } catch { continue }
    }
    return names
  }
}
