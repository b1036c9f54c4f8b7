/// One chain of one prompt, as the names of references spell it: `support/reply/@versions`.
public struct PromptChain: Sendable, Hashable {
  /// The prompt.
  public let prompt: PromptName
  /// What the chain is about.
  public let concern: Concern

  /// Makes a chain's name from its parts.
  public init(_ prompt: PromptName, _ concern: Concern) {
    self.prompt = prompt
    self.concern = concern
  }

  /// Reads what a reference's name has after the folder of prompts.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when no ledger has a chain of this name.
  public init(path: String) throws(RepositoryError) {
    let bytes = path.utf8
    guard let sign = bytes.firstIndex(of: UInt8(ascii: "@")), sign > bytes.startIndex,
      let concern = Concern(label: String(path[bytes.index(after: sign)...]))
    else {
      throw RepositoryError(
        .invalid, "'\(path)' does not name a chain of a prompt",
        hint: "Such a name is a prompt's name, /@, and info, versions, active or env/NAME")
    }
    let slash = bytes.index(before: sign)
    guard bytes[slash] == UInt8(ascii: "/") else {
      throw RepositoryError(.invalid, "'\(path)' does not name a chain of a prompt")
    }
    self.init(try PromptName(String(path[..<slash])), concern)
  }

  /// What its reference's name has after the folder of prompts.
  public var path: String { "\(prompt)/@\(concern.label)" }

  /// Its reference.
  public var reference: ReferenceName {
    ReferenceName(unchecked: PromptReferences.root + path)
  }
}
