internal import Digests

extension Transaction {
  /// A name for a new prompt that people know by a title.
  ///
  /// The name that is wanted, or the title where it is a name itself, or the title's slug, or
  /// `prompt-` and 8 digits of the id where nothing is left of it; with those digits behind it
  /// where another prompt has it, or left something behind.
  ///
  /// - Parameters:
  ///   - wanted: The name that it has elsewhere; what is none counts for nothing.
  ///   - isContested: Whether another prompt will have the name.
  public func unusedName(
    for title: String, wanted: String? = nil, isContested: Bool = false, id: PromptID
  ) throws(RepositoryError) -> PromptName {
    let digits = id.uuid.hex.prefix(8)
    let slug = PromptName(title: title) ?? PromptName(unchecked: "prompt-\(digits)")
    let names = [wanted, title].compactMap { $0.flatMap(PromptName.init(orNil:)) }
    let name = names.first(where: \.isPortable) ?? slug
    // A title's slug is short enough for the digits.
    let longer =
      PromptName(orNil: "\(name)-\(digits)") ?? PromptName(unchecked: "\(slug)-\(digits)")
    if isContested { return longer }
    let references = PromptReferences(name)
    for reference in [references.info, references.versions, references.pointer(.active)]
    where try target(of: reference) != nil { return longer }
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
      if let name = PromptName(orNil: String(decoding: name, as: UTF8.self)) {
        names.append(name)
      }
    }
    return names
  }
}
