internal import Digests

extension Transaction {
  /// A name for a new prompt that people know by a title.
  ///
  /// The name that is wanted, or the title where it is a name itself, or the title's slug, or
  /// `prompt-` and 8 digits of the id where nothing is left of it; with those digits behind it
  /// where another prompt has it, or left something behind.
  ///
  /// - Parameter wanted: The name that it has elsewhere; what is none counts for nothing.
  public func unusedName(
    for title: String, wanted: String? = nil, id: PromptID
  ) throws(RepositoryError) -> PromptName {
    let digits = id.uuid.hex.prefix(8)
    let slug = PromptName(title: title) ?? PromptName(unchecked: "prompt-\(digits)")
    let name = wanted.flatMap(PromptName.init(orNil:)) ?? PromptName(orNil: title) ?? slug
    let references = PromptReferences(name)
    for reference in [references.info, references.versions, references.pointer(.active)]
    where try target(of: reference) != nil {
      // A title's slug is short enough for them.
      return PromptName(orNil: "\(name)-\(digits)") ?? PromptName(unchecked: "\(slug)-\(digits)")
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
